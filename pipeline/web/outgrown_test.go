package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongwen/pipeline/web/account"
)

// TestOutgrownPasswordIsReplacedFirst: an administrator whose password is shorter than one has
// to be today gets in, and to nothing but the page on which to choose another.
func TestOutgrownPasswordIsReplacedFirst(t *testing.T) {
	r := theRoom(t)
	book := r.server.accounts
	first, err := book.Add(account.Account{Name: "shengren", Role: account.Archivist})
	if err != nil {
		t.Fatal(err)
	}
	const short, long = "hx7k2m9q", "hongshu lanhua pijiu yun"
	if err := book.ChangePassword("shengren", first, short); err != nil {
		t.Fatal(err)
	}
	if err := book.Set("shengren", account.Account{Role: account.Administrator}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Set("shengren", account.Account{Role: account.Archivist, Disabled: true}) })
	signIn := func(secret string) *client {
		t.Helper()
		c := r.public(t)
		w := c.post("/sign-in", url.Values{"name": {"shengren"}, "password": {secret}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("signing in: %d", w.Code)
		}
		c.goOn(w)
		return c
	}
	c := signIn(short)
	if w := c.get("/accounts"); w.Header().Get("Location") != "/password" {
		t.Errorf("before: %d", w.Code)
	}
	page := c.get("/password").Body.String()
	if !strings.Contains(page, "现在的密码要换：密码不合要求：管理员的密码至少12个字符。") || !strings.Contains(page, `minlength="12"`) || strings.Contains(page, "一次性密码") {
		t.Errorf("the page: %s", page)
	}
	for chosen, why := range map[string]string{"hx7k2m9qpt4": "至少12个字符", "administrator": "太容易猜，含有常用的密码或词"} {
		w := c.post("/password", url.Values{"old": {short}, "password": {chosen}, "again": {chosen}})
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), why) {
			t.Errorf("%s: %d", chosen, w.Code)
		}
	}
	w := c.post("/password", url.Values{"old": {short}, "password": {long}, "again": {long}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("choosing another: %d %s", w.Code, w.Body)
	}
	c.goOn(w)
	if w := c.get("/accounts"); w.Code != http.StatusOK {
		t.Errorf("after: %d", w.Code)
	}
	if w := signIn(long).get("/accounts"); w.Code != http.StatusOK {
		t.Errorf("signed in with the new one: %d", w.Code)
	}
}
