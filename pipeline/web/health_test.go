package web

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/deadline"
)

// TestHealthTellsOfHangs: how many and since when, but not of what, since anybody
// may ask.
func TestHealthTellsOfHangs(t *testing.T) {
	r := theRoom(t)
	was, steps := r.server.options, r.server.steps
	defer func() { r.server.options, r.server.steps = was, steps }()
	ask := func(what string, status int, body string) {
		t.Helper()
		if answer := r.public(t).get("/healthz"); answer.Code != status || answer.Body.String() != body {
			t.Errorf("%s: %d %q, want %d %q", what, answer.Code, answer.Body, status, body)
		}
	}
	var since []time.Time
	r.server.options.Hanging = func() []time.Time { return since }
	ask("well", http.StatusOK, "ok\n")
	since = []time.Time{time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC), time.Date(2026, 5, 11, 9, 1, 0, 0, time.UTC)}
	ask("two hang", http.StatusServiceUnavailable, "2 steps hang\nsince 2026-05-11T09:00:00Z\nsince 2026-05-11T09:01:00Z\n")
	since = nil
	ask("well again", http.StatusOK, "ok\n")

	mended := make(chan struct{})
	dead := deadline.New(time.Millisecond)
	hangUntil(mended, dead, "catalogue")
	r.server.steps = dead
	ask("a catalogue on a dead disk", http.StatusServiceUnavailable, "catalogue does not answer\n")
	close(mended)
}

// hangUntil lets so many steps hang in places that these are not asked any more: till
// one is not even begun, since on a busy machine any step may be late.
func hangUntil(mended <-chan struct{}, steps *deadline.Steps, places ...string) {
	for _, dead := range places {
		for no := (*deadline.NoAnswer)(nil); no == nil || no.Out; {
			errors.As(steps.Do(dead, "", func() error { <-mended; return nil }), &no)
		}
	}
}

// TestHandInSaysThatAnInboxIsDead where its units are to choose from, and to whoever
// has handed something in; whoever has one unit does not wait for it to get the
// page.
func TestHandInSaysThatAnInboxIsDead(t *testing.T) {
	r := theRoom(t)
	steps := r.server.steps
	defer func() { r.server.steps = steps }()
	mended := make(chan struct{})
	defer close(mended)
	r.server.steps = deadline.New(time.Millisecond)
	hangUntil(mended, r.server.steps, "inbox", "inbox/区财政局")
	const says = "收件文件夹没有回应"
	for name, want := range map[string]int{"dangan": http.StatusServiceUnavailable, "caizheng": http.StatusOK} {
		w := r.as(t, name).get("/hand-in")
		if w.Code != want || strings.Contains(w.Body.String(), says) != (want != http.StatusOK) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	w := r.as(t, "caizheng").upload("区财政局", map[string][]byte{
		"介绍信.yaml": formText(t, letter(map[string]any{"联系事项": "送到没有回应的文件夹"})), "本单位介绍信.txt": []byte("x")})
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), says) || !strings.Contains(w.Body.String(), "再送交一次") {
		t.Errorf("handed in: %d %s", w.Code, w.Body)
	}
}
