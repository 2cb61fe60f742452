package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongwen/archive/journal"
)

// TestSetAccountGivesPersons: an administrator says whose an account is, by the roster;
// what it is given for is in the access log, and not for themselves.
func TestSetAccountGivesPersons(t *testing.T) {
	r := ownRoom(t, Options{})
	admin := r.as(t, "admin")
	set := func(name, role, person string) int {
		t.Helper()
		return admin.post("/accounts/"+name, url.Values{"role": {role}, "person": {person}, "units": {"区财政局"}}).Code
	}
	if code := set("caizheng", "office", "没有这个人"); code != http.StatusBadRequest {
		t.Errorf("a person on no roster: %d", code)
	}
	if code := set("admin", "administrator", "顾怀瑾"); code != http.StatusBadRequest {
		t.Errorf("the administrator's own: %d", code)
	}
	if code := set("caizheng", "office", "江临川"); code != http.StatusBadRequest {
		t.Errorf("another account's person: %d", code)
	}
	const without = "顾怀瑾（区政府办公室主任）"
	if page := admin.get("/accounts").Body.String(); !strings.Contains(page, without) || strings.Contains(page, "；江临川（") {
		t.Error("the page does not tell who has no account, or tells of somebody who has")
	}
	leader := r.as(t, "caizheng")
	if code := set("caizheng", "office", "顾怀瑾"); code != http.StatusSeeOther {
		t.Errorf("a person: %d", code)
	}
	if leader.get("/desk").Code == http.StatusOK {
		t.Error("a session lives on as another person's")
	}
	if page := admin.get("/accounts").Body.String(); !strings.Contains(page, `value="顾怀瑾"`) || !strings.Contains(page, "今任") || strings.Contains(page, without) {
		t.Error("the page does not tell the person and the posts")
	}
	said := 0
	for _, e := range accessLogOf(t, r.server) {
		if e.Type == journal.Account && strings.Contains(e.Reason, "caizheng") && strings.Contains(e.Reason, "本人顾怀瑾") {
			said++
		}
	}
	if said != 1 {
		t.Errorf("%d lines of the access log, want 1", said)
	}
	// Who enters is told what was done; what they sign tells of it, too.
	c := r.public(t)
	w := c.post("/sign-in", url.Values{"name": {"caizheng"}, "password": {password}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("entering: %d", w.Code)
	}
	for _, cookie := range w.Result().Cookies() {
		if cookie.Name == cookieName {
			c.cookie = cookie.Value
		}
	}
	if page := c.get("/desk").Body.String(); !strings.Contains(page, "您账号的本人姓名由admin于") {
		t.Error("the person is not told")
	}
}
