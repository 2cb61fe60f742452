package backup

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
)

// filedDesk is a desk of which the journal tells that letters 1 and 2 were filed, and the
// catalogue, without a word of the journal, that 3 was.
func filedDesk(t *testing.T) *desk {
	d := newDesk(t)
	d.must(os.Remove(d.at("catalogue.db")))
	d.must(os.Remove(d.at("catalogue.db-wal")))
	j, err := journal.Open(d.at("archive/journal"), time.Now())
	d.must(err)
	for n := range 2 {
		r, err := archive.At(d.at("archive")).Read(bagOf(n + 1))
		d.must(err)
		seal, err := bag.Seal(d.at("archive/" + bagOf(n+1)))
		d.must(err)
		d.must(j.Append(journal.Event{Time: r.Filed, Type: journal.Filed, Number: r.Number, FormKind: r.Kind, Year: r.Year, Serial: r.Serial, Arrival: r.Arrival, Seal: seal}))
	}
	d.must(j.Close())
	c, err := catalogue.Create(d.at("catalogue.db"))
	d.must(err)
	d.must(c.Restore(t.Context(), []archive.Record{d.put(3)}))
	d.must(c.Close())
	return d
}

func bagOf(n int) string { return fmt.Sprintf("2026/letter/介字〔2026〕%d号", n) }

// TestTakeTellsOfLosses deletes things before the first backup, or between two, and wants
// them named, by the run and by those after it; and of what the backup had, restored.
func TestTakeTellsOfLosses(t *testing.T) {
	for _, test := range []struct {
		name   string
		harm   func(d *desk)
		lost   []int
		unread bool // something besides records is told
	}{
		{"nothing", func(*desk) {}, nil, false},
		{"a bag of the journal's", func(d *desk) { d.must(os.RemoveAll(d.at("archive/" + bagOf(2)))) }, []int{2}, false},
		{"a bag of the catalogue's", func(d *desk) { d.must(os.RemoveAll(d.at("archive/" + bagOf(3)))) }, []int{3}, false},
		{"a bag and the catalogue", func(d *desk) {
			d.must(os.RemoveAll(d.at("archive/" + bagOf(1))))
			d.must(os.Remove(d.at("catalogue.db")))
		}, []int{1}, false},
		{"a bag beside a damaged catalogue", func(d *desk) {
			d.must(os.RemoveAll(d.at("archive/" + bagOf(1))))
			d.write("catalogue.db", strings.Repeat("no catalogue", 1000))
		}, []int{1}, false},
		{"a year moved away", func(d *desk) { d.must(os.Rename(d.at("archive/2026"), d.at("../2026"))) }, []int{1, 2, 3}, false},
		{"a year behind a link", func(d *desk) {
			d.must(os.Rename(d.at("archive/2026"), d.at("../2026")))
			d.must(os.Symlink(d.at("../2026"), d.at("archive/2026")))
		}, []int{1, 2, 3}, true},
		{"a kind behind a link", func(d *desk) {
			d.must(os.Rename(d.at("archive/2026/letter"), d.at("../letter")))
			d.must(os.Symlink(d.at("../letter"), d.at("archive/2026/letter")))
		}, []int{1, 2, 3}, true},
		{"the archive not mounted", func(d *desk) {
			d.must(os.Rename(d.at("archive"), d.at("../archive")))
			d.must(os.Mkdir(d.at("archive"), 0o700))
		}, []int{1, 2, 3}, true},
		{"a bag changed with its manifests", func(d *desk) {
			d.must(os.RemoveAll(d.at("archive/" + bagOf(2))))
			d.write("other.yaml", "表单种类: 介绍信\n收信单位: 另一个\n")
			r, err := archive.At(d.at("archive")).Read(bagOf(1))
			d.must(err)
			r.Number, r.Serial = "介字〔2026〕2号", 2
			_, err = archive.At(d.at("archive")).Put(t.Context(), r, archive.Files{Form: archive.Source{Name: "letter.yaml", Path: d.at("other.yaml")}, Document: []byte("forged")})
			d.must(err)
		}, []int{2}, false},
	} {
		for _, before := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, backed up before: %t", test.name, before), func(t *testing.T) {
				d := filedDesk(t)
				forged := strings.Contains(test.name, "manifests")
				if before {
					if r := d.take(9); !r.Whole() {
						t.Fatalf("at first: %+v", r)
					}
				}
				test.harm(d)
				want := test.lost
				switch {
				case before && forged: // what the backup has is not looked at again
					want = nil
				case !before && strings.Contains(test.name, "mounted"):
					want = []int{3} // journal and all are gone, but the catalogue
				}
				for range 2 {
					r := d.take(9)
					var got []int
					for _, l := range r.Lost {
						var n int
						fmt.Sscanf(l.Number, "介字〔2026〕%d号", &n)
						got = append(got, n)
						if l.Kept != before || l.Advice == "" {
							t.Errorf("%+v", l)
						}
					}
					if !slices.Equal(got, want) || len(r.Unread) > 0 != (test.unread && (before || len(want) > 1)) {
						t.Errorf("lost %v, want %v; %+v", got, want, r)
					}
					missing, err := d.disk.Missing(d.state())
					d.must(err)
					if before && len(missing) > 0 || !before && len(missing) != len(want) {
						t.Errorf("missing %q", missing)
					}
					if r.Whole() != (len(want) == 0 && !test.unread) {
						t.Errorf("whole: %t", r.Whole())
					}
				}
				back := filepath.Join(t.TempDir(), "back")
				d.must(d.layOut(back))
				for n := range 3 {
					_, err := os.Stat(filepath.Join(back, "archive", bagOf(n+1)))
					if restored := err == nil; restored != (before || !slices.Contains(want, n+1) && !strings.Contains(test.name, "mounted")) {
						t.Errorf("%d restored: %t", n+1, restored)
					}
				}
			})
		}
	}
}

// TestTakeIsQuietOfTheWrittenOff: what somebody has written off is missed no more, by the
// backup and by what checks it.
func TestTakeIsQuietOfTheWrittenOff(t *testing.T) {
	d := filedDesk(t)
	d.must(os.RemoveAll(d.at("archive/" + bagOf(2))))
	if r := d.take(9); len(r.Lost) != 1 {
		t.Fatalf("%+v", r)
	}
	j, err := journal.Open(d.at("archive/journal"), time.Now())
	d.must(err)
	d.must(j.Append(journal.Event{Time: time.Now(), Type: journal.WrittenOff, Number: "介字〔2026〕2号", Reason: "水毁", By: "林知远"}))
	d.must(j.Close())
	r := d.take(9)
	missing, err := d.disk.Missing(d.state())
	d.must(err)
	if !r.Whole() || len(missing) > 0 || len(d.state().Lost) > 0 {
		t.Errorf("%+v, missing %q, %v", r, missing, d.state().Lost)
	}
}

// TestTakeKeepsTheJournal: what was cut from the journal, or altered, is told and kept.
func TestTakeKeepsTheJournal(t *testing.T) {
	for name, harm := range map[string]func(text string) string{
		"cut":     func(text string) string { return text[:strings.Index(text, "\n")+1] },
		"altered": func(text string) string { return strings.Replace(text, `"serial":1`, `"serial":7`, 1) + "{}\n" },
	} {
		t.Run(name, func(t *testing.T) {
			d := filedDesk(t)
			first := d.take(9)
			file := d.at("archive/journal/2026.jsonl")
			text, err := os.ReadFile(file)
			d.must(err)
			d.must(os.WriteFile(file, []byte(harm(string(text))), 0o600))
			r := d.take(9)
			kept := d.state().Files["archive/journal/2026.before-"+first.State]
			if r.Whole() || len(r.Unread) != 1 || kept.Size != int64(len(text)) {
				t.Errorf("%+v, kept %+v", r, kept)
			}
		})
	}
}

// TestStateOfVersion1 is read, and the next run writes the present version beside it.
func TestStateOfVersion1(t *testing.T) {
	text, err := os.ReadFile("testdata/version1.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.must(os.MkdirAll(d.disk.path(stateFolder), 0o700))
	d.must(os.WriteFile(d.disk.path(stateFolder, "20260511T013000.000Z"+stateEnding), text, 0o600))
	s := d.state()
	if len(s.Bags) != 2 || len(s.Files) != 1 || s.Files["gongwen.yaml"].Size != 11 || s.Taken.Year() != 2026 {
		t.Errorf("%+v", s)
	}
	missing, err := d.disk.Missing(s)
	d.must(err)
	if len(missing) > 0 || len(s.Lost)+len(s.Folders) > 0 {
		t.Errorf("missing %q, %+v", missing, s)
	}
	if r := d.take(9); r.Bags != 2 || !r.Whole() {
		t.Errorf("%+v", r)
	}
}

// TestTakeKeepsInboxes: the folders of the inboxes come back with their modes, empty
// ones too, and those of packets taken meanwhile do not.
func TestTakeKeepsInboxes(t *testing.T) {
	d := filedDesk(t)
	d.must(os.MkdirAll(d.at("inbox/区教育局/再来一次"), 0o750))
	d.must(os.Chmod(d.at("inbox/区教育局"), 0o770|os.ModeSetgid))
	d.take(9)
	back := filepath.Join(t.TempDir(), "back")
	d.must(d.layOut(back))
	for name, mode := range map[string]os.FileMode{"inbox/区教育局": 0o770 | os.ModeSetgid, "inbox/区教育局/再来一次": 0o750, "inbox/区财政局": 0o750} {
		info, err := os.Stat(filepath.Join(back, name))
		if err != nil || info.Mode()&(os.ModePerm|os.ModeSetgid) != mode {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	r := d.run()
	d.must(r.inboxes())
	d.must(os.Remove(d.at("inbox/区教育局/再来一次")))
	d.must(os.Remove(d.at("inbox/区教育局")))
	r.dropFolders()
	if _, there := r.state.Folders["inbox/区教育局/再来一次"]; there || len(r.state.Folders) != 3 {
		t.Errorf("%v", r.state.Folders)
	}
}
