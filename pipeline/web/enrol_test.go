package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"gongwen/archive/journal"
)

// TestEnrolBehindAProxy: a session that a proxy's single sign-on stands for registers no
// phone without the password that an administrator gave out with the account; and the
// access log tells what came of each attempt.
func TestEnrolBehindAProxy(t *testing.T) {
	s := signOnRoom(t)
	given, err := s.accounts.By("admin").ResetPassword("dangan")
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, server: s, from: "10.0.0.1:1"}
	page := func() string { return c.get("/authenticator", "X-Remote-User", "dangan").Body.String() }
	post := func(target string, fields url.Values) *httptest.ResponseRecorder {
		_, rest, _ := strings.Cut(page(), `name="token" value="`)
		c.token, _, _ = strings.Cut(rest, `"`)
		return c.post(target, fields, "X-Remote-User", "dangan")
	}
	if body := page(); !strings.Contains(body, "管理员给您的一次性密码") {
		t.Errorf("the page does not ask for what the administrator gave:\n%s", body)
	}
	for _, password := range []string{"", "x", password} { // the last was the account's before
		w := post("/authenticator/begin", url.Values{"password": {password}})
		if w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "<svg") || !strings.Contains(w.Body.String(), "一次性密码不对") {
			t.Errorf("begun with %q: %d\n%s", password, w.Code, w.Body)
		}
	}
	begin := func() (secret string) {
		w := post("/authenticator/begin", url.Values{"password": {given}})
		found := secretOnPage.FindStringSubmatch(w.Body.String())
		if w.Code != http.StatusOK || found == nil {
			t.Fatalf("begun with what was given: %d\n%s", w.Code, w.Body)
		}
		return strings.ReplaceAll(found[1], " ", "")
	}
	lines := func(kind journal.Type, reason string) (n int) {
		for _, e := range accessLogOf(t, s) {
			if e.Type == kind && strings.Contains(e.Reason, reason) {
				n++
			}
		}
		return n
	}
	begin()
	if w := post("/authenticator/confirm", url.Values{"code": {"000000x"}}); w.Code == http.StatusOK {
		t.Errorf("confirmed by a wrong code: %d", w.Code)
	}
	if done, not := lines(journal.Account, "登记自己的动态码"), lines(journal.Refused, "登记没有完成"); done != 0 || not != 1 {
		t.Errorf("after a wrong code %d lines say that it was registered, and %d that it was not", done, not)
	}
	code, err := totp.GenerateCode(begin(), s.now())
	if err != nil {
		t.Fatal(err)
	}
	if w := post("/authenticator/confirm", url.Values{"code": {code}}); w.Code != http.StatusOK || !must(s.accounts.Named("dangan")).HasCodes() {
		t.Errorf("confirmed: %d\n%s", w.Code, w.Body)
	}
	if done, not := lines(journal.Account, "登记自己的动态码"), lines(journal.Refused, "登记没有完成"); done != 1 || not != 1 {
		t.Errorf("in the end %d lines say that it was registered, and %d that it was not", done, not)
	}
	if n := lines(journal.Refused, "一次性密码不对"); n != 3 {
		t.Errorf("%d lines tell of wrong passwords, want 3", n)
	}
}
