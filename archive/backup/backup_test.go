package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/journal"
)

func TestLayOutRestoresTheSame(t *testing.T) {
	d := newDesk(t)
	d.must(os.Chmod(d.at("accounts.json"), 0o600))
	if r := d.take(9); r.Bags != 2 || r.NewBags != 2 || r.Files != 7 || r.NewFiles != 7 || !r.Whole() {
		t.Errorf("%+v", r)
	}
	back := filepath.Join(t.TempDir(), "back")
	d.must(d.layOut(back))
	want := tree(t, d.data)
	maps.DeleteFunc(want, func(name, text string) bool {
		return text == "derived" || text == "temporary" || name == "spool/.lock" || strings.HasPrefix(name, "archive/.staging")
	})
	if got := tree(t, back); !maps.Equal(got, want) {
		t.Errorf("restored\n%q\nwant\n%q", got, want)
	}
	for _, name := range []string{"accounts.json", "inbox/区财政局/介绍信.yaml"} {
		was, err := os.Stat(d.at(name))
		d.must(err)
		is, err := os.Stat(filepath.Join(back, name))
		d.must(err)
		if !is.ModTime().Equal(was.ModTime()) || is.Mode() != was.Mode() {
			t.Errorf("%s: %v %v, want %v %v", name, is.Mode(), is.ModTime(), was.Mode(), was.ModTime())
		}
	}
	if err := d.layOut(back); !errors.Is(err, fs.ErrExist) {
		t.Error("laid out over what was there:", err)
	}
}

func TestTakeAgainOnlyWhatIsNew(t *testing.T) {
	d := newDesk(t)
	first := d.take(9)
	d.put(3)
	d.write("gongwen.yaml", "settle: 2s\n")
	d.must(os.Remove(d.at("inbox/区财政局/介绍信.yaml")))
	if r := d.take(9); r.NewBags != 1 || r.NewFiles != 1 || r.Bags != 3 || r.Files != 6 {
		t.Errorf("%+v", r)
	}
	s, err := d.disk.State(first.State)
	d.must(err)
	d.must(d.disk.Check(t.Context(), s, nil))

	// With the first state what only it needed goes, and nothing else.
	d.take(1)
	d.must(d.disk.Check(t.Context(), d.state(), nil))
	if names, err := d.disk.States(); err != nil || len(names) != 1 {
		t.Error(names, err)
	}
	if left := tree(t, d.disk.path("files")); len(left) != 6 {
		t.Errorf("%d contents are left: %q", len(left), left)
	}
}

// What a run that was cut off left is not trusted, nor kept from being replaced.
func TestTakeAfterARunCutOff(t *testing.T) {
	d := newDesk(t)
	d.take(9)
	sum := d.state().Files["gongwen.yaml"].SHA256
	names, err := d.disk.States()
	d.must(err)
	d.must(os.Remove(d.disk.path(stateFolder, names[0]+stateEnding)))
	for _, half := range []string{d.disk.content(sum), d.disk.path("archive/2026/letter/介字〔2026〕1号/data/letter.yaml")} {
		d.must(errors.Join(os.Chmod(half, 0o640), os.WriteFile(half, []byte("half"), 0o640)))
	}
	d.must(os.RemoveAll(d.disk.path("archive/2026/letter/介字〔2026〕2号/data")))
	d.take(9)
	d.must(d.disk.Check(t.Context(), d.state(), nil))
}

func TestCheckFindsDamage(t *testing.T) {
	d := newDesk(t)
	d.take(9)
	pdf := d.at("archive/2026/letter/介字〔2026〕1号/data/介字〔2026〕1号.pdf")
	d.must(errors.Join(os.Chmod(pdf, 0o640), os.WriteFile(pdf, []byte("forged"), 0o640)))
	three := d.put(3)
	d.must(os.Remove(d.at("archive/" + three.Folder() + "/data/record.json")))
	if r := d.take(9); !slices.Equal(r.Damaged, []string{three.Folder()}) || r.Bags != 2 {
		t.Errorf("%+v", r)
	}
	d.must(d.disk.Check(t.Context(), d.state(), nil)) // the good copy of the first is still there

	d.must(os.RemoveAll(d.disk.path("archive/2026/letter/介字〔2026〕2号")))
	content := d.disk.content(d.state().Files["gongwen.yaml"].SHA256)
	d.must(errors.Join(os.Chmod(content, 0o640), os.WriteFile(content, []byte("settle: 9s\n"), 0o640)))
	want := &Damaged{Bags: []string{"2026/letter/介字〔2026〕2号"}, Files: []string{"gongwen.yaml"}}
	back := filepath.Join(t.TempDir(), "back")
	for _, err := range []error{d.disk.Check(t.Context(), d.state(), nil), d.layOut(back)} {
		var got *Damaged
		if !errors.As(err, &got) || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v (%v), want %+v", got, err, want)
		}
	}
	if _, err := os.Stat(filepath.Join(back, "gongwen.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a damaged file was laid out:", err)
	}
	if _, err := os.Stat(filepath.Join(back, "accounts.json")); err != nil {
		t.Error("the rest was not:", err)
	}
}

func TestBackupInsideTheData(t *testing.T) {
	d := newDesk(t)
	for _, out := range []string{d.data, d.at("backup"), filepath.Dir(d.data)} {
		if _, err := Take(t.Context(), d.data, At(out), Keep{Last: 1}, nil); err == nil || !strings.Contains(err.Error(), "另一块磁盘") {
			t.Errorf("%s: %v", out, err)
		}
	}
}

func (r *run) named(prefix string) (names []string) {
	for name := range r.state.Files {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// A form that moves on between two steps is in the state once, and never less.
func TestRunKeepsAFormThatMovesOnOnce(t *testing.T) {
	const form = "区财政局/介绍信.yaml"
	for _, tt := range []struct {
		name         string
		inbox, spool int // files there in the end
		move         func(d *desk, r *run)
	}{
		{"it stays", 1, 0, func(d *desk, r *run) { d.must(r.files("spool")) }},
		{"into the spool", 0, 2, func(d *desk, r *run) {
			d.taken("k1", form)
			d.must(r.files("spool"))
		}},
		{"into the spool, and another of that name comes", 1, 2, func(d *desk, r *run) {
			d.taken("k1", form)
			d.write("inbox/"+form, "表单种类: 介绍信\n")
			d.must(r.files("spool"))
		}},
		{"into the spool, half of it", 1, 1, func(d *desk, r *run) {
			d.taken("k1", form)
			d.must(os.Rename(d.at("spool/k1/form.yaml"), d.at("aside")))
			d.must(r.files("spool"))
		}},
		{"into a bag", 0, 0, func(d *desk, r *run) {
			d.must(os.Remove(d.at("inbox/" + form)))
			record := d.put(3)
			record.DroppedAs = form // the form is the same
			d.must(r.files("spool"))
			d.must(r.dropMoved([]archive.Record{record}))
		}},
		{"out of the spool, returned", 0, 0, func(d *desk, r *run) {
			d.taken("k1", form)
			d.must(r.files("spool"))
			d.append("returned", "k1")
			d.must(os.RemoveAll(d.at("spool/k1")))
			d.must(errors.Join(r.journal(), r.files("spool"), r.dropMoved(nil)))
		}},
		{"out of the spool, and the journal was copied before", 0, 2, func(d *desk, r *run) {
			d.taken("k1", form)
			d.must(errors.Join(r.files("spool"), r.journal()))
			d.append("returned", "k1")
			d.must(os.RemoveAll(d.at("spool/k1")))
			d.must(r.files("spool"))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			r := d.run()
			d.must(r.files("inbox"))
			tt.move(d, r)
			d.must(errors.Join(r.dropEnded(r.keys(), nil), r.dropMoved(nil)))
			if in, at := r.named("inbox/"), r.named("spool/"); len(in) != tt.inbox || len(at) != tt.spool {
				t.Errorf("inbox %q, spool %q; want %d and %d", in, at, tt.inbox, tt.spool)
			}
		})
	}
}

func TestJournalEndsWithALine(t *testing.T) {
	d := newDesk(t)
	d.append(journal.Returned, "k1")
	whole, err := os.ReadFile(d.at("archive/journal/2026.jsonl"))
	d.must(err)
	for _, half := range []string{"", `{"prev":"12`, "{"} {
		d.write("archive/journal/2026.jsonl", string(whole)+half)
		d.take(9)
		kept, err := os.ReadFile(d.disk.content(d.state().Files["archive/journal/2026.jsonl"].SHA256))
		d.must(err)
		if !bytes.Equal(kept, whole) {
			t.Errorf("kept %q of %q", kept, string(whole)+half)
		}
	}
}

func TestStateTampered(t *testing.T) {
	d := newDesk(t)
	d.take(9)
	text, err := d.state().text()
	d.must(err)
	for at := range text {
		changed := slices.Clone(text)
		changed[at] ^= 1
		if s, err := parseState(bytes.NewReader(changed)); err == nil && !reflect.DeepEqual(s, d.state()) {
			t.Fatalf("byte %d changed, and nobody noticed:\n%s", at, changed)
		}
		if _, err := parseState(bytes.NewReader(text[:at])); err == nil && at < len(text)-1 {
			t.Fatalf("cut at %d, and nobody noticed", at)
		}
	}
}

// FuzzState: what is read leads nowhere but into a backup and a data folder, and
// reads the same when written again.
func FuzzState(f *testing.F) {
	sum := strings.Repeat("ab", 32)
	s := State{Taken: time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC), Bags: map[string]string{"2026/letter/1号": sum},
		Files: map[string]File{"inbox/区财政局/表.yaml": {Size: 9, Mode: 0o640, SHA256: sum}}}
	text, err := s.text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format":1,"taken":"2026-05-11T09:00:00Z"}` + "\n" + `{"path":"../../etc/passwd","sha256":"` + sum + `"}` + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		// Nearly no text has the right sum at its end: give it one.
		for _, signed := range [][]byte{text, sign(text)} {
			s, err := parseState(bytes.NewReader(signed))
			if err != nil {
				continue
			}
			for name := range s.Files {
				if !filepath.IsLocal(filepath.FromSlash(name)) {
					t.Errorf("%q leads out", name)
				}
			}
			for folder, sum := range s.Bags {
				if !filepath.IsLocal(filepath.FromSlash(folder)) || !isSum(sum) {
					t.Errorf("%q %q", folder, sum)
				}
			}
			again, err := s.text()
			if err != nil {
				t.Fatal(err)
			}
			if back, err := parseState(bytes.NewReader(again)); err != nil || !reflect.DeepEqual(back, s) {
				t.Errorf("%+v came back as %+v, %v", s, back, err)
			}
		}
	})
}

// sign replaces the last line of a state's text by the sum of those before.
func sign(text []byte) []byte {
	body := text[:bytes.LastIndexByte(bytes.TrimSuffix(text, []byte("\n")), '\n')+1]
	sum := sha256.Sum256(body)
	return fmt.Appendf(slices.Clone(body), "{\"sum\":%q}\n", hex.EncodeToString(sum[:]))
}

// TestTakeFollowsNoLink that a user of a share has put where his papers lie, not
// even in the place of a folder between the look and the reading; and waits for no
// pipe.
func TestTakeFollowsNoLink(t *testing.T) {
	d := newDesk(t)
	d.write("secret/密.pdf", "secret")
	d.must(os.Symlink(d.at("secret/密.pdf"), d.at("issued/区财政局/2号.pdf")))
	d.must(os.Symlink(d.at("secret"), d.at("returned/区教育局")))
	d.must(os.Link(d.at("issued/区财政局/1号.pdf"), d.at("issued/区财政局/3号.pdf")))
	r := d.take(1)
	if len(r.Unread) != 2 {
		t.Errorf("unread: %q", r.Unread)
	}
	files := d.state().Files
	for name, there := range map[string]bool{
		"issued/区财政局/1号.pdf": true, "issued/区财政局/3号.pdf": true, "issued/区财政局/2号.pdf": false, "returned/区教育局": false, "returned/区教育局/密.pdf": false,
	} {
		if _, ok := files[name]; ok != there {
			t.Errorf("%s in the backup: %v", name, ok)
		}
	}
}
