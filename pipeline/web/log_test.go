package web

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/web/metrics"
)

// TestInstrumentLogsNoSecrets: neither words searched for, nor check codes, nor
// passwords.
func TestInstrumentLogsNoSecrets(t *testing.T) {
	r := theRoom(t)
	var log bytes.Buffer
	r.server.options.Log = &log
	defer func() { r.server.options.Log = nil }()
	c := r.as(t, "dangan")
	c.get("/search?q=geheim-word")
	c.get("/verify?n=x&c=geheim-code")
	c.get("/a%0d%0ainjected")
	c.post("/password", url.Values{"old": {"geheim-old"}, "password": {"geheim-new"}})
	text := log.String()
	if strings.Contains(text, "geheim") || strings.Contains(text, c.cookie) || strings.Contains(text, c.token) {
		t.Errorf("the log holds a secret:\n%s", text)
	}
	if lines := strings.Count(text, "\n"); lines != 4 {
		t.Errorf("%d lines for 4 requests:\n%s", lines, text)
	}
}

// TestLogLevels: without the requests the log still has whatever went wrong, also in
// what net/http says, and whatever the words.
func TestLogLevels(t *testing.T) {
	for level, want := range map[slog.Level]string{slog.LevelInfo: "/verify 坏了 panic", slog.LevelWarn: "坏了 panic", slog.LevelError: "坏了"} {
		var log bytes.Buffer
		s := &Server{options: Options{Log: &log, Level: level}, now: time.Now, metrics: metrics.New()}
		mux := http.NewServeMux()
		mux.HandleFunc("GET /verify", func(http.ResponseWriter, *http.Request) {})
		s.instrument(mux).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/verify", nil))
		s.logError("页面", errors.New("坏了"))
		s.errorLog().Print("panic")
		for _, word := range []string{"/verify", "坏了", "panic"} {
			if strings.Contains(log.String(), word) != strings.Contains(want, word) {
				t.Errorf("%v: %q, want %s", level, log.String(), want)
			}
		}
	}
}
