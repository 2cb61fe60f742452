package moving

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)

// office is a data folder with everything that goes along, and "left out" where
// something does not.
func office(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "d")
	for name, text := range map[string]string{
		"gongwen.yaml": "settle: 1s\n", "roster.xlsx": "people", "formats.json": "{}", "rules/own.yaml": "rules: []\n",
		"archive/2026/letter/青政介字〔2026〕1号/data/record.json": "{}", "archive/journal/2026.jsonl": "{}\n",
		"reading/accounts.yaml": "accounts: []\n", "reading/2026.jsonl": "{}\n", "inbox/区财政局/新\\表.yaml": "x: 1\n",
		"issued/区财政局/1号.pdf": "%PDF", "returned/区财政局/旧表/退件通知.txt": "缺", "spool/a1/arrival.json": "{}",
		"registers/定期/月报/2026-10/说明.txt": "as it was", "forms/介绍信.xlsx": "blank",
		"catalogue.db": "left out", "catalogue.db-wal": "left out", "texts.db": "left out", "index/current.json": "left out", "index.rebuild/x": "left out",
		"registers/2026/介绍信台账.xlsx": "left out", "temp/status/backup.json": "left out", "waiting/区财政局/x.pdf": "left out",
		"spool/.lock": "left out", "spool/.staging/x": "left out", "archive/.staging/x": "left out", "reading/staging/x": "left out",
		"reading/.lock": "left out", "reading/accounts.yaml.lock": "left out", "upgrades/x/catalogue.db": "left out",
	} {
		at := filepath.Join(dir, filepath.FromSlash(name))
		must(t, errors.Join(os.MkdirAll(filepath.Dir(at), 0o750), os.WriteFile(at, []byte(text), 0o640), os.Chtimes(at, now, now)))
	}
	must(t, os.MkdirAll(filepath.Join(dir, "inbox/区教育局"), 0o750))
	must(t, os.Chmod(filepath.Join(dir, "inbox/区教育局"), 0o770|fs.ModeSetgid))
	return dir
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tree is every file below a folder with what it contains.
func tree(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(root, func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(at)
		rel, _ := filepath.Rel(root, at)
		files[filepath.ToSlash(rel)] = string(text)
		return err
	}))
	return files
}

func packing(dir string) Packing {
	return Packing{Folder: dir, Program: "1.0", Formats: map[string]string{"journal": "6"}, To: "move.tar", Time: now, Key: []byte("secret"), Checkpoints: []byte("signed")}
}

func unpacking(to string) Unpacking {
	return Unpacking{Folder: to, Time: now, Private: func(name string) bool { return strings.HasPrefix(name, "archive/") },
		Accept: func(Head) error { return nil }, Complete: func(string) error { return nil }}
}
