package web

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"sync"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/account"
)

// session is one browser of somebody signed in. It ends after idleness, after a
// working day, with the program, and when the account is disabled or gets another
// password.
type session struct {
	name     string
	password string // the account's hash when it began
	token    string // what its own pages send back with every form
	began    time.Time
	last     time.Time
	signedOn bool // by the office's own sign-on
	once     string
}

const (
	cookieName = "gongwen"
	idleness   = 30 * time.Minute
	workingDay = 12 * time.Hour
	// most is how many sessions there may be; the oldest then goes.
	mostSessions = 10000
)

// sessions are the open ones, by the hash of their cookie: what is in memory is
// of no use to whoever gets to read it.
type sessions struct {
	mu   sync.Mutex
	open map[[sha256.Size]byte]*session
}

func newSessions() *sessions { return &sessions{open: map[[sha256.Size]byte]*session{}} }

// begin opens a session and returns its cookie's value.
func (s *sessions) begin(a account.Account, signedOn bool, now time.Time) (*session, string) {
	cookie := rand.Text()
	n := &session{name: a.Name, password: a.Password, token: rand.Text(), began: now, last: now, signedOn: signedOn}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) >= mostSessions {
		s.dropOldest()
	}
	s.open[sha256.Sum256([]byte(cookie))] = n
	return n, cookie
}

func (s *sessions) dropOldest() {
	var oldest [sha256.Size]byte
	var last time.Time
	for key, n := range s.open {
		if last.IsZero() || n.last.Before(last) {
			oldest, last = key, n.last
		}
	}
	delete(s.open, oldest)
}

// find is the session of a cookie, nil when it has ended.
func (s *sessions) find(cookie string, now time.Time) *session {
	key := sha256.Sum256([]byte(cookie))
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.open[key]
	if n == nil {
		return nil
	}
	if n.over(now) {
		delete(s.open, key)
		return nil
	}
	n.last = now
	return n
}

func (n *session) over(now time.Time) bool {
	return now.Sub(n.last) > idleness || now.Sub(n.began) > workingDay
}

// end ends the session of a cookie.
func (s *sessions) end(cookie string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, sha256.Sum256([]byte(cookie)))
}

// sweep forgets sessions that are over.
func (s *sessions) sweep(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, n := range s.open {
		if n.over(now) {
			delete(s.open, key)
		}
	}
}

// leave puts a word to be shown on the next page.
func (s *sessions) leave(n *session, word string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n.once = word
}

// take takes that word.
func (s *sessions) take(n *session) (word string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	word, n.once = n.once, ""
	return word
}

// recognise finds out who makes the visit.
func (v *visit) recognise() error {
	now := v.s.now()
	if cookie, err := v.r.Cookie(cookieName); err == nil {
		v.session = v.s.sessions.find(cookie.Value, now)
	}
	name := v.signedOnAs()
	if v.session != nil && (v.session.signedOn || name != "") && v.session.name != name {
		v.session = nil // the office's own sign-on says somebody else, or nobody any more
	}
	if v.session == nil && name != "" {
		if err := v.signOn(name); err != nil {
			return err
		}
	}
	if v.session == nil {
		return nil
	}
	a, err := v.s.accounts.Named(v.session.name)
	if errors.Is(err, account.ErrUnknown) || err == nil && (a.Disabled || a.Password != v.session.password) {
		v.session = nil
		return nil
	}
	if v.session.signedOn {
		a.OneTime = false // its password is of no concern
	}
	v.account, v.reach = a, reachOf(a)
	return err
}

// signedOnAs is whom the office's own sign-on names.
func (v *visit) signedOnAs() string {
	if v.s.options.SignOn == "" || !v.s.trusted(peer(v.r)) {
		return ""
	}
	return v.r.Header.Get(v.s.options.SignOn)
}

// signOn opens a session for whom the office's own sign-on names.
func (v *visit) signOn(name string) error {
	a, err := v.s.accounts.Named(name)
	if err == nil && a.Disabled {
		err = account.ErrUnknown
	}
	if errors.Is(err, account.ErrUnknown) {
		v.account.Name = name
		defer func() { v.account.Name = "" }()
		_ = v.note(journal.Event{Event: journal.Refused, Reason: "统一认证的用户没有可用的账号"})
		return failure{http.StatusForbidden, "统一认证已通过，但阅览室里没有您的账号，请管理员添加。"}
	}
	if err != nil {
		return err
	}
	return v.begin(a, true)
}

// begin opens a session and gives the browser its cookie.
func (v *visit) begin(a account.Account, signedOn bool) error {
	v.account = a
	if err := v.note(journal.Event{Event: journal.SignedIn}); err != nil {
		return err
	}
	session, cookie := v.s.sessions.begin(a, signedOn, v.s.now())
	v.session = session
	http.SetCookie(v.w, v.cookie(cookie, 0))
	return nil
}

// cookie is the session's; with maxAge -1 the browser forgets it.
func (v *visit) cookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: cookieName, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: v.s.secure(v.r), SameSite: http.SameSiteLaxMode}
}

// genuine tells a form of our own pages from one that another site makes the
// browser send. New browsers say where a request comes from; old ones do not, so
// every form of a session brings the session's token, too.
func (v *visit) genuine() error {
	var origin http.CrossOriginProtection
	if origin.Check(v.r) != nil {
		return errForged
	}
	if v.session == nil {
		return nil // signing in: the password is the proof
	}
	if err := parseForm(v.r); err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(v.r.PostFormValue("token")), []byte(v.session.token)) != 1 {
		return errForged
	}
	return nil
}

func parseForm(r *http.Request) error {
	err := r.ParseMultipartForm(inMemory)
	if errors.Is(err, http.ErrNotMultipart) {
		err = nil
	}
	var tooLarge *http.MaxBytesError
	if err != nil && !errors.As(err, &tooLarge) {
		return badRequest("送来的内容读不懂，请重新提交。")
	}
	return err
}
