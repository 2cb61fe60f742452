package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestNextBackup(t *testing.T) {
	at := func(text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		day, err := time.ParseInLocation("01-02 15:04", text, time.Local)
		if err != nil {
			t.Fatal(err)
		}
		return day.AddDate(2026, 0, 0)
	}
	for name, test := range map[string]struct{ last, now, want string }{
		"none yet, in the evening":  {"", "05-11 20:00", "05-12 02:30"},
		"none yet, after midnight":  {"", "05-11 01:00", "05-11 02:30"},
		"made last night":           {"05-11 02:31", "05-11 09:00", "05-12 02:30"},
		"made by hand in the day":   {"05-11 15:00", "05-11 16:00", "05-12 02:30"},
		"made by hand before night": {"05-11 01:00", "05-11 01:10", "05-11 02:30"},
		"missed for a week":         {"05-04 02:31", "05-11 09:00", "05-05 02:30"},
		"the end of a month":        {"05-31 02:31", "05-31 09:00", "06-01 02:30"},
		"a clock that was wrong":    {"12-31 00:00", "05-11 09:00", "05-12 02:30"},
	} {
		if got := (Backups{To: "/x"}).Next(at(test.last), at(test.now)); !got.Equal(at(test.want)) {
			t.Errorf("%s: %v, want %s", name, got, test.want)
		}
	}
}

func TestBackupSettings(t *testing.T) {
	elsewhere := filepath.ToSlash(t.TempDir())
	for text, want := range map[string]string{
		"to: " + elsewhere: "",
		"to: " + elsewhere + "\n  at: 23:05\n  keep: daily=7": "",
		"at: 02:30":                        "没有写 to",
		"to: disk":                         "完整的路径",
		"to: " + elsewhere + "\n  at: two": "at “two”",
		"to: " + elsewhere + "\n  keep: hourly=3": "hourly",
		"to: FOLDER/disk":                         "不能在数据文件夹里面",
	} {
		f := folderWith(t, map[string]string{ConfigName: ""})
		text = strings.ReplaceAll(text, "FOLDER", filepath.ToSlash(string(f)))
		f = writeConfig(t, f, "backup:\n  "+text+"\n")
		_, err := ReadConfig(f)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func writeConfig(t *testing.T, f Folder, text string) Folder {
	t.Helper()
	if err := os.WriteFile(f.Config(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return f
}
