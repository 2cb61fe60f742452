package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/index"
	"gongwen/pipeline/duty"
	"gongwen/pipeline/office"
	"gongwen/pipeline/web/account"
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
	Log    io.Writer // a line for every request; nil for none
	// Void voids a record and tells where the stamped copy lies below issued/, as
	// pipeline.Void does; nil where nobody in this program may write.
	Void func(ctx context.Context, number, reason string) (stamped string, err error)
}

// Server is an open reading room.
type Server struct {
	options   Options
	office    *office.Office
	law       *office.Law
	fonts     *font.Fonts // nil where there are none
	calendar  duty.Calendar
	index     *index.Index
	following durable.Group[context.Context] // of the index
	tally     *tally
	duties    duties
	accounts  *account.Book
	trail     *journal.Journal
	sessions  *sessions
	guesses   *throttle // of passwords, by address
	names     *throttle // of passwords, by user name
	lookups   *throttle // of check codes, by address
	checks    *throttle // of forms handed in to be checked, by account
	parts     *throttle // of lines in the trail for parts of one file
	hashing   chan struct{}
	metrics   *metrics
	logging   sync.Mutex
	handler   http.Handler
	now       func() time.Time
	timeouts  timeouts
	// mostUpload is the most bytes of forms handed in at once.
	mostUpload int64

	unlock func() error
}

// timeouts bound how long a client may take.
type timeouts struct{ header, body, answer, idle, stop time.Duration }

// Room is the folder in a data folder in which the reading room keeps what is
// its own.
func Room(f office.Folder) string { return filepath.Join(string(f), "reading") }

// Accounts are the accounts of a data folder's reading room.
func Accounts(f office.Folder) (*account.Book, error) {
	return account.Open(filepath.Join(Room(f), "accounts.yaml"))
}

// ErrOpen is the error of New when another program has the reading room open.
var ErrOpen = errors.New("阅览室已由另一个 gongwen 开着，请先停下那一个")

// New opens the reading room of an office, which may be open for reading or for
// writing and stays the caller's to close. On the first opening it makes an
// administrator and tells its password, once, to announce.
func New(o *office.Office, options Options, announce func(name, password string)) (_ *Server, err error) {
	s := &Server{
		options: options, office: o, now: time.Now, index: index.At(o.Folder.Index(), o.Kinds), tally: newTally(o.Kinds),
		sessions: newSessions(), guesses: newThrottle(10*time.Second, 10), names: newThrottle(10*time.Second, 20),
		lookups: newThrottle(2*time.Second, 20), checks: newThrottle(30*time.Second, mostFiles+10),
		parts:   newThrottle(10*time.Minute, 1),
		hashing: make(chan struct{}, 2), metrics: newMetrics(), mostUpload: 200 << 20,
		timeouts: timeouts{header: 10 * time.Second, body: 5 * time.Minute, answer: 10 * time.Minute, idle: 2 * time.Minute, stop: 10 * time.Second},
	}
	if s.law, err = o.Law(); err != nil {
		return nil, err
	}
	s.tally.units = s.law.Units
	if s.fonts, err = o.Fonts(); err != nil {
		s.fonts = nil // nothing is printed here; the pipeline will complain
	}
	if s.calendar, err = duty.ReadCalendar(os.DirFS(string(o.Folder))); err != nil {
		return nil, err
	}
	if err := s.open(announce); err != nil {
		return nil, err
	}
	s.metrics.watch(s)
	s.handler = s.routes()
	return s, nil
}

// open takes the room's folder: one server at a time writes the trail.
func (s *Server) open(announce func(name, password string)) error {
	room := Room(s.office.Folder)
	if err := os.MkdirAll(room, 0o700); err != nil {
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
func (s *Server) Close() error { return errors.Join(s.trail.Close(), s.unlock()) }

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
	following.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// followPause is how soon the index has what was filed, where no pipeline in the
// same folder was quicker.
const followPause = time.Second

// follow keeps index and tally up to date.
func (s *Server) follow(ctx context.Context) {
	for {
		if err := s.followIndex(ctx); err != nil && ctx.Err() == nil {
			s.complain("检索索引", err)
		}
		if err := s.tally.catchUp(ctx, s.office.Catalogue); err != nil && ctx.Err() == nil {
			s.complain("汇总", err)
		}
		s.sessions.sweep(s.now())
		s.guesses.sweep(s.now())
		s.names.sweep(s.now())
		s.lookups.sweep(s.now())
		s.checks.sweep(s.now())
		s.parts.sweep(s.now())
		select {
		case <-ctx.Done():
			return
		case <-time.After(followPause):
		}
	}
}
