package web

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/index"
	"gongwen/pipeline"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/delegation"
	"gongwen/pipeline/manual"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/search"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/status"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/coalesce"
	"gongwen/pipeline/web/device"
	"gongwen/pipeline/web/directory"
	"gongwen/pipeline/web/metrics"
	"gongwen/pipeline/web/openid"
	"gongwen/pipeline/web/proxy"
	"gongwen/pipeline/web/session"
	"gongwen/pipeline/web/statistics"
	"gongwen/pipeline/web/throttle"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/font"
)

// Options configure a reading room. The zero Options serve plain HTTP with accounts
// of its own.
type Options struct {
	CertFile, KeyFile string // TLS, when both are given
	// Proxies are the machines that may speak for others: the client's address is
	// then the last of X-Forwarded-For, and its scheme X-Forwarded-Proto.
	Proxies []netip.Prefix
	// SignOn is the header in which one of the proxies names who has signed on to
	// the office's own system; empty takes no such header from anyone.
	SignOn string
	// ClientCA is the file of who issues client certificates, as PEM; empty to ask for none.
	ClientCA string
	// ClientCertHeader is the header in which one of the proxies hands the client's
	// certificate on, as PEM with escapes; empty takes none but those of TLS here.
	ClientCertHeader string
	// Log gets a record of whatever goes wrong, Requests one of every request; nil for
	// none.
	Log, Requests *slog.Logger
	// Queries is how many questions to the catalogue readers have under way at once,
	// eight when it is 0; the others wait for these, and never for what else the
	// program does.
	Queries int
	// Indexed tells that the pipeline in the same program keeps the search index up to
	// date; the reading room then only does so for a search that found nothing.
	Indexed bool
	// Void voids a record and tells where the stamped copy lies below issued/, as
	// pipeline.Void does; nil where nobody in this program may write.
	Void func(ctx context.Context, number, reason string) (stamped string, err error)
	// SignOff does something about the signing of an arrival, as pipeline.SignOff does; nil
	// hands it over to the program that works the forms.
	SignOff func(ctx context.Context, key string, e signoff.Event) (pipeline.SignedOff, error)
	// Delegate does something about who may sign for whom, as pipeline.Delegate does; nil
	// hands it over, too.
	Delegate func(ctx context.Context, e delegation.Event) (delegation.Event, error)
	// MetricsAllow are the machines that may ask for the metrics, where they have a
	// listener; none for all that reach it.
	MetricsAllow []netip.Prefix
	// Hanging tells since when each step of the pipeline in this program has hung
	// that does, as pipeline.Hanging does; nil where there is no pipeline.
	Hanging func() (since []time.Time)
	// Intake tells how the pipeline in this program looks at the inboxes, as
	// pipeline.Intake does; nil where there is no pipeline, or one in another program.
	Intake func() status.Intake
	// Manual gives what is shown at /help, when somebody first looks; nil for the manual without the page of commands.
	Manual func() *manual.Manual
}

// Server is an open reading room.
type Server struct {
	options Options
	proxies proxy.Trusted
	handler http.Handler
	now     func() time.Time

	// What pages are made of. The office reads it beside whoever writes it.
	workspace     *workspace.Workspace
	fonts         *font.Fonts // nil where there are none
	index         *index.Index
	indexFollower *coalesce.Task // brings the index up to date
	statistics    *statistics.Cache
	duties        *duties
	bagSums       *bagSums
	states        *search.States
	views         *viewCache
	waiting       waiting

	// Who comes, and what they did.
	accounts  *account.Store
	sessions  *session.Store
	signOnMu  sync.Mutex           // held while a session by single sign-on begins, so that requests that come together begin one
	directory *directory.Directory // nil where there is none
	openID    *openid.Provider     // nil where there is none
	devices   device.Signer
	accessLog *journal.Journal
	triedMu   sync.Mutex // one at a time takes what was tried elsewhere

	// What bounds them.
	timeouts      timeouts
	passwords     *passwordLimiter
	codeLookups   *throttle.Limiter // of check codes, by client
	helpSearches  *throttle.Limiter // in the manual, by client
	formChecks    *throttle.Limiter // of forms handed in to be checked, by account
	visits        *visits           // of files, which have one line in the access log each
	unknownLogs   *throttle.Limiter // lines in the access log about names that single sign-on gives and nobody has
	uploads       *uploads
	maxUpload     int64           // bytes of forms handed in at once
	workbookSlots chan struct{}   // held while a list of records is made
	steps         *deadline.Steps // that may hang

	help          *help
	metrics       *metrics.Metrics
	log, requests *slog.Logger
	certificate   *certificate   // nil without TLS
	clientCA      *x509.CertPool // nil where no client certificates are asked for
	silentProxy   sync.Once      // has been told of
	blindMu       sync.Mutex
	blind         string // which inboxes nobody looks at, as the log has it

	cancel context.CancelFunc // ends what goes on in the background
	unlock func() error
}

// timeouts bound how long a client may take: for the header, without anything passing
// either way (stall), between two requests (idle). And how long we do: to make a page,
// to go on with a transfer, to wait for a slot there is a limit of, to stop. duties is
// how long the first duties of a day are waited for before the board comes without
// them.
type timeouts struct{ header, stall, idle, slot, stop, page, transfer, duties time.Duration }

const (
	// defaultQueries is Options.Queries where nothing is said.
	defaultQueries = 8
	// maxWorkbooks is how many registers and other lists are made for readers at once:
	// each takes the whole of a processor, and memory.
	maxWorkbooks = 2
)

// ErrOpen is the error of New when another program has the reading room open.
var ErrOpen = errors.New("阅览室已由另一个 gongwen 开着，请先停下那一个")

// New opens the reading room of a data folder, which may be open for reading or for
// writing and stays the caller's to close, after the reading room. On the first
// opening it makes an administrator and tells its password, once, to announce. The
// error is ErrOpen where another program has the reading room open.
func New(o *workspace.Workspace, options Options, announce func(name, password string) error) (_ *Server, err error) {
	s := &Server{
		options: options, proxies: proxy.Trust(options.Proxies), now: time.Now, index: o.Index(),
		sessions: session.NewStore(), passwords: newPasswordLimiter(), codeLookups: throttle.New(2*time.Second, 20), helpSearches: throttle.New(time.Second, 60),
		formChecks: throttle.New(30*time.Second, maxFiles+10), visits: newVisits(), unknownLogs: throttle.New(10*time.Minute, 1),
		steps:         deadline.New(5 * time.Second),
		workbookSlots: make(chan struct{}, maxWorkbooks), metrics: metrics.New(),
		log: orSilent(options.Log), requests: orSilent(options.Requests),
		uploads: newUploads(1<<30, 64<<20), maxUpload: 200 << 20,
		timeouts: timeouts{header: 10 * time.Second, stall: time.Minute, idle: 2 * time.Minute, slot: 20 * time.Second,
			stop: 10 * time.Second, page: 30 * time.Second, transfer: 10 * time.Minute, duties: time.Second},
	}
	if _, err = o.Ruleset(); err != nil {
		return nil, err
	}
	beside := pipeline.NewBeside(o)
	if s.options.SignOff == nil {
		s.options.SignOff = beside.SignOff
	}
	if s.options.Delegate == nil {
		s.options.Delegate = beside.Delegate
	}
	if options.CertFile != "" {
		if s.certificate, err = openCertificate(options.CertFile, options.KeyFile, s.log); err != nil {
			return nil, err
		}
	}
	if settings := o.Config.SignIn.LDAP; settings != nil {
		if s.directory, err = directory.Open(*settings); err != nil {
			return nil, err
		}
	}
	if settings := o.Config.SignIn.OIDC; settings != nil {
		back := strings.TrimRight(o.Config.Site, "/") + openIDBack
		if s.openID, err = openid.Open(*settings, back, func() time.Time { return s.now() }); err != nil {
			return nil, err
		}
	}
	if options.ClientCA != "" {
		if s.clientCA, err = readClientCA(options.ClientCA); err != nil {
			return nil, err
		}
	}
	if s.fonts, err = o.Fonts(); err != nil {
		s.fonts = nil // nothing is printed here; the pipeline will complain
	}
	if s.workspace, err = o.Reading(cmp.Or(options.Queries, defaultQueries)); err != nil {
		return nil, err
	}
	if err := s.open(announce); err != nil {
		return nil, errors.Join(err, s.workspace.Close())
	}
	background, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.statistics = statistics.New(background, s.workspace.Kinds(), s.ruleset().Units, s.workspace.Catalogue)
	s.statistics.By = func() (*templates.Set, *roster.Units) { r := s.ruleset(); return r.Kinds, r.Units }
	s.duties, s.bagSums = newDuties(background, s), newBagSums(background, s)
	s.views = &viewCache{life: background, patience: defaultPatience}
	s.states = &search.States{Catalogue: s.workspace.Catalogue}
	s.indexFollower = coalesce.New(background, func(ctx context.Context) error {
		return s.index.Follow(ctx, s.workspace.Catalogue, s.workspace.Texts, nil)
	})
	s.help = newHelp(options.Manual)
	s.metrics.Watch(s.watched())
	s.handler = s.routes()
	return s, nil
}

func orSilent(l *slog.Logger) *slog.Logger {
	if l == nil {
		return slog.New(slog.DiscardHandler)
	}
	return l
}

// ruleset is what forms are judged by now. Whoever works on a form asks once.
func (s *Server) ruleset() *workspace.Ruleset { return s.workspace.Current() }

// open takes the reading room's folder: one server at a time writes the access log.
func (s *Server) open(announce func(name, password string) error) error {
	room := s.workspace.Folder.Reading()
	if err := durable.MkdirAll(room); err != nil {
		return err
	}
	unlock, err := durable.Lock(context.Background(), filepath.Join(room, ".lock"), 0)
	if errors.Is(err, durable.ErrLocked) {
		err = fmt.Errorf("%s：%w", s.workspace.Folder, ErrOpen)
	}
	if err != nil {
		return err
	}
	s.unlock = unlock
	if s.accounts, err = Accounts(s.workspace.Folder); err == nil {
		s.accounts.Now = func() time.Time { return s.now() }
		err = cmp.Or(s.createAdministrator(announce), s.accounts.SweepFirstPassword())
	}
	if err == nil {
		s.devices, err = device.Open(filepath.Join(room, "device.key"))
	}
	if err == nil {
		err = s.sweepStaged()
	}
	if err == nil {
		s.accessLog, err = journal.Open(room, s.now())
	}
	if err == nil {
		err = s.takeTried()
	}
	if err != nil {
		return errors.Join(err, s.unlock())
	}
	return nil
}

// createAdministrator makes the administrator of a new reading room.
func (s *Server) createAdministrator(announce func(name, password string) error) error {
	all, err := s.accounts.All()
	if err != nil || len(all) > 0 {
		return err
	}
	const name = "admin"
	password, err := s.accounts.Add(account.Account{Name: name, Role: account.Administrator, Made: s.now()})
	if err == nil {
		err = announce(name, password)
	}
	return err
}

// Close closes the reading room. Serve must have ended.
func (s *Server) Close() error {
	s.cancel()
	s.indexFollower.Wait()
	s.duties.update.Wait()
	s.statistics.Wait()
	s.views.wait()
	return errors.Join(s.workspace.Close(), s.accessLog.Close(), s.unlock())
}

// ServeHTTP serves one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
