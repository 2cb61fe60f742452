package web

import (
	"fmt"
	"net/http"
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
	"gongwen/pipeline/workspace"
)

// TestASessionEndsForGoodWithWhatItRestsOn: what an account may do is taken from
// its open sessions, too, and does not come back with the account.
func TestASessionEndsForGoodWithWhatItRestsOn(t *testing.T) {
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
		"another password":  func() error { _, err := book.Reset("changing"); return err },
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
				if r.server.sessions.find(cookieKey(c.cookie), time.Now()) != nil {
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
	path := filepath.Join(Room(r.office.Folder), "accounts.yaml")
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
	s, err := New(o, Options{SignOn: "X-Remote-User", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}}, func(string, string) {})
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

// trail counts the lines of the trail that are of a kind and by somebody.
func (s *Server) trailOf(t *testing.T, kind journal.Type, by string) (n int) {
	t.Helper()
	for e, err := range journal.All(Room(s.office.Folder)) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Type == kind && e.By == by {
			n++
		}
	}
	return n
}

// TestSignOnNeedsNoCookie: a thousand requests of one name without cookies, some
// at once, are one session and one line of the trail.
func TestSignOnNeedsNoCookie(t *testing.T) {
	s := signOnRoom(t)
	get := func(target, user string) (int, string) {
		c := &client{t: t, server: s, from: "10.0.0.1:1"}
		w := c.get(target, "X-Remote-User", user)
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
	if n, lines := len(s.sessions.open), s.trailOf(t, journal.SignedIn, "dangan"); n != 1 || lines != 1 {
		t.Errorf("1,000 requests made %d sessions and %d lines", n, lines)
	}
	// Names nobody has make neither without end.
	for range 50 {
		if code, _ := get("/desk", "nobody"); code != http.StatusForbidden {
			t.Errorf("a name without an account: %d", code)
		}
	}
	if n, lines := len(s.sessions.open), s.trailOf(t, journal.Refused, "nobody"); n != 1 || lines != 1 {
		t.Errorf("a name without an account: %d sessions, %d lines", n, lines)
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
	if code, _ := get("/accounts", "admin"); code != http.StatusOK || len(s.sessions.open) != 2 {
		t.Errorf("another name: %d, %d sessions", code, len(s.sessions.open))
	}
	r := said("10.0.0.1:1", []string{"X-Remote-User", "admin", "X-Remote-User", "dangan"})
	v := &visit{s: s, r: r}
	if name, err := v.signedOnAs(); name != "" || err == nil {
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
	if lines := s.trailOf(t, journal.SignedIn, "dangan"); lines != 2 {
		t.Errorf("%d lines, want one for each beginning", lines)
	}
}

// TestSessionsAreBounded: the oldest goes.
func TestSessionsAreBounded(t *testing.T) {
	s, now := newSessions(), time.Now()
	first, cookie := s.begin(account.Account{Name: "first"}, false, now)
	for i := range mostSessions {
		s.begin(account.Account{Name: fmt.Sprint(i)}, i%2 == 0, now.Add(time.Second))
	}
	if len(s.open) != mostSessions || s.find(cookieKey(cookie), now) != nil {
		t.Errorf("%d sessions, the oldest of them %v", len(s.open), first.began)
	}
}
