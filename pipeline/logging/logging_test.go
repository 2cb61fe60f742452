package logging

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTextHandlerWritesForPeople: one record a message, by its level and whatever its
// words, and nothing in it that passes for another.
func TestTextHandlerWritesForPeople(t *testing.T) {
	for least, want := range map[slog.Level]string{
		slog.LevelDebug: "调试 查看|信息 已办理  甲|注意 error|出错 一步\n    2026-01-01 00:00:00 信息 假的\n        · 第二处□[31m",
		slog.LevelInfo:  "信息 已办理  甲|注意 error|出错 一步\n    2026-01-01 00:00:00 信息 假的\n        · 第二处□[31m",
		slog.LevelWarn:  "注意 error|出错 一步\n    2026-01-01 00:00:00 信息 假的\n        · 第二处□[31m",
		slog.LevelError: "出错 一步\n    2026-01-01 00:00:00 信息 假的\n        · 第二处□[31m",
	} {
		var b bytes.Buffer
		log := slog.New(NewTextHandler(&b, least)).With("a", 1).WithGroup("b")
		log.Debug("查看")
		log.Info("已办理  甲", "file", "甲")
		log.Warn("error")
		log.Error("一步\n2026-01-01 00:00:00 信息 假的\n        · 第二处\x1b[31m\n")
		var records []string
		for line := range strings.Lines(b.String()) {
			if strings.HasPrefix(line, " ") {
				records[len(records)-1] += "\n" + strings.TrimRight(line, "\n")
				continue
			}
			if len(line) < 20 || line[4] != '-' || line[13] != ':' {
				t.Fatalf("no time in %q", line)
			}
			records = append(records, strings.TrimSuffix(line[20:], "\n"))
		}
		if got := strings.Join(records, "|"); got != want {
			t.Errorf("from %v:\ngot  %s\nwant %s", least, got, want)
		}
	}
}

// TestFileIsOpenedAnew under its name when it was moved away; where it cannot be,
// nothing is lost.
func TestFileIsOpenedAnew(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log", "gongwen.log")
	if _, err := OpenFile(path); err == nil {
		t.Error("a file in a folder that is not there was opened")
	}
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	write := func(text string) {
		t.Helper()
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write("1")
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	write("2")
	if err := f.Reopen(); err != nil {
		t.Fatal(err)
	}
	write("3")
	if err := os.Rename(filepath.Dir(path), filepath.Join(dir, "moved")); err != nil {
		t.Fatal(err)
	}
	if err := f.Reopen(); err == nil {
		t.Error("reopened in a folder that is gone")
	}
	write("4")
	for name, want := range map[string]string{"gongwen.log.1": "12", "gongwen.log": "34"} {
		got, err := os.ReadFile(filepath.Join(dir, "moved", name))
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "moved", "gongwen.log"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read the log: %v, %v", info.Mode(), err)
	}
}
