package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/web/throttle"
)

// guessing is a try at an account, from an address and with what a browser brings.
func (r *room) guessing(t *testing.T, from, name, secret string, set ...string) *httptest.ResponseRecorder {
	t.Helper()
	c := r.public(t)
	c.from = from
	return c.post("/sign-in", url.Values{"name": {name}, "password": {secret}}, set...)
}

// deviceCookie is the cookie of a known browser that an answer gives.
func deviceCookie(t *testing.T, w *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	for _, cookie := range w.Result().Cookies() {
		if strings.HasPrefix(cookie.Name, "gongwen-device-") {
			return cookie
		}
	}
	t.Fatalf("no cookie of a known browser: %d %v", w.Code, w.Result().Cookies())
	return nil
}

// untried gives the room new counts and a clock that stands; the function moves it.
func (r *room) untried(t *testing.T) func(time.Duration) {
	r.server.passwords, r.server.codeLookups = newPasswordLimiter(), throttle.New(2*time.Second, 20)
	now := time.Now()
	r.server.now = func() time.Time { return now }
	t.Cleanup(func() {
		r.server.now, r.server.passwords, r.server.codeLookups = time.Now, newPasswordLimiter(), throttle.New(2*time.Second, 20)
	})
	return func(d time.Duration) { now = now.Add(d) }
}

// TestTryPasswordLetsTheAdministratorInDespiteStrangers: whatever strangers try,
// from however many addresses and from the administrator's own, who has entered
// before and who sits at the machine itself still enters; and strangers' guesses
// stay few.
func TestTryPasswordLetsTheAdministratorInDespiteStrangers(t *testing.T) {
	r := theRoom(t)
	pass := r.untried(t)
	known := deviceCookie(t, r.guessing(t, "192.0.2.50:1", "admin", password))
	if !known.HttpOnly || known.SameSite != http.SameSiteStrictMode || known.MaxAge < 30*24*3600 || strings.Contains(known.Value, "admin") {
		t.Errorf("the cookie of a known browser: %+v", known)
	}
	anothers := deviceCookie(t, r.guessing(t, "192.0.2.51:1", "dangan", password))

	let := 0
	attack := func(rounds int) {
		for i := range rounds {
			for _, from := range []string{fmt.Sprintf("203.0.113.%d:1", i%250), fmt.Sprintf("[2001:db8:0:%x::1]:1", i), "192.0.2.50:1"} {
				if w := r.guessing(t, from, "admin", "x"); w.Code == http.StatusForbidden {
					let++
				} else if w.Code != http.StatusTooManyRequests {
					t.Fatalf("a guess: %d", w.Code)
				}
			}
		}
	}
	attack(60)
	if let > 20 {
		t.Errorf("%d guesses at once were let through", let)
	}
	for range 60 { // an hour
		pass(time.Minute)
		attack(10)
	}
	if let > 20+3600/10 {
		t.Errorf("%d guesses in an hour were let through", let)
	}
	refused := func(what string, w *httptest.ResponseRecorder) {
		t.Helper()
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: %d, want 429", what, w.Code)
		}
	}
	enters := func(what string, w *httptest.ResponseRecorder) {
		t.Helper()
		if w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d, want to enter", what, w.Code)
		}
	}
	cookie := func(value string) string { return known.Name + "=" + value }
	refused("a stranger, right", r.guessing(t, "198.51.100.77:1", "admin", password))
	refused("with another's browser", r.guessing(t, "192.0.2.51:1", "admin", password, "Cookie", cookie(anothers.Value)))
	refused("with a forged cookie", r.guessing(t, "198.51.100.77:1", "admin", password, "Cookie", cookie("x."+strings.Repeat("A", 43))))
	refused("through a proxy at this machine", r.guessing(t, "127.0.0.1:1", "admin", password, "X-Forwarded-For", "198.51.100.78"))
	enters("with his browser", r.guessing(t, "192.0.2.50:1", "admin", password, "Cookie", cookie(known.Value)))
	enters("with his browser, elsewhere", r.guessing(t, "203.0.113.1:1", "admin", password, "Cookie", cookie(known.Value)))
	enters("at this machine", r.guessing(t, "127.0.0.1:1", "admin", password))
	enters("at this machine over IPv6", r.guessing(t, "[::1]:1", "admin", password))

	// Who takes the browser away does not guess faster, nor by way of this machine.
	tries := 0
	for range 50 {
		if r.guessing(t, "203.0.113.1:1", "admin", "x", "Cookie", cookie(known.Value)).Code == http.StatusForbidden {
			tries++
		}
		if r.guessing(t, "127.0.0.1:1", "admin", "x").Code == http.StatusForbidden {
			tries++
		}
	}
	if tries > 20 {
		t.Errorf("%d guesses with the browser and at this machine were let through at once", tries)
	}
}

// TestTryPasswordGoesNoFasterWithManyBrowsers: who once knew the password may have
// made himself any number of known browsers.
func TestTryPasswordGoesNoFasterWithManyBrowsers(t *testing.T) {
	r := theRoom(t)
	r.untried(t)
	tries := 0
	for i := range 200 {
		browser := fmt.Sprintf("browser%d", i)
		cookie := r.server.devices.Cookie("kuaiji", browser, false)
		if r.guessing(t, "203.0.113.1:1", "kuaiji", "x", "Cookie", cookie.Name+"="+cookie.Value).Code == http.StatusForbidden {
			tries++
		}
	}
	if tries > 60 {
		t.Errorf("200 known browsers of an account had %d tries at once", tries)
	}
}

// TestThrottleKeyLetsOthersAskDespiteStrangers: the page of the password and the
// check codes have counts that are not the strangers', even at the same address.
func TestThrottleKeyLetsOthersAskDespiteStrangers(t *testing.T) {
	r := theRoom(t)
	r.untried(t)
	stranger := r.public(t)
	stranger.from = "192.0.2.60:1"
	for range 30 {
		stranger.get("/verify?n=x&c=y")
		r.guessing(t, stranger.from, "dangan", "x")
	}
	if w := stranger.get("/verify?n=x&c=y"); w.Code != http.StatusTooManyRequests {
		t.Fatalf("the stranger: %d", w.Code)
	}
	c := r.as(t, "dangan")
	c.from = stranger.from
	if w := c.get("/verify?n=x&c=y"); w.Code != http.StatusOK {
		t.Errorf("a code asked about by who is signed in: %d", w.Code)
	}
	if w := c.post("/password", url.Values{"old": {"x"}, "password": {"另一个密码啊"}, "again": {"另一个密码啊"}}); w.Code != http.StatusBadRequest {
		t.Errorf("the page of the password: %d", w.Code)
	}
	here := r.public(t)
	here.from = "127.0.0.1:1"
	if w := here.get("/verify?n=x&c=y"); w.Code != http.StatusOK {
		t.Errorf("a code asked about at this machine: %d", w.Code)
	}
	// The password page is no way round.
	let := 0
	for range 50 {
		if c.post("/password", url.Values{"old": {"x"}, "password": {"另一个密码啊"}, "again": {"另一个密码啊"}}).Code == http.StatusBadRequest {
			let++
		}
	}
	if let > 10 {
		t.Errorf("a session tried the old password %d times at once", let)
	}
}

// TestTryPasswordIsNotHeldUpByStrangers: others hash passwords while strangers wait.
func TestTryPasswordIsNotHeldUpByStrangers(t *testing.T) {
	r := theRoom(t)
	r.untried(t)
	r.server.passwords.patience = time.Millisecond
	r.server.passwords.strangerHashing <- struct{}{} // one that takes long
	if w := r.guessing(t, "198.51.100.80:1", "dangan", password); w.Code != http.StatusTooManyRequests {
		t.Errorf("a stranger: %d", w.Code)
	}
	if w := r.guessing(t, "127.0.0.1:1", "dangan", password); w.Code != http.StatusSeeOther {
		t.Errorf("at this machine: %d", w.Code)
	}
}

// TestSignInGuessing: after some tries an address, and a name, has to wait, whoever
// is right; and the pages tell nothing of which names exist.
func TestSignInGuessing(t *testing.T) {
	r := theRoom(t)
	r.server.passwords, r.server.codeLookups = newPasswordLimiter(), throttle.New(2*time.Second, 20)
	try := func(from, name, secret string) *httptest.ResponseRecorder {
		c := r.public(t)
		c.from = from
		return c.post("/sign-in", url.Values{"name": {name}, "password": {secret}})
	}
	unknown, known := try("198.51.100.1:1", "niemand", "x"), try("198.51.100.1:1", "kuaiji", "x")
	if unknown.Code != known.Code || strings.ReplaceAll(unknown.Body.String(), "niemand", "kuaiji") != known.Body.String() {
		t.Error("the answers to a name that exists and one that does not differ")
	}
	refused := 0
	for i := range 30 {
		if try("198.51.100.2:1", staff[i%len(staff)].Name, "x").Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 15 {
		t.Errorf("one address was refused %d of 30 times", refused)
	}
	if w := try("198.51.100.2:9", "dangan", password); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("the right password after that: %d", w.Code)
	}
	refused = 0
	for i := range 40 {
		if try(fmt.Sprintf("203.0.113.%d:1", i), "baomi", "x").Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 15 {
		t.Errorf("one name from 40 addresses was refused %d times", refused)
	}
	if w := try("198.51.100.3:1", "dangan", password); w.Code != http.StatusSeeOther {
		t.Errorf("another address: %d", w.Code)
	}
	codes := 0
	for range 60 {
		c := r.public(t)
		c.from = "198.51.100.4:1"
		if c.get("/verify?n=x&c=y").Code == http.StatusTooManyRequests {
			codes++
		}
	}
	if codes < 30 {
		t.Errorf("check codes were refused %d of 60 times", codes)
	}
}
