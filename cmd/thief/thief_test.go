//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/cmd/internal/program"
)

func TestMain(m *testing.M) {
	if runThief() { // this is the thief, started by the test
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestThief is the short form. Like the long one it must run as root, and fails
// where it does not: a test of thefts that did not take place proves nothing.
func TestThief(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Fatal(errNotRoot)
	}
	// Not t.TempDir, which no other user may enter.
	dir, err := os.MkdirTemp("", "thief-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	var tables strings.Builder
	c := campaign{time: 4 * time.Second, seed: 1, as: "service,root", attacks: ".", patience: program.Patience, restart: 2 * time.Second, dir: dir}
	if err := c.run(t.Context(), io.MultiWriter(t.Output(), &tables), t.Output()); err != nil {
		t.Fatal(err) // the folder stays, to be looked at
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Error(err)
	}
	for _, line := range []string{"gongwen as service", "gongwen as root", "| in all ", "| " + string(secretStolen)} {
		if !strings.Contains(tables.String(), line) {
			t.Errorf("the tables do not have %q", line)
		}
	}
}

// TestSecretsNoticeATheft does by hand what a theft leaves behind: a look that always
// finds everything in order proves nothing.
func TestSecretsNoticeATheft(t *testing.T) {
	write := func(path, text string) error {
		return errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600))
	}
	tests := []struct {
		name string
		done func(guarded, his, secret string) error
		want violation // "" for none
	}{
		{"nothing", func(string, string, string) error { return nil }, ""},
		{"a file of his own", func(_, his, _ string) error { return write(his+"/own", thiefMark) }, ""},
		{"a file removed", func(guarded, _, _ string) error { return os.Remove(guarded + "/in/file") }, outsideChanged},
		{"a file taken", func(guarded, his, _ string) error { return os.Rename(guarded+"/in/file", his+"/taken") }, outsideChanged},
		{"a file rewritten with the same", func(guarded, _, secret string) error { return write(guarded+"/in/file", secret) }, outsideChanged},
		{"a file exchanged for a link to its copy", func(guarded, his, secret string) error {
			return errors.Join(write(his+"/copy", "a copy"), os.Remove(guarded+"/in/file"), os.Symlink(his+"/copy", guarded+"/in/file"))
		}, outsideChanged},
		{"a file made readable", func(guarded, _, _ string) error { return os.Chmod(guarded+"/in/file", 0o644) }, outsideChanged},
		{"a file given another name", func(guarded, his, _ string) error { return os.Link(guarded+"/in/file", his+"/name") }, outsideChanged},
		{"a file made", func(guarded, _, _ string) error { return write(guarded+"/in/new", "") }, outsideCreated},
		{"a folder made", func(guarded, _, _ string) error { return os.Mkdir(guarded+"/new", 0o700) }, outsideCreated},
		{"a secret in what is his", func(_, his, secret string) error { return write(his+"/deep/in/it", "… "+secret+" …") }, secretStolen},
		{"a secret in a name", func(_, his, secret string) error { return write(his+"/"+secret, "") }, secretStolen},
		{"a secret file opened", func(guarded, _, _ string) error {
			_, err := os.ReadFile(guarded + "/in/file")
			return err
		}, secretRead},
		{"a folder of secrets listed", func(guarded, _, _ string) error {
			_, err := os.ReadDir(guarded + "/in")
			return err
		}, secretRead},
	}
	for _, test := range tests {
		guarded, his := t.TempDir(), t.TempDir()
		s := newSecrets()
		secret := s.mark("the secret")
		err := errors.Join(write(guarded+"/in/file", secret), s.protectAll(guarded), s.watchOpens(guarded+"/in"))
		if err := errors.Join(err, test.done(guarded, his, secret)); err != nil {
			t.Fatal(test.name, err)
		}
		told := map[violation]bool{}
		for range s.takeOpens() {
			told[secretRead] = true
		}
		s.compareAll(func(kind violation, _ string, _ ...any) { told[kind] = true })
		if err := s.search([]string{his}, func(string, []string) { told[secretStolen] = true }); err != nil {
			t.Fatal(test.name, err)
		}
		if test.want == "" && len(told) > 0 || test.want != "" && !told[test.want] {
			t.Errorf("%s: told %v, want %q", test.name, told, test.want)
		}
		s.takeOpens()
		s.compareAll(func(kind violation, format string, args ...any) {
			t.Errorf("%s: told twice: %s: %s", test.name, kind, fmt.Sprintf(format, args...))
		})
	}
}
