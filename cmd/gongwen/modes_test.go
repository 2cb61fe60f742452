//go:build !windows

package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/pipeline/workspace"
)

// TestRunSetsModes: whatever the umask, what the program keeps is nobody else's, and
// what people find is changed by nobody else.
func TestRunSetsModes(t *testing.T) {
	for _, umask := range []string{"0000", "0077"} {
		t.Run(umask, func(t *testing.T) {
			dir := t.TempDir()
			do := func(args ...string) {
				t.Helper()
				cmd := exec.Command("sh", append([]string{"-c", "umask " + umask + ` && exec gongwen "$@"`, "gongwen"}, args...)...)
				cmd.Dir = dir
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("gongwen %v: %v\n%s", args, err, out)
				}
			}
			do("init", "data")
			if err := appendTo(filepath.Join(dir, "data", "gongwen.yaml"), "\nfonds: Z109\n"); err != nil {
				t.Fatal(err)
			}
			do("samples", "--kind", "letter", "--count", "2", "--seed", "4", "--out", "data/inbox")
			do("run", "-d", "data", "--once")
			if umask != "0000" { // which is the one that hides nothing
				modes(t, filepath.Join(dir, "data"))
				return
			}
			do("account", "add", "-d", "data", "--role", "office", "--unit", "区财政局", "cai")
			modes(t, filepath.Join(dir, "data"))
			do("backup", "-d", "data", "--out", "backup")
			closed(t, filepath.Join(dir, "backup"))
			do("handover", "-d", "data", "--year", "2026", "--receiver", "区档案馆", "--out", "handover")
			closed(t, filepath.Join(dir, "handover"))
			do("restore", "backup", "--out", "restored")
			modes(t, filepath.Join(dir, "restored"))
			do("rebuild", "-d", "restored")
			do("run", "-d", "restored", "--once")
			modes(t, filepath.Join(dir, "restored"))
		})
	}
}

// modes looks at every file of a data folder.
func modes(t *testing.T, data string) {
	t.Helper()
	private := 0
	each(t, data, func(rel string, mode fs.FileMode) {
		switch {
		case workspace.IsPrivate(rel):
			private++
			if mode.Perm()&0o077 != 0 {
				t.Errorf("%s has %s", rel, mode)
			}
		case mode.Perm()&0o022 != 0:
			t.Errorf("%s has %s", rel, mode)
		case mode.IsDir() && !strings.Contains(rel, "/") && rel != "forms" && mode.Perm() != 0o750:
			t.Errorf("%s has %s", rel, mode)
		}
	})
	if private < 15 {
		t.Errorf("%s has %d private files", data, private)
	}
}

// closed looks at a folder that is nobody else's.
func closed(t *testing.T, dir string) {
	t.Helper()
	each(t, dir, func(rel string, mode fs.FileMode) {
		if mode.Perm()&0o077 != 0 {
			t.Errorf("%s of %s has %s", rel, filepath.Base(dir), mode)
		}
	})
}

func each(t *testing.T, dir string, look func(rel string, mode fs.FileMode)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			look(filepath.ToSlash(rel), info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func appendTo(path, text string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}
