package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestHealthAsksWhatRuns: the exit code tells scripts, the reason tells people.
func TestHealthAsksWhatRuns(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		code   int
		says   string
	}{
		{"well", 200, "ok\n", 0, "正常\n"},
		{"catalogue", 503, "catalogue does not answer\n", 1, "目录数据库不应答"},
		{"hanging", 503, "2 steps hang\nsince 2026-11-30T08:00:00Z\n", 1, "有 2 步停住不动"},
		{"unreadable", 503, "intake: 1 of 9 inboxes cannot be read\n", 1, "9 个收件文件夹里有 1 个读不了"},
		{"stopped", 503, "intake: 9 of 9 inboxes not looked at\nsince 2026-11-30T08:00:00Z\ngongwen run was stopped at 2026-11-30T08:00:00Z\n", 1, "gongwen run 在 2026-11-30T08:00:00Z 停下了"},
		{"unknown", 503, "intake: what gongwen run says of it cannot be read\n", 1, "读不出来"},
		{"another", 404, "no\n", 1, "不像是 gongwen"},
	} {
		answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/healthz" {
				t.Errorf("asked for %s", r.URL.Path)
			}
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		})
		for scheme, start := range map[string]func(http.Handler) *httptest.Server{"http": httptest.NewServer, "https": httptest.NewTLSServer} {
			t.Run(c.name+"/"+scheme, func(t *testing.T) {
				server := start(answer)
				defer server.Close()
				_, addr, _ := strings.Cut(server.URL, "://")
				var out, errs bytes.Buffer
				if code := run(t.Context(), []string{"health", "--addr", addr}, &out, &errs); code != c.code || !strings.Contains(out.String(), c.says) {
					t.Errorf("exit %d, %s%s", code, &out, &errs)
				}
			})
		}
	}
}

// TestHealthAddress: what --serve takes is taken here, too.
func TestHealthAddress(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080/healthz", "0.0.0.0:8443": "http://127.0.0.1:8443/healthz",
		":8080": "http://127.0.0.1:8080/healthz", "[::]:8080": "http://[::1]:8080/healthz",
		"https://gw.example.gov.cn:443/": "https://gw.example.gov.cn:443/healthz",
	} {
		if got, err := healthURL(addr); err != nil || got.String() != want {
			t.Errorf("%s: %v, %v", addr, got, err)
		}
	}
	for _, addr := range []string{"", "8080", "ftp://127.0.0.1:21", "127.0.0.1"} {
		if got, err := healthURL(addr); err == nil {
			t.Errorf("%s: %v", addr, got)
		}
	}
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"health", "--addr", "127.0.0.1:1"}, &out, &errs); code != 1 || !strings.Contains(out.String(), "连不上") {
		t.Errorf("nobody there: exit %d, %s%s", code, &out, &errs)
	}
}
