package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/session"
	"gongwen/pipeline/workspace"
)

// TestAuthenticateEndsASessionForGoodWithWhatItRestsOn: what an account may do is
// taken from its open sessions, too, and does not come back with the account.
func TestAuthenticateEndsASessionForGoodWithWhatItRestsOn(t *testing.T) {
	r := theRoom(t)
	book := r.server.accounts
	if _, err := book.Add(account.Account{Name: "changing", Role: account.Office, Units: []string{"区财政局"}}); err != nil {
		t.Fatal(err)
	}
	is := account.Account{Role: account.Office, Units: []string{"区财政局"}}
	as := func(change func(*account.Account)) func() error {
		return func() error {
			other := is
			change(&other)
			return book.Set("changing", other)
		}
	}
	for name, change := range map[string]func() error{
		"disabled":          as(func(a *account.Account) { a.Disabled = true }),
		"another role":      as(func(a *account.Account) { a.Role = account.Archivist }),
		"another unit":      as(func(a *account.Account) { a.Units = []string{"区教育局"} }),
		"one unit more":     as(func(a *account.Account) { a.Units = []string{"区财政局", "区教育局"} }),
		"another clearance": as(func(a *account.Account) { a.Clearance = []string{"秘密"} }),
		"another password":  func() error { _, err := book.ResetPassword("changing"); return err },
	} {
		// With a look at the changed account in between, and without.
		for _, seen := range []bool{true, false} {
			if err := book.Set("changing", is); err != nil {
				t.Fatal(err)
			}
			c := r.as(t, "changing")
			alive := func() bool { return c.get("/password").Code == http.StatusOK }
			if !alive() {
				t.Fatal("not signed in")
			}
			if err := change(); err != nil {
				t.Fatal(err)
			}
			if seen {
				if alive() {
					t.Errorf("%s: the session lives", name)
				}
				if r.server.sessions.Find(session.CookieKey(c.cookie), time.Now()) != nil {
					t.Errorf("%s: the session was seen to have ended and is kept", name)
				}
			}
			if err := book.Set("changing", is); err != nil {
				t.Fatal(err)
			}
			if alive() {
				t.Errorf("%s, and back (looked at in between: %t): the session lives again", name, seen)
			}
		}
	}
	// A file changed by hand counts nothing; the sweep sees it.
	c := r.as(t, "changing")
	path := filepath.Join(r.workspace.Folder.Reading(), "accounts.yaml")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(before), "- name: changing\n")
	if at < 0 {
		t.Fatalf("no such account in\n%s", before)
	}
	at += len("- name: changing\n")
	for _, text := range []string{string(before[:at]) + "  disabled: true\n" + string(before[at:]), string(before)} {
		if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			t.Fatal(err)
		}
		r.server.sweep()
	}
	if c.get("/password").Code == http.StatusOK {
		t.Error("disabled and enabled by hand: the session lives again")
	}
	if w := r.as(t, "changing").get("/password"); w.Code != http.StatusOK {
		t.Errorf("a new session after that: %d", w.Code)
	}
}

// signOnRoom is a reading room behind a proxy that signs people on.
func signOnRoom(t *testing.T) *Server {
	t.Helper()
	f := workspace.Folder(t.TempDir())
	if err := empty(f); err != nil {
		t.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(o, Options{SignOn: "X-Remote-User", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}}, func(string, string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// accessLogLines counts the lines of the access log of a kind and by somebody.
func (s *Server) accessLogLines(t *testing.T, kind journal.Type, by string) (n int) {
	t.Helper()
	for _, e := range accessLogOf(t, s) {
		if e.Type == kind && e.By == by {
			n++
		}
	}
	return n
}

// TestContinueSignOnNeedsNoCookie: a thousand requests of one name without cookies,
// some at once, are one session and one line of the access log.
func TestContinueSignOnNeedsNoCookie(t *testing.T) {
	s := signOnRoom(t)
	get := func(target, user string) (int, string) {
		c := &client{t: t, server: s, from: "10.0.0.1:1"}
		w := c.get(target, "X-Remote-User", user)
		if cookies := w.Result().Cookies(); len(cookies) > 0 { // each would be another session's
			t.Errorf("%s is given cookies: %v", user, cookies)
		}
		return w.Code, w.Body.String()
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 125 {
				if code, _ := get("/password", "dangan"); code != http.StatusOK {
					t.Errorf("signed on: %d", code)
				}
			}
		})
	}
	all.Wait()
	sessionOf := func(name string) *session.Session { return s.sessions.Find(session.SignOnKey(name), time.Now()) }
	first := sessionOf("dangan")
	if lines := s.accessLogLines(t, journal.SignedIn, "dangan"); first == nil || lines != 1 {
		t.Errorf("1,000 requests made the session %v and %d lines", first, lines)
	}
	// Names nobody has make neither without end.
	for range 50 {
		if code, _ := get("/desk", "nobody"); code != http.StatusForbidden {
			t.Errorf("a name without an account: %d", code)
		}
	}
	if lines := s.accessLogLines(t, journal.Refused, "nobody"); sessionOf("nobody") != nil || lines != 1 {
		t.Errorf("a name without an account: session %v, %d lines", sessionOf("nobody"), lines)
	}
	// What is sent is still held against the token.
	c := &client{t: t, server: s, from: "10.0.0.1:1"}
	_, page := get("/password", "dangan")
	_, rest, _ := strings.Cut(page, `name="token" value="`)
	token, _, _ := strings.Cut(rest, `"`)
	for _, test := range []struct {
		token string
		want  int
	}{{token, http.StatusSeeOther}, {"", http.StatusForbidden}, {"x" + token, http.StatusForbidden}} {
		w := c.post("/search/drop", url.Values{"token": {test.token}, "name": {"x"}}, "X-Remote-User", "dangan")
		if w.Code != test.want {
			t.Errorf("token %q: %d, want %d", test.token, w.Code, test.want)
		}
	}
	// Another name is another session; a name given twice is nobody's.
	if code, _ := get("/accounts", "admin"); code != http.StatusOK || sessionOf("admin") == nil || sessionOf("dangan") != first {
		t.Errorf("another name: %d, sessions %v and %v", code, sessionOf("admin"), sessionOf("dangan"))
	}
	twice := httptest.NewRequest(http.MethodGet, "/", nil)
	twice.RemoteAddr = "10.0.0.1:1"
	twice.Header["X-Remote-User"] = []string{"admin", "dangan"}
	asked := &request{server: s, Request: twice}
	if name, err := asked.signOnName(); name != "" || err == nil {
		t.Errorf("a name given twice: %q, %v", name, err)
	}
	// Disabled, it is refused at once; enabled, it begins anew and is told of.
	for i, disabled := range []bool{true, false} {
		if err := s.accounts.Set("dangan", account.Account{Role: account.Archivist, Disabled: disabled}); err != nil {
			t.Fatal(err)
		}
		if code, _ := get("/password", "dangan"); code != []int{http.StatusForbidden, http.StatusOK}[i] {
			t.Errorf("disabled %t: %d", disabled, code)
		}
	}
	if lines := s.accessLogLines(t, journal.SignedIn, "dangan"); lines != 2 {
		t.Errorf("%d lines, want one for each beginning", lines)
	}
}

// TestSignOnNameIsTakenFromProxiesOnly: the header of the office's own sign-on, and
// the address of the client, are taken from the machines listed and from nobody
// else.
func TestSignOnNameIsTakenFromProxiesOnly(t *testing.T) {
	f := workspace.Folder(t.TempDir())
	if err := empty(f); err != nil {
		t.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	s, err := New(o, Options{SignOn: "X-Remote-User", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}}, func(string, string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, test := range []struct {
		from, user string
		want       int
	}{
		{"10.0.0.1:1", "dangan", http.StatusOK}, {"10.0.0.1:1", "nobody", http.StatusForbidden}, {"10.0.0.1:1", "dan\u00ADgan", http.StatusForbidden}, {"10.0.0.1:1", "", http.StatusSeeOther},
		{"10.0.0.2:1", "dangan", http.StatusSeeOther}, {"127.0.0.1:1", "admin", http.StatusSeeOther},
	} {
		c := &client{t: t, server: s, from: test.from}
		if w := c.get("/desk", "X-Remote-User", test.user, "X-Forwarded-Proto", "https"); w.Code != test.want {
			t.Errorf("%s says %q: %d, want %d", test.from, test.user, w.Code, test.want)
		} else if len(w.Result().Cookies()) > 0 {
			t.Errorf("%s says %q: a cookie, which is of no use", test.from, test.user)
		}
	}
	// A cookie of one's own does not make the sign-on's name another, nor outlive it.
	session, cookie := s.sessions.Begin(must(s.accounts.Named("admin")), false, time.Now())
	c := &client{t: t, server: s, from: "10.0.0.1:1", cookie: cookie, token: session.Token}
	if w := c.get("/accounts", "X-Remote-User", "kuaiji"); w.Code != http.StatusForbidden {
		t.Errorf("the administrator's cookie under another's sign-on: %d", w.Code)
	}
	c.cookie = "dangan"
	if w := c.get("/desk"); w.Code != http.StatusSeeOther {
		t.Errorf("without the header: %d", w.Code)
	}
}

func TestAuthenticateRefusesEndedSessions(t *testing.T) {
	r := theRoom(t)
	alive := func(c *client) bool { return c.get("/password").Code == http.StatusOK }
	defer func() { r.server.now = time.Now }()

	c := r.as(t, "dangan")
	if !alive(c) {
		t.Fatal("not signed in")
	}
	r.server.now = func() time.Time { return time.Now().Add(session.Idleness + time.Minute) }
	if alive(c) {
		t.Error("a session outlives idleness")
	}
	r.server.now = time.Now
	c = r.as(t, "dangan")
	for h := range 13 * 3 {
		r.server.now = func() time.Time { return time.Now().Add(time.Duration(h) * 20 * time.Minute) }
		alive(c)
	}
	if alive(c) {
		t.Error("a session outlives the working day")
	}
	r.server.now = time.Now

	c = r.as(t, "dangan")
	if w := c.post("/sign-out", nil); w.Code != http.StatusSeeOther || alive(c) {
		t.Error("a session outlives signing out")
	}
	password, err := r.server.accounts.Add(account.Account{Name: "fleeting", Role: account.Archivist})
	if err != nil {
		t.Fatal(err)
	}
	c = r.as(t, "fleeting")
	if w := c.get("/desk"); w.Header().Get("Location") != "/password" {
		t.Errorf("a one-time password is good for more than choosing another: %d", w.Code)
	}
	w := c.post("/password", url.Values{"old": {password}, "password": {"另一个很长的密码"}, "again": {"另一个很长的密码"}})
	if w.Code != http.StatusSeeOther || alive(c) {
		t.Errorf("after choosing another password the old session lives: %d", w.Code)
	}
	c.cookie = w.Result().Cookies()[0].Value
	if !alive(c) {
		t.Error("choosing another password signs its owner out")
	}
	if err := r.server.accounts.Set("fleeting", account.Account{Role: account.Archivist, Disabled: true}); err != nil {
		t.Fatal(err)
	}
	if alive(c) {
		t.Error("a session outlives its account")
	}
}
