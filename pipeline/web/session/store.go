// Package session keeps who is signed in to the reading room, in memory: sessions
// end with the program.
package session

import (
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"

	"gongwen/pipeline/web/account"
)

// Session is one browser of somebody signed in, or all browsers of somebody whom
// the office's own single sign-on names. It ends after Idleness, after a WorkingDay,
// with the program, and for good when the account is disabled or gets another
// password, role, unit or clearance.
type Session struct {
	Name     string // of the account
	Token    string // what its own pages send back with every form
	SignedOn bool   // by single sign-on
	Known    string // how its person was known; empty for by the password

	key         Key
	fingerprint string // the account's when it began
	began, last time.Time
	flash       string // what the next page has to say
	secret      string // of an authenticator that is being registered
	outgrown    string // why the password has to be replaced first

	opened        map[string]Opened // forms that wait for signatures, by arrival
	confirmed     time.Time         // the person has shown again that it is they
	confirmedBy   string
	confirmedFrom string
}

const (
	Idleness   = 30 * time.Minute
	WorkingDay = 12 * time.Hour
	// maxSessions is how many sessions there may be; the oldest then goes.
	maxSessions = 10000
)

// Key is what a session is found by: the hash of its cookie, for what is in memory
// is of no use to whoever gets to read it, or the name single sign-on gives.
type Key struct {
	cookie   [sha256.Size]byte
	signedOn string
}

// CookieKey is the key of a cookie's value.
func CookieKey(cookie string) Key { return Key{cookie: sha256.Sum256([]byte(cookie))} }

// SignOnKey is the key of whom single sign-on names.
func SignOnKey(account string) Key { return Key{signedOn: account} }

// ValidFor reports whether the account has the same rights and password as when the
// session began.
func (s *Session) ValidFor(a account.Account) bool {
	return !a.Disabled && a.Fingerprint() == s.fingerprint
}

func (s *Session) expired(now time.Time) bool {
	return now.Sub(s.last) > Idleness || now.Sub(s.began) > WorkingDay
}

// Store holds the open sessions. Its methods may be called from many goroutines.
type Store struct {
	mu   sync.Mutex
	open map[Key]*Session
}

// NewStore has no sessions.
func NewStore() *Store { return &Store{open: map[Key]*Session{}} }

// Begin opens a session and returns its cookie's value, which is empty for one by
// single sign-on: who signed on needs none.
func (st *Store) Begin(a account.Account, signedOn bool, now time.Time) (_ *Session, cookie string) {
	return st.BeginKnown(a, signedOn, "", now)
}

// BeginKnown is Begin with how the person was known.
func (st *Store) BeginKnown(a account.Account, signedOn bool, known string, now time.Time) (_ *Session, cookie string) {
	s := &Session{Name: a.Name, Token: rand.Text(), SignedOn: signedOn, Known: known, fingerprint: a.Fingerprint(), began: now, last: now}
	if signedOn {
		s.key = SignOnKey(a.Name)
	} else {
		cookie = rand.Text()
		s.key = CookieKey(cookie)
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if len(st.open) >= maxSessions {
		st.dropOldest()
	}
	st.open[s.key] = s
	return s, cookie
}

// dropOldest ends the session that has been idle longest. The mutex is held.
func (st *Store) dropOldest() {
	var oldest *Session
	for _, s := range st.open {
		if oldest == nil || s.last.Before(oldest.last) {
			oldest = s
		}
	}
	delete(st.open, oldest.key)
}

// Find is the session of a key, nil when there is none or it has ended. Finding it
// counts as using it.
func (st *Store) Find(key Key, now time.Time) *Session {
	st.mu.Lock()
	defer st.mu.Unlock()
	s := st.open[key]
	if s == nil {
		return nil
	}
	if s.expired(now) {
		delete(st.open, key)
		return nil
	}
	s.last = now
	return s
}

// End ends a session, which may be nil or have ended already.
func (st *Store) End(s *Session) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if s != nil && st.open[s.key] == s {
		delete(st.open, s.key)
	}
}

// Sweep forgets sessions that have expired or whose account has changed. The
// accounts are by name.
func (st *Store) Sweep(accounts map[string]account.Account, now time.Time) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for key, s := range st.open {
		if a, ok := accounts[s.Name]; s.expired(now) || !ok || !s.ValidFor(a) {
			delete(st.open, key)
		}
	}
}

// SetFlash leaves a message for the next page to show, once.
func (st *Store) SetFlash(s *Session, message string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	s.flash = message
}

// RequirePassword notes why somebody has to choose another password before anything else.
func (st *Store) RequirePassword(s *Session, why string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	s.outgrown = why
}

// PasswordRequired is why somebody has to choose another password; empty where they do not.
func (st *Store) PasswordRequired(s *Session) string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return s.outgrown
}

// SetSecret keeps the secret of an authenticator until a code of it has shown that the
// person's program has it, too; empty to forget it.
func (st *Store) SetSecret(s *Session, secret string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	s.secret = secret
}

// Secret is that secret; empty for none.
func (st *Store) Secret(s *Session) string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return s.secret
}

// TakeFlash takes that message.
func (st *Store) TakeFlash(s *Session) (message string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	message, s.flash = s.flash, ""
	return message
}
