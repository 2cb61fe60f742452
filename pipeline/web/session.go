package web

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/account"
)

// session is one browser of somebody signed in, or all browsers of somebody whom
// the office's own sign-on names. It ends after idleness, after a working day,
// with the program, and for good when the account is disabled or gets another
// password, role, unit or clearance.
type session struct {
	key      sessionKey
	name     string
	fingerprint string // the account's when it began
	token    string // what its own pages send back with every form
	began    time.Time
	last     time.Time
	signedOn bool // by the office's own sign-on
	flash     string
}

const (
	cookieName = "gongwen"
	idleness   = 30 * time.Minute
	workingDay = 12 * time.Hour
	// most is how many sessions there may be; the oldest then goes.
	mostSessions = 10000
)

// sessionKey is what a session is found by: the hash of its cookie, for what is in
// memory is of no use to whoever gets to read it, or the name the sign-on gives.
type sessionKey struct {
	cookie   [sha256.Size]byte
	signedOn string
}

func cookieKey(cookie string) sessionKey { return sessionKey{cookie: sha256.Sum256([]byte(cookie))} }

// sessions are the open ones.
type sessions struct {
	mu   sync.Mutex
	open map[sessionKey]*session
	// beginning is held while the sign-on's sessions begin, so that requests that
	// come together begin one.
	beginning sync.Mutex
}

func newSessions() *sessions { return &sessions{open: map[sessionKey]*session{}} }

// begin opens a session and returns its cookie's value, which is empty for one by
// the office's own sign-on: who signed on needs none.
func (s *sessions) begin(a account.Account, signedOn bool, now time.Time) (*session, string) {
	n := &session{name: a.Name, fingerprint: a.Standing(), token: rand.Text(), began: now, last: now, signedOn: signedOn}
	var cookie string
	if signedOn {
		n.key = sessionKey{signedOn: a.Name}
	} else {
		cookie = rand.Text()
		n.key = cookieKey(cookie)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) >= mostSessions {
		s.dropOldest()
	}
	s.open[n.key] = n
	return n, cookie
}

func (s *sessions) dropOldest() {
	var oldest *session
	for _, n := range s.open {
		if oldest == nil || n.last.Before(oldest.last) {
			oldest = n
		}
	}
	delete(s.open, oldest.key)
}

// find is the session of a key, nil when it has ended.
func (s *sessions) find(of sessionKey, now time.Time) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.open[of]
	if n == nil {
		return nil
	}
	if n.expired(now) {
		delete(s.open, of)
		return nil
	}
	n.last = now
	return n
}

func (n *session) expired(now time.Time) bool {
	return now.Sub(n.last) > idleness || now.Sub(n.began) > workingDay
}

// validFor tells whether the account still stands as it did when the session began.
func (n *session) validFor(a account.Account) bool { return !a.Disabled && a.Standing() == n.fingerprint }

// end ends a session, if it has not ended already.
func (s *sessions) end(n *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n != nil && s.open[n.key] == n {
		delete(s.open, n.key)
	}
}

// sweep forgets sessions that are over or whose account has changed.
func (s *sessions) sweep(accounts map[string]account.Account, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, n := range s.open {
		if a, ok := accounts[n.name]; n.expired(now) || !ok || !n.validFor(a) {
			delete(s.open, key)
		}
	}
}

// sweep forgets what is over: sessions, and who has not tried anything for long.
func (s *Server) sweep() {
	all, err := s.accounts.All()
	if err != nil {
		s.logError("账号", err)
	} else {
		accounts := make(map[string]account.Account, len(all))
		for _, a := range all {
			accounts[a.Name] = a
		}
		s.sessions.sweep(accounts, s.now())
	}
	s.passwords.sweep(s.now())
	s.codeLookups.sweep(s.now())
	s.formChecks.sweep(s.now())
	s.partLogs.sweep(s.now())
	s.unknownLogs.sweep(s.now())
}

// setFlash puts a word to be shown on the next page.
func (s *sessions) setFlash(n *session, word string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n.flash = word
}

// takeFlash takes that word.
func (s *sessions) takeFlash(n *session) (word string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	word, n.flash = n.flash, ""
	return word
}

// authenticate finds out who makes the visit: whom the office's own sign-on names, or
// else whose cookie it brings.
func (r *request) authenticate() error {
	name, err := r.signOnName()
	if err != nil {
		return err
	}
	if name != "" {
		return r.continueSignOn(name)
	}
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return nil
	}
	session := r.server.sessions.find(cookieKey(cookie.Value), r.server.now())
	if session == nil {
		return nil
	}
	a, err := r.server.accounts.Named(session.name)
	if errors.Is(err, account.ErrUnknown) || err == nil && !session.validFor(a) {
		r.server.sessions.end(session)
		return nil
	}
	if err == nil {
		r.setAccount(a, session)
	}
	return err
}

// setAccount makes the visit one of an account.
func (r *request) setAccount(a account.Account, n *session) {
	if n.signedOn {
		a.OneTime = false // its password is of no concern
	}
	r.session, r.account, r.scope = n, a, scopeOf(a, r.server.ruleset.Units)
}

// signOnName is whom the office's own sign-on names. A name given twice may be one
// that the client wrote and the proxy did not take out.
func (r *request) signOnName() (string, error) {
	if r.server.options.SignOn == "" || !r.server.trusted(peer(r.Request)) {
		return "", nil
	}
	names := r.Header.Values(r.server.options.SignOn)
	if len(names) > 1 {
		return "", badRequest("统一认证的请求头 %s 出现了%d次，不能断定是谁。请管理员检查反向代理：外来的同名请求头须删掉。", r.server.options.SignOn, len(names))
	}
	if len(names) == 0 {
		return "", nil
	}
	return strings.TrimSpace(names[0]), nil
}

// continueSignOn finds the session of whom the office's own sign-on names, or begins it:
// one for all requests of that name, whether or not they bring cookies.
func (r *request) continueSignOn(name string) error {
	a, err := r.server.accounts.Named(name)
	if err == nil && a.Disabled {
		err = account.ErrUnknown
	}
	if errors.Is(err, account.ErrUnknown) {
		return r.refuseSignOn(name)
	}
	if err != nil {
		return err
	}
	if r.resumeSession(a) {
		return nil
	}
	r.server.sessions.beginning.Lock()
	defer r.server.sessions.beginning.Unlock()
	if r.resumeSession(a) { // another request was quicker
		return nil
	}
	return r.startSession(a, true)
}

// resumeSession makes the visit part of the session of whom the sign-on names, if
// there is one.
func (r *request) resumeSession(a account.Account) bool {
	session := r.server.sessions.find(sessionKey{signedOn: a.Name}, r.server.now())
	if session == nil || !session.validFor(a) {
		return false
	}
	r.setAccount(a, session)
	return true
}

// refuseSignOn tells that nobody of that name has an account. The trail has it
// once in a while, not with every request.
func (r *request) refuseSignOn(name string) error {
	name = strings.ToValidUTF8(name[:min(len(name), mostName)], "?")
	if r.server.unknownLogs.allows(name, r.server.now()) {
		r.account.Name = name
		_ = r.logAccess(journal.Event{Event: journal.Refused, Reason: "统一认证的用户没有可用的账号"})
		r.account.Name = ""
	}
	return httpError{http.StatusForbidden, "统一认证已通过，但阅览室里没有您的账号，请管理员添加。"}
}

// startSession opens a session and, unless the sign-on stands for it, gives the browser
// its cookie.
func (r *request) startSession(a account.Account, signedOn bool) error {
	r.account = a
	if err := r.logAccess(journal.Event{Event: journal.SignedIn}); err != nil {
		return err
	}
	session, cookie := r.server.sessions.begin(a, signedOn, r.server.now())
	r.setAccount(a, session)
	if !signedOn {
		http.SetCookie(r.w, r.cookie(cookie, 0))
	}
	return nil
}

// cookie is the session's; with maxAge -1 the browser forgets it.
func (r *request) cookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: cookieName, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: r.server.secure(r.Request), SameSite: http.SameSiteLaxMode}
}

// checkToken tells a form of our own pages from one that another site makes the
// browser send. New browsers say where a request comes from; old ones do not, so
// every form of a session brings the session's token, too.
func (r *request) checkToken() error {
	var origin http.CrossOriginProtection
	if origin.Check(r.Request) != nil {
		return errForged
	}
	if r.session == nil {
		return nil // signing in: the password is the proof
	}
	if err := parseForm(r.Request); err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(r.PostFormValue("token")), []byte(r.session.token)) != 1 {
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
