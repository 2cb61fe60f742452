package spool

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func begin(t *testing.T, s *Spool, files ...File) Arrival {
	t.Helper()
	at := time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)
	a := Arrival{Key: NewKey(at), Unit: "区财政局", Path: files[0].From, At: at, Files: files}
	if err := s.Begin(a); err != nil {
		t.Fatal(err)
	}
	return a
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T) (*Spool, string) {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	return s, t.TempDir()
}

func TestFetchCanBeRepeatedAtAnyPoint(t *testing.T) {
	s, inbox := open(t)
	put(t, filepath.Join(inbox, "财/信.yaml"), "form")
	put(t, filepath.Join(inbox, "财/函.txt"), "letter")
	a := begin(t, s, File{Name: "信.yaml", From: "财/信.yaml"}, File{Name: "函.txt", From: "财/函.txt"})

	// As after a crash between the two moves.
	if err := os.Rename(filepath.Join(inbox, "财/信.yaml"), s.Path(a.Key, "信.yaml")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Fetch(inbox, a); err != nil {
			t.Fatal(err)
		}
	}
	p, err := s.Submission(a)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Contents) != 2 || p.Contents[1].Size != 6 {
		t.Errorf("submission %+v", p)
	}
	if left, _ := os.ReadDir(filepath.Join(inbox, "财")); len(left) != 0 {
		t.Errorf("left in the inbox: %v", left)
	}
	again, err := s.Read(a.Key)
	if err != nil || again.Files[1] != a.Files[1] || !again.At.Equal(a.At) {
		t.Errorf("read back %+v, %v", again, err)
	}
}

func TestCopyLeftInInboxIsRemovedOnlyWhenTheSame(t *testing.T) {
	s, inbox := open(t)
	form := filepath.Join(inbox, "信.yaml")
	put(t, form, "form")
	a := begin(t, s, File{Name: "信.yaml", From: "信.yaml"})
	put(t, s.Path(a.Key, "信.yaml"), "form") // a copy between file systems that broke off
	if err := s.Fetch(inbox, a); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(form); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the copied form still lies in the inbox: %v", err)
	}
	put(t, form, "another form dropped under the same name")
	if err := s.Fetch(inbox, a); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(form); err != nil {
		t.Errorf("a new form was taken for a leftover: %v", err)
	}
}

func TestSubmissionHash(t *testing.T) {
	hash := func(form, first, second string) string {
		s, inbox := open(t)
		put(t, filepath.Join(inbox, "f"), form)
		put(t, filepath.Join(inbox, "a"), first)
		put(t, filepath.Join(inbox, "b"), second)
		a := begin(t, s, File{Name: "f", From: "f"}, File{Name: "a", From: "a"}, File{Name: "b", From: "b"})
		if err := s.Fetch(inbox, a); err != nil {
			t.Fatal(err)
		}
		p, err := s.Submission(a)
		if err != nil {
			t.Fatal(err)
		}
		return p.Hash
	}
	base := hash("form", "one", "two")
	for _, test := range []struct {
		name                string
		form, first, second string
		same                bool
	}{
		{"again", "form", "one", "two", true},
		{"attachments the other way round", "form", "two", "one", true},
		{"another form", "form ", "one", "two", false},
		{"another attachment", "form", "one", "three", false},
		{"form and attachment swapped", "one", "form", "two", false},
	} {
		if got := hash(test.form, test.first, test.second); (got == base) != test.same {
			t.Errorf("%s: same %v, want %v", test.name, got == base, test.same)
		}
	}
}

func TestFetchKeepsASymbolicLinkAndNeverOpensIt(t *testing.T) {
	s, inbox := open(t)
	secret := filepath.Join(t.TempDir(), "secret")
	put(t, secret, "secret")
	if err := os.Symlink(secret, filepath.Join(inbox, "链接.yaml")); err != nil {
		t.Fatal(err)
	}
	a := begin(t, s, File{Name: "链接.yaml", From: "链接.yaml", Irregular: true})
	if err := s.Fetch(inbox, a); err != nil {
		t.Fatal(err)
	}
	p, err := s.Submission(a)
	if err != nil || p.Contents[0].Size != 0 {
		t.Errorf("submission %+v, %v", p, err)
	}
	if info, err := os.Lstat(s.Path(a.Key, "链接.yaml")); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link itself was not kept: %v %v", info, err)
	}
}

func TestCopyUnderTheLongestName(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, strings.Repeat("函", 83)+".yaml") // 254 bytes
	put(t, from, "form")
	if err := Copy(from, to); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(to); err != nil || string(content) != "form" {
		t.Errorf("copied %q, %v", content, err)
	}
}

func TestFileThatVanishedIsSaid(t *testing.T) {
	s, inbox := open(t)
	a := begin(t, s, File{Name: "信.yaml", From: "信.yaml"})
	if err := s.Fetch(inbox, a); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Submission(a); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want not exist", err)
	}
}

// TestBeginWritesWhereFilesCameFrom under the names by which a backup looks for
// it (package archive/backup), and later versions of this program will.
func TestBeginWritesWhereFilesCameFrom(t *testing.T) {
	s, _ := open(t)
	a := begin(t, s, File{Name: "信.yaml", From: "财/信.yaml"})
	text, err := os.ReadFile(s.Path(a.Key, "arrival.json"))
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Files []map[string]any `json:"files"`
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	if len(read.Files) != 1 || read.Files[0]["name"] != "信.yaml" || read.Files[0]["from"] != "财/信.yaml" {
		t.Errorf("arrival.json says %s", text)
	}
}
