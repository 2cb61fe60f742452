package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
)

// asking is a request of somebody who is signed in, as a handler gets it.
func (r *room) asking(t *testing.T, name string) *request {
	t.Helper()
	a, err := r.server.accounts.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	begun, _ := r.server.sessions.Begin(a, false, time.Now())
	w := httptest.NewRecorder()
	asked := &request{server: r.server, Request: httptest.NewRequest(http.MethodPost, "/sign", nil), w: w, clientAddr: netip.MustParseAddr("192.0.2.9"), release: func() {}}
	asked.setAccount(a, begun)
	return asked
}

// TestReauthenticate: a signature takes the password again; a wrong one signs nothing and
// is in the access log.
func TestReauthenticate(t *testing.T) {
	r := ownRoom(t, Options{})
	asked := r.asking(t, "quzhang")
	if got := asked.person(); got != "江临川" {
		t.Errorf("the person is %q", got)
	}
	if got := r.asking(t, "dangan").person(); got != "" {
		t.Errorf("an account of nobody is %q", got)
	}
	for _, wrong := range []string{"", "x", password + " "} {
		err := asked.reauthenticate(wrong, "")
		var told httpError
		if !errors.As(err, &told) || told.status != http.StatusForbidden || !strings.Contains(told.text, "密码不对") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if lines := r.server.accessLogLines(t, journal.Refused, "quzhang"); lines != 3 {
		t.Errorf("%d lines of the access log, want 3", lines)
	}
	if err := asked.reauthenticate(password, ""); err != nil || asked.known() != signoff.KnownPassword {
		t.Errorf("with the password: %v, known %q", err, asked.known())
	}
	// One with a password of somebody else's is nobody yet.
	if _, err := r.server.accounts.By("admin").ResetPassword("quzhang"); err != nil {
		t.Fatal(err)
	}
	asked = r.asking(t, "quzhang")
	if asked.person() != "" || !strings.HasPrefix(asked.known(), "密码（密码由管理员于") {
		t.Errorf("after a reset: %q, known %q", asked.person(), asked.known())
	}
}

// recorded is what a request of asking was answered.
func recorded(asked *request) *httptest.ResponseRecorder { return asked.w.(*httptest.ResponseRecorder) }
