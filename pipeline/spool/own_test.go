//go:build linux

package spool

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gongwen/archive/shared"
)

// back puts files of an arrival back into an inbox.
func back(s *Spool, inbox string, a Arrival) func(File) error {
	return func(f File) error { return s.PutBack(inbox, a.Key, f) }
}

// TestOwnFileRewrittenThroughAnOpenHandle after it was taken: by who had it open,
// and by who owns it, through /proc/self/fd. What was judged stays.
func TestOwnFileRewrittenThroughAnOpenHandle(t *testing.T) {
	s, inbox := open(t)
	form := filepath.Join(inbox, "信.yaml")
	put(t, form, "form")
	// As a file of somebody else, which only root can make: everybody may write to it.
	if err := os.Chmod(form, 0o666); err != nil {
		t.Fatal(err)
	}
	held, err := os.Open(form)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	a := begin(t, s, File{Name: "信.yaml", From: "信.yaml"})
	if err := errors.Join(s.Fetch(inbox, a), s.Own(a, back(s, inbox, a))); err != nil {
		t.Fatal(err)
	}
	before, err := s.Submission(a)
	if err != nil {
		t.Fatal(err)
	}
	again, err := os.OpenFile(fmt.Sprintf("/proc/self/fd/%d", held.Fd()), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := again.WriteAt([]byte("other"), 0); err != nil {
		t.Fatal(err)
	}
	after, err := s.Submission(a)
	if err != nil || after.Hash != before.Hash || before.Contents[0].Size != 4 {
		t.Errorf("%+v, then %+v, %v", before, after, err)
	}
	info, err := os.Lstat(s.Path(a.Key, "信.yaml"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestOwnClosesWhatWasDropped: no file in the spool is open to others, whatever mode it
// was dropped with.
func TestOwnClosesWhatWasDropped(t *testing.T) {
	for _, dropped := range []os.FileMode{0o644, 0o640, 0o666, 0o600, 0o444} {
		s, inbox := open(t)
		form := filepath.Join(inbox, "信.yaml")
		put(t, form, "form")
		if err := os.Chmod(form, dropped); err != nil {
			t.Fatal(err)
		}
		a := begin(t, s, File{Name: "信.yaml", From: "信.yaml"})
		if err := errors.Join(s.Fetch(inbox, a), s.Own(a, back(s, inbox, a))); err != nil {
			t.Fatal(err)
		}
		info, err := os.Lstat(s.Path(a.Key, "信.yaml"))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("dropped with %v: %v, %v", dropped, info.Mode(), err)
		}
	}
}

func TestOwnPutsOffAFileThatIsStillWrittenTo(t *testing.T) {
	s, inbox := open(t)
	form := filepath.Join(inbox, "信.yaml")
	put(t, form, "form")
	writing, err := os.OpenFile(form, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	a := begin(t, s, File{Name: "信.yaml", From: "信.yaml"})
	if err := s.Fetch(inbox, a); err != nil {
		t.Fatal(err)
	}
	if err := s.Own(a, back(s, inbox, a)); !errors.Is(err, shared.ErrBeingWritten) || !strings.Contains(err.Error(), "信.yaml") {
		t.Errorf("got %v", err)
	}
	if err := errors.Join(writing.Close(), s.Own(a, back(s, inbox, a))); err != nil {
		t.Error(err)
	}
}

// TestSubmissionLooksAgainAtWhatLiesInTheSpool, whatever arrival.json takes it for: a
// run may have been stopped after it came and before that was seen.
func TestSubmissionLooksAgainAtWhatLiesInTheSpool(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	put(t, secret, "secret")
	for _, test := range []struct {
		name, what string
		put        func(path string) error
	}{
		{"link", "链接（指向 " + secret + "）", func(path string) error { return os.Symlink(secret, path) }},
		{"hard link", "硬链接（同一个文件另有名称）", func(path string) error { return os.Link(secret, path) }},
		{"pipe", "管道", func(path string) error { return syscall.Mkfifo(path, 0o666) }},
	} {
		s, inbox := open(t)
		a := begin(t, s, File{Name: "000.yaml", From: "财/信.yaml"})
		if err := test.put(s.Path(a.Key, "000.yaml")); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.Fetch(inbox, a), s.Own(a, back(s, inbox, a))); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		p, err := s.Submission(a)
		if err != nil || !p.Contents[0].Irregular || p.Contents[0].What != test.what {
			t.Errorf("%s: %+v, %v", test.name, p.Contents, err)
		}
		if err := Copy(s.Path(a.Key, "000.yaml"), filepath.Join(inbox, "copy")); !errors.Is(err, shared.ErrIrregular) {
			t.Errorf("%s was copied: %v", test.name, err)
		}
		if err := s.Remove(a.Key); err != nil {
			t.Error(err)
		}
	}
	if text, err := os.ReadFile(secret); string(text) != "secret" || err != nil {
		t.Errorf("the secret is %q, %v", text, err)
	}
}

// TestOwnPutsBackAFolderThatCame: exchanged for a file at the last moment, before the
// program was stopped.
func TestOwnPutsBackAFolderThatCame(t *testing.T) {
	s, inbox := open(t)
	a := begin(t, s, File{Name: "000.yaml", From: "财/信.yaml"})
	put(t, filepath.Join(s.Path(a.Key, "000.yaml"), "里面.txt"), "theirs")
	if err := errors.Join(s.Fetch(inbox, a), s.Own(a, back(s, inbox, a))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Submission(a); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if text, err := os.ReadFile(filepath.Join(inbox, "财/信.yaml/里面.txt")); string(text) != "theirs" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}

// TestFetchLeavesWhatWasExchangedSinceItWasSeen in the inbox.
func TestFetchLeavesWhatWasExchangedSinceItWasSeen(t *testing.T) {
	s, inbox := open(t)
	form := filepath.Join(inbox, "信.yaml")
	put(t, form, "form")
	looked, err := os.Lstat(form)
	if err != nil {
		t.Fatal(err)
	}
	put(t, form+".new", "other")
	if err := os.Rename(form+".new", form); err != nil {
		t.Fatal(err)
	}
	a := begin(t, s, File{Name: "000.yaml", From: "信.yaml", Seen: looked})
	if err := s.Fetch(inbox, a); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(form); err != nil || s.Moved(a) {
		t.Errorf("moved %v, %v", s.Moved(a), err)
	}
}
