package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
)

// phone is the program of somebody that shows codes.
type phone struct {
	t      *testing.T
	server *Server
	secret string
}

// code is what it shows; the clock is moved so that it is a new one.
func (p phone) code(pass func(time.Duration)) string {
	p.t.Helper()
	pass(time.Minute)
	code, err := totp.GenerateCode(p.secret, p.server.now())
	if err != nil {
		p.t.Fatal(err)
	}
	return code
}

var secretOnPage = regexp.MustCompile(`<code>([A-Z2-7 ]{32,})</code>`)

// enrol registers a phone as somebody does in their browser, which goes on signed in; it
// returns the recovery codes that are shown.
func (r *room) enrol(t *testing.T, c *client, pass func(time.Duration)) (p phone, recovery []string) {
	t.Helper()
	w := c.post("/authenticator/begin", url.Values{"password": {password}})
	found := secretOnPage.FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || found == nil || !strings.Contains(w.Body.String(), "<svg") {
		t.Fatalf("begun: %d\n%s", w.Code, w.Body)
	}
	p = phone{t, r.server, strings.ReplaceAll(found[1], " ", "")}
	w = c.post("/authenticator/confirm", url.Values{"code": {p.code(pass)}})
	for _, code := range regexp.MustCompile(`<code>([a-z0-9-]{19})</code>`).FindAllStringSubmatch(w.Body.String(), -1) {
		recovery = append(recovery, code[1])
	}
	if w.Code != http.StatusOK || len(recovery) != 10 {
		t.Fatalf("confirmed: %d\n%s", w.Code, w.Body)
	}
	c.goOn(w)
	return p, recovery
}

// goOn takes up the session of an answer.
func (c *client) goOn(w *httptest.ResponseRecorder) {
	for _, cookie := range w.Result().Cookies() {
		if cookie.Name == cookieName {
			c.cookie = cookie.Value
		}
	}
	_, rest, _ := strings.Cut(c.get("/password").Body.String(), `name="token" value="`)
	c.token, _, _ = strings.Cut(rest, `"`)
}

// TestEnrolASecondFactor: who registers shows the password first; from then on the
// password alone is no way in, and other browsers are signed out.
func TestEnrolASecondFactor(t *testing.T) {
	r := ownRoom(t, Options{})
	pass := r.untried(t)
	c, other := r.as(t, "quzhang"), r.as(t, "quzhang")
	if w := c.post("/authenticator/begin", url.Values{"password": {"x"}}); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "<svg") {
		t.Errorf("begun without the password: %d", w.Code)
	}
	if w := c.post("/authenticator/confirm", url.Values{"code": {"000000"}}); w.Code != http.StatusBadRequest {
		t.Errorf("confirmed what was not begun: %d", w.Code)
	}
	p, recovery := r.enrol(t, c, pass)
	if other.get("/desk").Code == http.StatusOK {
		t.Error("another browser stays signed in")
	}
	if page := c.get("/authenticator").Body.String(); !strings.Contains(page, "还有10个恢复码") || strings.Contains(page, p.secret[:4]+" ") {
		t.Errorf("the page afterwards:\n%s", page)
	}
	enter := func(code string) *httptest.ResponseRecorder {
		return r.public(t).post("/sign-in", url.Values{"name": {"quzhang"}, "password": {password}, "code": {code}})
	}
	wrong := r.public(t).post("/sign-in", url.Values{"name": {"quzhang"}, "password": {"x"}})
	for _, code := range []string{"", "000000", "x"} {
		if w := enter(code); w.Code != wrong.Code || w.Body.String() != wrong.Body.String() {
			t.Errorf("code %q: %d, or it tells that the password was right", code, w.Code)
		}
	}
	code := p.code(pass)
	if w := enter(code); w.Code != http.StatusSeeOther {
		t.Errorf("with the code: %d", w.Code)
	}
	if w := enter(code); w.Code == http.StatusSeeOther {
		t.Error("with the code of before, again")
	}
	if w := enter(recovery[3]); w.Code != http.StatusSeeOther {
		t.Errorf("with a recovery code: %d", w.Code)
	}
	said := false
	for _, e := range accessLogOf(t, r.server) {
		said = said || e.Type == journal.Refused && strings.Contains(e.Reason, "密码对，动态码不对")
		if strings.Contains(e.Reason, p.secret) || strings.Contains(e.Reason, code) {
			t.Errorf("the access log has a secret: %s", e.Reason)
		}
	}
	if !said {
		t.Error("the access log does not tell that somebody had the password")
	}
	// Taking it off takes both.
	for _, fields := range []url.Values{{"password": {password}}, {"code": {p.code(pass)}}, {"password": {password}, "code": {"000000"}}} {
		if w := c.post("/authenticator/remove", fields); w.Code != http.StatusForbidden {
			t.Errorf("taken off with %v: %d", fields, w.Code)
		}
	}
	w := c.post("/authenticator/remove", url.Values{"password": {password}, "code": {p.code(pass)}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("taken off: %d\n%s", w.Code, w.Body)
	}
	if w := enter(""); w.Code != http.StatusSeeOther {
		t.Errorf("with the password alone after that: %d", w.Code)
	}
	// An administrator takes it off whose phone is lost; nobody else does.
	c.goOn(w)
	r.enrol(t, c, pass)
	if w := r.as(t, "dangan").post("/accounts/quzhang/reset-codes", nil); w.Code != http.StatusForbidden {
		t.Errorf("taken off by an archivist: %d", w.Code)
	}
	if w := r.as(t, "admin").post("/accounts/quzhang/reset-codes", nil); w.Code != http.StatusSeeOther {
		t.Errorf("taken off by an administrator: %d", w.Code)
	}
	if w := enter(""); w.Code != http.StatusSeeOther {
		t.Errorf("after that: %d", w.Code)
	}
}

// TestReauthenticateWithCodes: signatures take the code of whoever has one, and of
// everybody where the office says so; each code signs once.
func TestReauthenticateWithCodes(t *testing.T) {
	r := ownRoom(t, Options{})
	pass := r.untried(t)
	p, recovery := r.enrol(t, r.as(t, "quzhang"), pass)
	asked := r.asking(t, "quzhang")
	refused := func(what string, asked *request, password, code, why string) {
		t.Helper()
		asked.knownNow = ""
		err := asked.reauthenticate(password, code)
		var told httpError
		if !errors.As(err, &told) || !strings.Contains(told.text, why) || asked.knownNow != "" {
			t.Errorf("%s: %v, known %q", what, err, asked.knownNow)
		}
	}
	if e := asked.reentry(); !e.Password || !e.Code || e.Missing != "" {
		t.Errorf("the form asks for %+v", e)
	}
	refused("the password alone", asked, password, "", "动态码不对")
	code := p.code(pass)
	refused("the code alone", asked, "", code, "密码不对")
	if err := asked.reauthenticate(password, code); err != nil || !strings.HasPrefix(asked.known(), signoff.KnownCode) {
		t.Errorf("with both: %v, known %q", err, asked.known())
	}
	refused("once more", asked, password, code, "用过")
	if err := asked.reauthenticate(password, recovery[0]); err != nil {
		t.Errorf("with a recovery code: %v", err)
	}
	// Where the office says so, nobody signs without one.
	without := r.asking(t, "juzhang")
	if err := without.reauthenticate(password, ""); err != nil {
		t.Errorf("who has registered none: %v", err)
	}
	r.server.workspace.Config.SignWith = workspace.SignWithCode
	refused("who has registered none, where it is wanted", without, password, "", "还没有登记")
	if page := r.as(t, "juzhang").get("/authenticator").Body.String(); !strings.Contains(page, "本单位签批要填动态码") {
		t.Error("the page does not say that codes are wanted")
	}
}

// TestTryCodeCountsWrongOnes: codes are guessed no faster than a few an hour, by whom
// ever; and whoever guesses elsewhere, even with the password, keeps the leader's own
// browser neither from entering nor from signing.
func TestTryCodeCountsWrongOnes(t *testing.T) {
	r := ownRoom(t, Options{})
	pass := r.untried(t)
	c := r.as(t, "quzhang")
	p, recovery := r.enrol(t, c, pass)
	enter := func(from, code string, set ...string) *httptest.ResponseRecorder {
		t.Helper()
		guest := r.public(t)
		guest.from = from
		return guest.post("/sign-in", url.Values{"name": {"quzhang"}, "password": {password}, "code": {code}}, set...)
	}
	own := deviceCookie(t, enter("192.0.2.50:1", p.code(pass)))
	brings := []string{"Cookie", own.Name + "=" + own.Value}
	attack := func(rounds int) {
		for i := range rounds {
			enter(fmt.Sprintf("203.0.113.%d:1", i%250), "000000")
			enter("192.0.2.50:1", "000000") // the leader's own network
			pass(10 * time.Second)
		}
	}
	attack(90)
	if w := enter("198.51.100.9:1", p.code(pass)); w.Code == http.StatusSeeOther {
		t.Error("a stranger with the right code enters after all those guesses")
	}
	if w := enter("198.51.100.9:1", recovery[0]); w.Code != http.StatusSeeOther {
		t.Errorf("a new browser with a recovery code: %d", w.Code)
	}
	for range 5 {
		attack(10)
		w := enter("192.0.2.50:1", p.code(pass), brings...)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("the leader's browser does not enter: %d", w.Code)
		}
		attack(10)
		c.goOn(w)
		asked := r.asking(t, "quzhang")
		if err := asked.reauthenticate(password, p.code(pass)); err != nil {
			t.Fatalf("the leader does not sign: %v", err)
		}
	}
	// Who has the browser and the password guesses no faster, by signing neither.
	let := 0
	asked := r.asking(t, "quzhang")
	for i := range 100 {
		if err := asked.reauthenticate(password, "000000"); errors.Is(err, errReentryCode) {
			let++
		}
		if i%3 == 0 {
			asked = r.asking(t, "quzhang") // another session
		}
		pass(15 * time.Second)
	}
	if let > 60+25*60/120+5 {
		t.Errorf("%d codes were guessed at in 25 minutes", let)
	}
}

// TestReauthenticateDespiteStrangers: whatever strangers try, who is signed in signs.
func TestReauthenticateDespiteStrangers(t *testing.T) {
	r := ownRoom(t, Options{})
	pass := r.untried(t)
	asked := r.asking(t, "juzhang")
	for round := range 20 {
		for i := range 30 {
			for _, from := range []string{fmt.Sprintf("203.0.113.%d:1", i), "192.0.2.9:1"} {
				r.guessing(t, from, "juzhang", "x")
			}
		}
		pass(15 * time.Second)
		if err := asked.reauthenticate(password, ""); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	// At a browser that was left open the password is guessed no faster than elsewhere.
	let := 0
	for range 100 {
		if err := asked.reauthenticate("x", ""); errors.Is(err, errReentry) {
			let++
		}
	}
	if let > 12 {
		t.Errorf("%d passwords were tried at once", let)
	}
}
