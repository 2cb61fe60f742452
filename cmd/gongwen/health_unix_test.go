//go:build unix

package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestServeKnowsOfTheRunBesideIt: a reading room in a process of its own tells whether
// gongwen run in another one can look at the inboxes, and when a backup and a
// verification last ended well.
func TestServeKnowsOfTheRunBesideIt(t *testing.T) {
	dir := office(t)
	for _, unit := range []string{"区财政局", "区教育局"} {
		if err := os.MkdirAll(filepath.Join(dir, "inbox", unit), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p := startProcess(t, "run", "-d", dir)
	p.said.match(t, regexp.MustCompile(`正在看守`))
	room := startProcess(t, "serve", "-d", dir, "--addr", "127.0.0.1:0", "--metrics", "127.0.0.1:0")
	at := room.said.match(t, regexp.MustCompile(`http://127\.0\.0\.1:\d+/`))
	metrics := room.said.match(t, regexp.MustCompile(`http://127\.0\.0\.1:\d+/metrics`))
	get := func(address string) (int, string) {
		t.Helper()
		answer, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(text)
	}
	until := func(address, what string, status int, says string) {
		t.Helper()
		for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			got, text := get(address)
			if got == status && strings.Contains(text, says) {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("%s: %d\n%s", what, got, text)
			}
		}
	}
	until(metrics, "looked at", http.StatusOK, `gongwen_inbox_look_age_seconds{inbox="区教育局"}`)
	until(at+"healthz", "well", http.StatusOK, "ok\n")
	if err := os.Rename(filepath.Join(dir, "inbox"), filepath.Join(dir, "gone")); err != nil {
		t.Fatal(err)
	}
	until(at+"healthz", "without an inbox", http.StatusServiceUnavailable, "intake: ")
	until(metrics, "without an inbox", http.StatusOK, `gongwen_intake_blind{inbox=""} 1`)
	if err := os.Rename(filepath.Join(dir, "gone"), filepath.Join(dir, "inbox")); err != nil {
		t.Fatal(err)
	}
	until(at+"healthz", "well again", http.StatusOK, "ok\n")

	if _, text := get(metrics); strings.Contains(text, "gongwen_backup_age") || strings.Contains(text, "gongwen_verify_age") {
		t.Errorf("nothing was backed up or verified:\n%s", text)
	}
	gongwen(t, "verify", "-d", dir)
	gongwen(t, "backup", "-d", dir, "--out", filepath.Join(t.TempDir(), "b"))
	_, text := get(metrics)
	for _, name := range []string{"gongwen_backup_age_seconds", "gongwen_verify_age_seconds"} {
		if !regexp.MustCompile(`(?m)^` + name + ` [\d.e-]+$`).MatchString(text) {
			t.Errorf("no %s", name)
		}
	}
	p.stop(t)
	waitFor(t, filepath.Join(dir, "temp", "status", "intake.json"), `"stopped": "`)
	room.stop(t)
}
