package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/directory"
	"gongwen/pipeline/web/directory/ldaptest"
	"gongwen/pipeline/workspace"
)

// TestCheckPasswordByTheDirectory: who has an account and no password of their own here
// enters and signs by the directory's; nobody gets an account by it.
func TestCheckPasswordByTheDirectory(t *testing.T) {
	r := ownRoom(t, Options{})
	s, err := ldaptest.Start(filepath.Join(t.TempDir(), "ca.pem"), false, map[string][]string{
		"leader": {"目录里的密码"}, "quzhang": {"目录里的密码"}, "admin": {"目录里的密码"}, "stranger": {"目录里的密码"}, "gone": {"目录里的密码"}, "boss": {"目录里的密码"}, "piliang": {"目录里的密码"}})
	if err != nil {
		t.Fatal(err)
	}
	stopped := false
	defer func() {
		if !stopped {
			_ = s.Stop()
		}
	}()
	if r.server.directory, err = directory.Open(workspace.LDAP{URL: s.URL, Base: ldaptest.Base, Filter: "(uid={name})", CA: s.CA}); err != nil {
		t.Fatal(err)
	}
	// The test's directory lets nobody search who has not bound.
	s.Anonymous()
	for _, a := range []account.Account{{Name: "leader", Role: account.Signer, Person: "顾怀瑾"}, {Name: "gone", Role: account.Archivist, Disabled: true}, {Name: "boss", Role: account.Administrator}} {
		if _, err := r.server.accounts.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	// One of many made at once, without a password here.
	if err := r.server.accounts.By("").AddSignOn(account.Account{Name: "piliang", Role: account.Signer, Person: "林知远"}); err != nil {
		t.Fatal(err)
	}
	enter := func(name, secret string) *httptest.ResponseRecorder {
		c := r.public(t)
		c.from = "127.0.0.1:1"
		r.server.passwords = newPasswordLimiter()
		return c.post("/sign-in", url.Values{"name": {name}, "password": {secret}})
	}
	for _, test := range []struct {
		name, password string
		want           int
	}{
		{"leader", "目录里的密码", http.StatusSeeOther}, {"leader", "x", http.StatusForbidden}, {"piliang", "目录里的密码", http.StatusSeeOther}, {"piliang", "", http.StatusForbidden}, {"piliang", "x", http.StatusForbidden}, {"leader", "", http.StatusForbidden}, {"leader", password, http.StatusForbidden},
		{"quzhang", "目录里的密码", http.StatusForbidden}, {"quzhang", password, http.StatusSeeOther}, // a password of their own
		{"admin", "目录里的密码", http.StatusForbidden}, {"boss", "目录里的密码", http.StatusForbidden}, {"admin", password, http.StatusSeeOther},
		{"stranger", "目录里的密码", http.StatusForbidden}, {"gone", "目录里的密码", http.StatusForbidden}, {"*", "目录里的密码", http.StatusForbidden},
	} {
		if w := enter(test.name, test.password); w.Code != test.want {
			t.Errorf("%s with %s: %d, want %d", test.name, test.password, w.Code, test.want)
		}
	}
	c := r.public(t)
	c.goOn(enter("leader", "目录里的密码"))
	if w := c.get("/desk"); w.Code != http.StatusOK {
		t.Errorf("who has entered by the directory: %d to %s", w.Code, w.Header().Get("Location"))
	}
	a, err := r.server.accounts.Named("leader")
	if err != nil {
		t.Fatal(err)
	}
	asked := r.asking(t, "leader")
	begun, _ := r.server.sessions.BeginKnown(a, false, signoff.KnownSignOn, time.Now())
	asked.setAccount(a, begun)
	if asked.person() != "顾怀瑾" {
		t.Errorf("the person is %q", asked.person())
	}
	for _, wrong := range []string{"", "x", password} {
		if err := asked.reauthenticate(wrong, ""); err == nil {
			t.Errorf("signs with %q", wrong)
		}
	}
	if err := asked.reauthenticate("目录里的密码", ""); err != nil || !strings.HasPrefix(asked.known(), signoff.KnownSignOn) {
		t.Errorf("signs by the directory: %v, known %q", err, asked.known())
	}
	// When it is down, that is said, and who has a password here still enters.
	if stopped = true; s.Stop() != nil {
		t.Fatal("the directory does not stop")
	}
	if w := enter("leader", "目录里的密码"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "不是您的密码不对") {
		t.Errorf("the directory is down: %d", w.Code)
	}
	if w := enter("admin", password); w.Code != http.StatusSeeOther {
		t.Errorf("the administrator then: %d", w.Code)
	}
}
