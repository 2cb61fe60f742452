package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/archive/journal"
)

// TestNoteTried: what was refused on the command line is in the access log when somebody
// looks, once, also while the reading room is open; and what nobody can read is told of.
func TestNoteTried(t *testing.T) {
	r := ownRoom(t, Options{})
	f := r.workspace.Folder
	for _, name := range []string{"quzhang", "\xff" + strings.Repeat("长", 500)} {
		if err := NoteTried(f, name, "7", "签批：现在不由江临川签批。\n"+strings.Repeat("x", 1000), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"0.json": "不是", "1.json": strings.Repeat("x", 1<<20), "2.txt": "{}"} {
		if err := os.WriteFile(filepath.Join(f.Reading(), triedDir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		body := r.as(t, "admin").get("/trail").Body.String()
		if strings.Count(body, "现在不由江临川签批") != 2 || strings.Count(body, "记录读不懂") != 2 {
			t.Errorf("the access log:\n%s", body)
		}
	}
	if n := r.server.accessLogLines(t, journal.Refused, "quzhang"); n != 1 {
		t.Errorf("%d lines of quzhang's", n)
	}
	left, err := os.ReadDir(filepath.Join(f.Reading(), triedDir))
	if err != nil || len(left) != 1 {
		t.Errorf("left: %v, %v", left, err)
	}
}
