package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/logging"
	"gongwen/pipeline/web/metrics"
)

// TestInstrumentLogsNoSecrets: neither words searched for, nor check codes, nor
// passwords.
func TestInstrumentLogsNoSecrets(t *testing.T) {
	r := theRoom(t)
	var log bytes.Buffer
	was := r.server.requests
	defer func() { r.server.requests = was }()
	r.server.requests = slog.New(slog.NewJSONHandler(&log, nil)) // which leaves nothing out
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

// TestNoteSilentProxy: one that names nobody is told of, once; one that does, and whoever
// looks at this machine itself, is not.
func TestNoteSilentProxy(t *testing.T) {
	var log bytes.Buffer
	r := ownRoom(t, Options{Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.1/32")},
		Log: slog.New(logging.NewTextHandler(&log, slog.LevelInfo))})
	c := r.public(t)
	for i, step := range []struct {
		from string
		set  []string
		told int
	}{
		{"127.0.0.1:1", nil, 0}, {"192.0.2.1:1", nil, 0}, {"10.0.0.1:1", []string{"X-Forwarded-For", "192.0.2.1"}, 0},
		{"10.0.0.1:1", nil, 1}, {"10.0.0.1:1", []string{"X-Forwarded-For", "unknown"}, 1},
	} {
		c.from = step.from
		c.get("/verify", step.set...)
		if got := strings.Count(log.String(), "没有在 X-Forwarded-For"); got != step.told {
			t.Errorf("%d: told %d times: %s", i, got, log.String())
		}
	}
}

// TestLogLevels: with requests or without, the log has whatever went wrong, also in
// what net/http says, and whatever the words.
func TestLogLevels(t *testing.T) {
	for level, want := range map[slog.Level]string{slog.LevelInfo: "/verify 坏了 panic", slog.LevelWarn: "坏了 panic", slog.LevelError: "坏了"} {
		var text, machine bytes.Buffer
		log := slog.New(slog.NewMultiHandler(logging.NewTextHandler(&text, level), slog.NewJSONHandler(&machine, &slog.HandlerOptions{Level: level})))
		s := &Server{log: log, requests: log, now: time.Now, metrics: metrics.New()}
		mux := http.NewServeMux()
		mux.HandleFunc("GET /verify", func(http.ResponseWriter, *http.Request) {})
		s.instrument(mux).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/verify", nil))
		s.logError("页面", errors.New("坏了"))
		s.errorLog().Print("panic")
		for _, word := range []string{"/verify", "坏了", "panic"} {
			for _, got := range []string{text.String(), machine.String()} {
				if strings.Contains(got, word) != strings.Contains(want, word) {
					t.Errorf("%v: %q, want %s", level, got, want)
				}
			}
		}
		var first struct {
			Time   time.Time
			Level  string
			Path   string
			Status int
		}
		if err := json.NewDecoder(&machine).Decode(&first); err != nil || first.Time.IsZero() {
			t.Errorf("%v: %+v, %v", level, first, err)
		}
		if level == slog.LevelInfo && (first.Path != "/verify" || first.Status != http.StatusOK || first.Level != "INFO") {
			t.Errorf("the request, for machines: %+v", first)
		}
	}
}
