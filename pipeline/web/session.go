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
	key      key
	name     string
	standing string // the account's when it began
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

// key is what a session is found by: the hash of its cookie, for what is in
// memory is of no use to whoever gets to read it, or the name the sign-on gives.
type key struct {
	cookie   [sha256.Size]byte
	signedOn string
}

func cookieKey(cookie string) key { return key{cookie: sha256.Sum256([]byte(cookie))} }

// sessions are the open ones.
type sessions struct {
	mu   sync.Mutex
	open map[key]*session
	// beginning is held while the sign-on's sessions begin, so that requests that
	// come together begin one.
	beginning sync.Mutex
}

func newSessions() *sessions { return &sessions{open: map[key]*session{}} }

// begin opens a session and returns its cookie's value, which is empty for one by
// the office's own sign-on: who signed on needs none.
func (s *sessions) begin(a account.Account, signedOn bool, now time.Time) (*session, string) {
	n := &session{name: a.Name, standing: a.Standing(), token: rand.Text(), began: now, last: now, signedOn: signedOn}
	var cookie string
	if signedOn {
		n.key = key{signedOn: a.Name}
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
func (s *sessions) find(of key, now time.Time) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.open[of]
	if n == nil {
		return nil
	}
	if n.over(now) {
		delete(s.open, of)
		return nil
	}
	n.last = now
	return n
}

func (n *session) over(now time.Time) bool {
	return now.Sub(n.last) > idleness || now.Sub(n.began) > workingDay
}

// restsOn tells whether the account still stands as it did when the session began.
func (n *session) restsOn(a account.Account) bool { return !a.Disabled && a.Standing() == n.standing }

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
		if a, ok := accounts[n.name]; n.over(now) || !ok || !n.restsOn(a) {
			delete(s.open, key)
		}
	}
}

// sweep forgets what is over: sessions, and who has not tried anything for long.
func (s *Server) sweep() {
	all, err := s.accounts.All()
	if err != nil {
		s.complain("账号", err)
	} else {
		accounts := make(map[string]account.Account, len(all))
		for _, a := range all {
			accounts[a.Name] = a
		}
		s.sessions.sweep(accounts, s.now())
	}
	s.guesses.sweep(s.now())
	s.lookups.sweep(s.now())
	s.checks.sweep(s.now())
	s.parts.sweep(s.now())
	s.unknown.sweep(s.now())
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

// recognise finds out who makes the visit: whom the office's own sign-on names, or
// else whose cookie it brings.
func (v *visit) recognise() error {
	name, err := v.signedOnAs()
	if err != nil {
		return err
	}
	if name != "" {
		return v.signOn(name)
	}
	cookie, err := v.r.Cookie(cookieName)
	if err != nil {
		return nil
	}
	session := v.s.sessions.find(cookieKey(cookie.Value), v.s.now())
	if session == nil {
		return nil
	}
	a, err := v.s.accounts.Named(session.name)
	if errors.Is(err, account.ErrUnknown) || err == nil && !session.restsOn(a) {
		v.s.sessions.end(session)
		return nil
	}
	if err == nil {
		v.is(a, session)
	}
	return err
}

// is makes the visit one of an account.
func (v *visit) is(a account.Account, n *session) {
	if n.signedOn {
		a.OneTime = false // its password is of no concern
	}
	v.session, v.account, v.reach = n, a, reachOf(a, v.s.law.Units)
}

// signedOnAs is whom the office's own sign-on names. A name given twice may be one
// that the client wrote and the proxy did not take out.
func (v *visit) signedOnAs() (string, error) {
	if v.s.options.SignOn == "" || !v.s.trusted(peer(v.r)) {
		return "", nil
	}
	names := v.r.Header.Values(v.s.options.SignOn)
	if len(names) > 1 {
		return "", badRequest("统一认证的请求头 %s 出现了%d次，不能断定是谁。请管理员检查反向代理：外来的同名请求头须删掉。", v.s.options.SignOn, len(names))
	}
	if len(names) == 0 {
		return "", nil
	}
	return strings.TrimSpace(names[0]), nil
}

// signOn finds the session of whom the office's own sign-on names, or begins it:
// one for all requests of that name, whether or not they bring cookies.
func (v *visit) signOn(name string) error {
	a, err := v.s.accounts.Named(name)
	if err == nil && a.Disabled {
		err = account.ErrUnknown
	}
	if errors.Is(err, account.ErrUnknown) {
		return v.refuseSignOn(name)
	}
	if err != nil {
		return err
	}
	if v.continues(a) {
		return nil
	}
	v.s.sessions.beginning.Lock()
	defer v.s.sessions.beginning.Unlock()
	if v.continues(a) { // another request was quicker
		return nil
	}
	return v.begin(a, true)
}

// continues makes the visit part of the session of whom the sign-on names, if
// there is one.
func (v *visit) continues(a account.Account) bool {
	session := v.s.sessions.find(key{signedOn: a.Name}, v.s.now())
	if session == nil || !session.restsOn(a) {
		return false
	}
	v.is(a, session)
	return true
}

// refuseSignOn tells that nobody of that name has an account. The trail has it
// once in a while, not with every request.
func (v *visit) refuseSignOn(name string) error {
	name = strings.ToValidUTF8(name[:min(len(name), mostName)], "?")
	if v.s.unknown.allows(name, v.s.now()) {
		v.account.Name = name
		_ = v.note(journal.Event{Type: journal.Refused, Reason: "统一认证的用户没有可用的账号"})
		v.account.Name = ""
	}
	return failure{http.StatusForbidden, "统一认证已通过，但阅览室里没有您的账号，请管理员添加。"}
}

// begin opens a session and, unless the sign-on stands for it, gives the browser
// its cookie.
func (v *visit) begin(a account.Account, signedOn bool) error {
	v.account = a
	if err := v.note(journal.Event{Type: journal.SignedIn}); err != nil {
		return err
	}
	session, cookie := v.s.sessions.begin(a, signedOn, v.s.now())
	v.is(a, session)
	if !signedOn {
		http.SetCookie(v.w, v.cookie(cookie, 0))
	}
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
