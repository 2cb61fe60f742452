//go:build !windows

package workspace_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/pipeline/workspace"
)

// mine are the groups of what the tests make.
var mine = []int{os.Getegid()}

// wide lays out a data folder as an earlier version did under a wide umask.
func wide(t *testing.T) workspace.Folder {
	t.Helper()
	dir := t.TempDir()
	must := func(errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	must(os.Chmod(dir, 0o755))
	for _, name := range []string{"archive/2026/letter/介绍信〔2026〕1号/bagit.txt", "archive/journal/2026.jsonl", "reading/accounts.yaml", "reading/.lock",
		"spool/.lock", "index/a/store/root.bolt", "catalogue.db", "catalogue.db-wal", "texts.db", "voiding.json", "delegating.json",
		"inbox/财政局/信.yaml", "issued/财政局/信.pdf", "gongwen.yaml"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		must(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, nil, 0o644))
	}
	must(filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		return errors.Join(err, os.Chmod(path, map[bool]os.FileMode{true: 0o755, false: 0o644}[entry.IsDir()]))
	}))
	return workspace.Folder(dir)
}

func TestTighten(t *testing.T) {
	f := wide(t)
	for i, want := range []int{21, 0} {
		if n, err := f.Tighten(); n != want || err != nil {
			t.Errorf("time %d: %d, %v, want %d", i, n, err, want)
		}
	}
	err := filepath.WalkDir(string(f), func(path string, entry os.DirEntry, err error) error {
		rel, _ := filepath.Rel(string(f), path)
		info, infoErr := entry.Info()
		if open := info.Mode().Perm()&0o077 != 0; open == workspace.IsPrivate(filepath.ToSlash(rel)) {
			t.Errorf("%s has %s", rel, info.Mode())
		}
		return errors.Join(err, infoErr)
	})
	if err != nil {
		t.Error(err)
	}
	if dangers := f.Dangers(workspace.System{Root: fstest.MapFS{}, User: 1000, Groups: mine}); len(dangers) > 0 {
		t.Error(dangers)
	}
}

// TestTightenCountsWhatOthersCouldReach: a file that keeps the mode it was dropped with,
// in a spool that is closed, is closed without a word.
func TestTightenCountsWhatOthersCouldReach(t *testing.T) {
	f := wide(t)
	if _, err := f.Tighten(); err != nil {
		t.Fatal(err)
	}
	form := filepath.Join(f.Spool(), "信.yaml")
	for i, test := range []struct {
		folder os.FileMode
		want   int
	}{{0o700, 0}, {0o750, 2}} {
		if err := errors.Join(os.WriteFile(form, nil, 0o600), os.Chmod(form, 0o644), os.Chmod(f.Spool(), test.folder)); err != nil {
			t.Fatal(err)
		}
		if n, err := f.Tighten(); n != test.want || err != nil {
			t.Errorf("time %d: %d, %v, want %d", i, n, err, test.want)
		}
		if info, err := os.Stat(form); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("time %d: the file has %v, %v", i, info.Mode(), err)
		}
	}
}

func TestDangers(t *testing.T) {
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	for name, tt := range map[string]struct {
		change func(f workspace.Folder) error
		root   fstest.MapFS
		user   int
		groups []int // nil for mine
		want   string
	}{
		"root":          {user: 0, want: "程序以 root 运行"},
		"links":         {root: fstest.MapFS{"proc/sys/fs/protected_hardlinks": text("0\n"), "proc/sys/fs/protected_symlinks": text("1\n")}, user: 1, want: "fs.protected_hardlinks"},
		"private parts": {change: func(f workspace.Folder) error { return os.Chmod(filepath.Join(string(f), "reading"), 0o750) }, user: 1, want: "reading（-rwxr-x---）"},
		"a database":    {change: func(f workspace.Folder) error { return os.Chmod(f.Catalogue(), 0o604) }, user: 1, want: "catalogue.db（-rw----r--）"},
		"everyone":      {change: func(f workspace.Folder) error { return os.Chmod(filepath.Join(f.Inbox(), "财政局"), 0o777) }, user: 1, want: "所有用户都能写"},
		"a group":       {user: 1, groups: []int{}, want: "请用 usermod -aG 加进去"},
		"the folder":    {change: func(f workspace.Folder) error { return os.Chmod(string(f), 0o775) }, user: 1, want: "别的用户能改动数据文件夹本身"},
	} {
		f := wide(t)
		if _, err := f.Tighten(); err != nil {
			t.Fatal(err)
		}
		if tt.change != nil {
			if err := tt.change(f); err != nil {
				t.Fatal(err)
			}
		}
		if tt.root == nil {
			tt.root = fstest.MapFS{}
		}
		if tt.groups == nil {
			tt.groups = mine
		}
		got := f.Dangers(workspace.System{Root: tt.root, User: tt.user, Groups: tt.groups})
		if len(got) != 1 || !strings.Contains(got[0].String(), tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	f := wide(t)
	if _, err := f.Tighten(); err != nil {
		t.Fatal(err)
	}
	for share, seen := range map[string]bool{string(f): true, filepath.Dir(string(f)): true, f.Archive(): true, f.Inbox(): false, string(f) + "-2": false} {
		for _, root := range []fstest.MapFS{
			{"etc/samba/smb.conf": text("[公文]\n   path = " + share + "\n;path = /\n")},
			{"etc/samba/more.conf": text("[公文]\npath=" + share)},
			{"etc/exports": text("# all\n" + share + " 10.0.0.0/8(rw)\n")},
			{"etc/exports.d/all.exports": text("\"" + share + "\" 10.0.0.0/8(rw)\n")},
		} {
			got := f.Dangers(workspace.System{Root: root, User: 1, Groups: mine})
			if slices.ContainsFunc(got, func(d workspace.Danger) bool { return strings.Contains(d.What, "把档案也共享出去了") }) != seen {
				t.Errorf("%s: %q", share, got)
			}
		}
	}
}
