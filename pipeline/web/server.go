package web

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/index"
	"gongwen/pipeline"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
	"gongwen/templates/font"
)

// Options are what the reading room is told when it opens. The zero Options
// serve plain HTTP with accounts of its own.
type Options struct {
	CertFile, KeyFile string // TLS, when both are given
	// Proxies are the machines that may speak for others: the client's address is
	// then the last of X-Forwarded-For, and its scheme X-Forwarded-Proto.
	Proxies []netip.Prefix
	// SignOn is the header in which one of the proxies names who has signed on to
	// the office's own system; empty takes no such header from anyone.
	SignOn string
	// Log gets a line for every request and for whatever goes wrong; nil for none.
	Log io.Writer
	// Level is the least a line must be of: slog.LevelInfo has the requests, too.
	Level slog.Level
	// Queries is how many questions to the catalogue readers have under way at once,
	// eight when it is 0; the others wait for these, and never for what else the
	// program does.
	Queries int
	// Turns are those of the pipeline in the same program; nil makes new ones.
	Turns pipeline.Turns
	// Indexed tells that the pipeline in the same program keeps the search index up to
	// date; the room then only does so for a search that found nothing.
	Indexed bool
	// Void voids a record and tells where the stamped copy lies below issued/, as
	// pipeline.Void does; nil where nobody in this program may write.
	Void func(ctx context.Context, number, reason string) (stamped string, err error)
	// Hanging tells since when each step of the pipeline in this program has hung
	// that does, as pipeline.Hanging does; nil where there is no pipeline.
	Hanging func() (since []time.Time)
}

// Server is an open reading room.
type Server struct {
	options   Options
	office    *workspace.Workspace // as readers see it
	law       *workspace.Ruleset
	fonts     *font.Fonts // nil where there are none
	index     *index.Index
	following *rounds // of the index
	tally     *tally
	duties    *duties
	workbooks chan struct{} // those being made
	accounts  *account.Book
	trail     *journal.Journal
	sessions  *sessions
	devices   devices
	guesses   *guesses  // of passwords
	lookups   *throttle // of check codes
	checks    *throttle // of forms handed in to be checked, by account
	parts     *throttle // of lines in the trail for parts of one file
	unknown   *throttle // lines in the trail about names the sign-on gives and nobody has
	turns     pipeline.Turns
	uploads   *uploads
	metrics   *metrics
	logging   sync.Mutex
	steps     *deadline.Steps // that may hang
	handler   http.Handler
	now       func() time.Time
	timeouts  timeouts
	// mostUpload is the most bytes of forms handed in at once.
	mostUpload int64

	end    context.CancelFunc // of the room's life
	unlock func() error
}

// timeouts bound how long a client may take, and, by page, transfer and turn, how
// long we do; duties is how long the first ones of a day are waited for before the
// board comes without them.
type timeouts struct{ header, body, answer, idle, turn, stop, page, transfer, duties time.Duration }

const (
	// someQueries is Options.Queries where nothing is said.
	someQueries = 8
	// someWorkbooks is how many registers are made for readers at once: each takes
	// the whole of a processor, and memory.
	someWorkbooks = 2
)

// Room is the folder in a data folder in which the reading room keeps what is
// its own.
func Room(f workspace.Folder) string { return filepath.Join(string(f), "reading") }

// Accounts are the accounts of a data folder's reading room.
func Accounts(f workspace.Folder) (*account.Book, error) {
	return account.Open(filepath.Join(Room(f), "accounts.yaml"))
}

// ErrOpen is the error of New when another program has the reading room open.
var ErrOpen = errors.New("阅览室已由另一个 gongwen 开着，请先停下那一个")

// New opens the reading room of an office, which may be open for reading or for
// writing and stays the caller's to close, after the room. On the first opening it makes an
// administrator and tells its password, once, to announce.
func New(o *workspace.Workspace, options Options, announce func(name, password string)) (_ *Server, err error) {
	options.Proxies = slices.Clone(options.Proxies)
	s := &Server{
		options: options, now: time.Now, index: o.Index(),
		sessions: newSessions(), guesses: newGuesses(), lookups: newThrottle(2*time.Second, 20),
		checks: newThrottle(30*time.Second, mostFiles+10), parts: newThrottle(10*time.Minute, 1), unknown: newThrottle(10*time.Minute, 1),
		steps:     deadline.New(5 * time.Second),
		workbooks: make(chan struct{}, someWorkbooks), metrics: newMetrics(),
		turns: options.Turns, uploads: newUploads(1<<30, 64<<20), mostUpload: 200 << 20,
		timeouts: timeouts{header: 10 * time.Second, body: 5 * time.Minute, answer: 10 * time.Minute, idle: 2 * time.Minute, turn: 20 * time.Second,
			stop: 10 * time.Second, page: 30 * time.Second, transfer: 10 * time.Minute, duties: time.Second},
	}
	for i, p := range options.Proxies {
		s.options.Proxies[i] = plainPrefix(p)
	}
	if s.turns == nil {
		s.turns = pipeline.NewTurns()
	}
	if s.law, err = o.Ruleset(); err != nil {
		return nil, err
	}
	if s.fonts, err = o.Fonts(); err != nil {
		s.fonts = nil // nothing is printed here; the pipeline will complain
	}
	if s.office, err = o.Reading(cmp.Or(options.Queries, someQueries)); err != nil {
		return nil, err
	}
	if err := s.open(announce); err != nil {
		return nil, errors.Join(err, s.office.Close())
	}
	var life context.Context
	life, s.end = context.WithCancel(context.Background())
	s.tally = newTally(life, s.office.Kinds(), s.law.Units, s.office.Catalogue)
	s.duties = newDuties(life, s)
	s.following = newRounds(life, func(ctx context.Context) error {
		return s.index.Follow(ctx, s.office.Catalogue, s.office.Texts, nil)
	})
	s.metrics.watch(s)
	s.handler = s.routes()
	return s, nil
}

// open takes the room's folder: one server at a time writes the trail.
func (s *Server) open(announce func(name, password string)) error {
	room := Room(s.office.Folder)
	if err := durable.MkdirAll(room); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(room, ".lock"))
	held, err := lock.TryLock()
	if err == nil && !held {
		err = fmt.Errorf("%s：%w", s.office.Folder, ErrOpen)
	}
	if err != nil {
		return err
	}
	s.unlock = lock.Unlock
	if s.accounts, err = Accounts(s.office.Folder); err == nil {
		err = s.firstAccount(announce)
	}
	if err == nil {
		s.devices, err = openDevices(filepath.Join(room, "device.key"))
	}
	if err == nil {
		err = s.sweepStaged()
	}
	if err == nil {
		s.trail, err = journal.Open(room, s.now())
	}
	if err != nil {
		return errors.Join(err, s.unlock())
	}
	return nil
}

// firstAccount makes the administrator of a new reading room.
func (s *Server) firstAccount(announce func(name, password string)) error {
	all, err := s.accounts.All()
	if err != nil || len(all) > 0 {
		return err
	}
	const name = "admin"
	password, err := s.accounts.Add(account.Account{Name: name, Role: account.Administrator, Made: s.now()})
	if err == nil {
		announce(name, password)
	}
	return err
}

// Close lets the reading room go. Serve must have ended.
func (s *Server) Close() error {
	s.end()
	for _, work := range []*rounds{s.following, s.duties.renew, s.tally.catchUp} {
		work.rest()
	}
	return errors.Join(s.office.Close(), s.trail.Close(), s.unlock())
}

// ServeHTTP serves one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Serve serves at the listener until ctx ends; requests under way are finished.
// Meanwhile index and tally follow the archive.
func (s *Server) Serve(ctx context.Context, at net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.timeouts.header, ReadTimeout: s.timeouts.body, WriteTimeout: s.timeouts.answer, IdleTimeout: s.timeouts.idle,
		MaxHeaderBytes: 32 << 10,
		TLSConfig:      &tls.Config{MinVersion: tls.VersionTLS12},
		ErrorLog:       s.errorLog(),
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var following sync.WaitGroup
	following.Go(func() { s.follow(ctx) })
	ended := make(chan error, 1)
	go func() {
		if s.options.CertFile != "" {
			ended <- server.ServeTLS(at, s.options.CertFile, s.options.KeyFile)
		} else {
			ended <- server.Serve(at)
		}
	}()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		// A client that will not end is cut off.
		patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.timeouts.stop)
		defer cancel()
		if server.Shutdown(patience) != nil {
			_ = server.Close()
		}
		err = <-ended
	}
	stop()
	followed := make(chan struct{})
	go func() { following.Wait(); close(followed) }()
	select {
	case <-followed:
	case <-time.After(s.timeouts.stop): // a catalogue that hangs holds it
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// followPause is how soon the index has what was filed, where no pipeline in the
// same folder was quicker.
const followPause = time.Second

// follow keeps index and tally up to date: each for itself, since the index may
// take minutes.
func (s *Server) follow(ctx context.Context) {
	var both sync.WaitGroup
	defer both.Wait()
	both.Go(func() { s.keep(ctx, "汇总", s.tally.catchUp) })
	if !s.options.Indexed {
		both.Go(func() { s.keep(ctx, "检索索引", s.following) })
	}
	s.duties.renew.begin() // before somebody waits for them
	for pause(ctx) {
		s.sweep()
	}
}

// keep does work again and again until ctx ends.
func (s *Server) keep(ctx context.Context, what string, work *rounds) {
	for {
		if err := work.shared(ctx); err != nil && ctx.Err() == nil {
			s.complain(what, err)
		}
		if !pause(ctx) {
			return
		}
	}
}

// pause tells whether followPause is over, and not ctx.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(followPause):
		return true
	}
}
