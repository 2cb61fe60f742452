package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/openid"
	"gongwen/pipeline/web/openid/openidtest"
	"gongwen/pipeline/workspace"
)

// TestReturnFromOpenID: who has an account by that very name enters; to sign they show
// anew who they are, and nobody else in their place.
func TestReturnFromOpenID(t *testing.T) {
	r := ownRoom(t, Options{})
	dir := t.TempDir()
	at, err := openidtest.Start(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	defer at.Stop()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte(openidtest.Secret), 0o600); err != nil {
		t.Fatal(err)
	}
	r.server.openID, err = openid.Open(workspace.OIDC{Issuer: at.Issuer, Client: openidtest.Client, Secret: secret, CA: filepath.Join(dir, "ca.pem")},
		"https://gw.example"+openIDBack, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	// As gongwen account import --sign-on makes them: without any password.
	if err := r.server.accounts.By("").AddAll([]account.Account{{Name: "leader", Role: account.Signer, Person: "顾怀瑾"}}, account.Made{SignOn: true}); err != nil {
		t.Fatal(err)
	}
	if err := r.server.accounts.Set("kuaiji", account.Account{Role: account.Finance, Disabled: true}); err != nil {
		t.Fatal(err)
	}
	// way goes there and comes back as somebody.
	way := func(c *client, target, name string) *httptest.ResponseRecorder {
		t.Helper()
		left := c.get(target)
		state, code, err := at.LetIn(left.Header().Get("Location"), name)
		if err != nil || left.Code != http.StatusSeeOther || len(left.Result().Cookies()) != 1 || !left.Result().Cookies()[0].HttpOnly {
			t.Fatalf("left: %d %v, %v", left.Code, left.Result().Cookies(), err)
		}
		kept := left.Result().Cookies()[0]
		set := kept.Name + "=" + kept.Value
		if c.cookie != "" {
			set += "; " + cookieName + "=" + c.cookie
		}
		return c.get(openIDBack+"?"+url.Values{"state": {state}, "code": {code}}.Encode(), "Cookie", set)
	}
	for name, want := range map[string]int{"leader": http.StatusSeeOther, "nobody": http.StatusForbidden, "kuaiji": http.StatusForbidden, "lea\u00ADder": http.StatusForbidden, "LEADER": http.StatusForbidden} {
		if w := way(r.public(t), "/sign-in/openid?next=/board", name); w.Code != want || want == http.StatusSeeOther && w.Header().Get("Location") != "/board" {
			t.Errorf("%s: %d to %s, want %d", name, w.Code, w.Header().Get("Location"), want)
		}
	}
	if w := way(r.public(t), "/sign-in/openid?next=//evil.example", "leader"); w.Header().Get("Location") != "/desk" {
		t.Errorf("sent on to %s", w.Header().Get("Location"))
	}
	if w := r.public(t).get(openIDBack + "?state=x&code=y"); w.Code != http.StatusNotFound {
		t.Errorf("came back without having left: %d", w.Code)
	}
	c := r.public(t)
	c.goOn(way(c, "/sign-in/openid", "leader"))
	if w := c.get("/desk"); w.Code != http.StatusOK {
		t.Fatalf("entered: %d", w.Code)
	}
	// asked is a request of that browser, at the form of a signature.
	asked := func() *request {
		q := r.asking(t, "leader")
		q.clientAddr = netip.MustParseAddrPort(c.from).Addr()
		q.AddCookie(&http.Cookie{Name: cookieName, Value: c.cookie})
		if err := q.authenticate(); err != nil || q.person() != "顾怀瑾" {
			t.Fatalf("%q, %v", q.person(), err)
		}
		return q
	}
	if e := asked().reentry(); e.Password || e.Code || e.Missing != "" || !strings.HasPrefix(e.Again, "/sign-in/openid?again=1") {
		t.Errorf("the form asks for %+v", e)
	}
	if err := asked().reauthenticate("", ""); err == nil || !strings.Contains(err.Error(), "重新验证") {
		t.Errorf("signs by a session alone: %v", err)
	}
	if w := c.post("/authenticator/begin", nil); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "/sign-in/openid?again=1") || secretOnPage.MatchString(w.Body.String()) {
		t.Errorf("a browser left open registers a phone: %d", w.Code)
	}
	if w := way(c, "/sign-in/openid?again=1", "dangan"); w.Code != http.StatusForbidden {
		t.Errorf("somebody else shows who they are: %d", w.Code)
	}
	if err := asked().reauthenticate("", ""); err == nil {
		t.Error("signs after somebody else has shown who they are")
	}
	if w := way(c, "/sign-in/openid?again=1&next=/sign", "leader"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign" {
		t.Errorf("shows anew who they are: %d", w.Code)
	}
	batch := asked()
	if err := batch.confirm(true); err != nil || batch.known() == "" {
		t.Errorf("signs a batch after that: %v", err)
	}
	if err := asked().confirm(true); err == nil {
		t.Error("what was shown for one batch does for another")
	}
	way(c, "/sign-in/openid?again=1&next=/sign", "leader")
	elsewhere := asked()
	elsewhere.clientAddr = netip.MustParseAddr("192.0.2.77")
	if err := elsewhere.confirm(false); err == nil {
		t.Error("signs at one address by what was shown at another")
	}
	q := asked()
	if err := q.reauthenticate("", ""); err != nil || !strings.HasPrefix(q.known(), signoff.KnownSignOn) {
		t.Errorf("signs after that: %v, known %q", err, q.known())
	}
	r.server.workspace.Config.SignWith = workspace.SignWithCode
	if err := asked().reauthenticate("", ""); err == nil || !strings.Contains(err.Error(), "动态码") {
		t.Errorf("where codes are wanted: %v", err)
	}
	r.server.workspace.Config.SignWith = ""
	// Where there are codes, single sign-on does not stand for one, however often it is asked.
	w := c.post("/authenticator/begin", nil)
	found := secretOnPage.FindStringSubmatch(w.Body.String())
	if found == nil {
		t.Fatalf("who has shown anew who they are registers a phone: %d", w.Code)
	}
	p := phone{t, r.server, strings.ReplaceAll(found[1], " ", "")}
	c.goOn(c.post("/authenticator/confirm", url.Values{"code": {p.code(func(time.Duration) {})}}))
	if w := way(c, "/sign-in/openid?again=1&next=/sign", "leader"); w.Code != http.StatusForbidden {
		t.Errorf("shows anew who they are in the place of a code: %d", w.Code)
	}
	if err := asked().confirm(false); err == nil || asked().reentry().Again != "" {
		t.Error("signs without a code")
	}
	if r.server.accessLogLines(t, journal.Refused, "nobody") != 1 {
		t.Error("the access log does not tell who has no account")
	}
}
