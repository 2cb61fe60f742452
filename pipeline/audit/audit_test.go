package audit_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/sqlite"
	"gongwen/pipeline/audit"
	"gongwen/templates"
)

// verify gives each finding as its code and where it is.
func (o *office) verify() (found []string) {
	o.Helper()
	subject := audit.Subject{Archive: o.archive, Catalogue: o.catalogue, Index: o.index, AtWork: func(id string) bool { return !o.gone[id] }, AccessLog: o.accessLog()}
	if o.noCatalogue != nil {
		subject.Catalogue, subject.NoCatalogue = nil, o.noCatalogue
	}
	findings, err := audit.Verify(o.Context(), subject, nil)
	o.must(err)
	for _, f := range findings {
		if f.Message == "" || f.Advice == "" {
			o.Errorf("a finding that helps nobody: %+v", f)
		}
		found = append(found, strings.TrimSpace(fmt.Sprintf("%s %s", f.Code, cmp.Or(f.Path, f.Number))))
	}
	return found
}

func TestVerifyFinds(t *testing.T) {
	const (
		one  = "2026/letter/letter〔2026〕1号"
		two  = "2026/letter/letter〔2026〕2号"
		last = "2027/letter/letter〔2027〕1号"
	)
	shown := map[string]bool{}
	for _, tt := range []struct {
		name string
		harm func(o *office)
		want []string
	}{
		{"nothing", func(*office) {}, nil},
		{"a document changed", func(o *office) { o.overwrite(one+"/data/letter〔2026〕1号.pdf", "forged") },
			[]string{"file-changed " + one + "/data/letter〔2026〕1号.pdf"}},
		{"a form deleted", func(o *office) { o.must(os.Remove(o.at(one + "/data/表.yaml"))) },
			[]string{"file-missing " + one + "/data/表.yaml"}},
		{"a file put in", func(o *office) { o.must(os.WriteFile(o.at(one+"/data/补充.txt"), nil, 0o640)) },
			[]string{"file-extra " + one + "/data/补充.txt"}},
		{"record.json of nonsense", func(o *office) { o.overwrite(one+"/data/record.json", "{") },
			[]string{"bag-broken " + one, "file-changed " + one + "/data/record.json"}},
		{"a manifest of nonsense", func(o *office) { o.overwrite(one+"/manifest-sha256.txt", "?") },
			[]string{"bag-broken " + one + "/manifest-sha256.txt"}},
		{"a bag deleted", func(o *office) { o.must(os.RemoveAll(o.at(one))) }, []string{"bag-lost " + one}},
		{"a bag moved", func(o *office) { o.must(os.Rename(o.at(one), o.at("2026/leave/moved"))) },
			[]string{"bag-misplaced 2026/leave/moved", "bag-lost " + one}},
		{"a bag copied", func(o *office) {
			o.must(os.CopyFS(o.at("2026/letter/letter〔2026〕1号 - 副本"), os.DirFS(o.at(one))))
		},
			[]string{"number-twice 2026/letter/letter〔2026〕1号 - 副本"}},
		{"a forged bag, whole in itself", func(o *office) {
			r, err := o.archive.Read(one)
			o.must(err)
			o.must(os.RemoveAll(o.at(one)))
			r.Subject = "另一个题名"
			o.put(r)
		}, []string{"record-differs " + one, "seal-differs " + one}},
		{"a document changed with its manifests", func(o *office) {
			o.must(os.Rename(o.at(one), filepath.Join(o.dir, "kept")))
			r, err := o.archive.Read("2026/letter/letter〔2026〕3号")
			o.must(err)
			r.Number, r.Serial, r.Arrival, r.Submission = "letter〔2026〕1号", 1, "a001", "submission of a001"
			o.put(r)
			o.noCatalogue = errors.New("没有这个文件")
		}, []string{"catalogue-bad", "seal-differs " + one}},
		{"a bag nobody filed", func(o *office) {
			o.put(archive.Record{Number: "letter〔2027〕2号", Kind: "letter", Year: 2027, Serial: 2, Date: templates.NewDate(2027, 1, 1), Submission: "p", Arrival: "none"})
		}, []string{"bag-unlisted 2027/letter/letter〔2027〕2号", "journal-lacks letter〔2027〕2号"}},
		{"a bag about to be filed", func(o *office) {
			a := o.receive()
			_, err := o.catalogue.TakeNumber(o.Context(), catalogue.Number{Arrival: a.ID, Kind: "letter", Year: 2027, Submission: "p"})
			o.must(err)
			o.put(archive.Record{Number: "letter〔2027〕2号", Kind: "letter", Year: 2027, Serial: 2, Date: templates.NewDate(2027, 1, 1), Submission: "p", Arrival: a.ID})
		}, nil},
		{"a number not filed", func(o *office) {
			a := o.receive()
			_, err := o.catalogue.TakeNumber(o.Context(), catalogue.Number{Arrival: a.ID, Kind: "letter", Year: 2027, Submission: "p"})
			o.must(err)
			o.must(o.journal.Append(journal.Event{Time: morning, Type: journal.Returned, Arrival: a.ID}))
			o.must(o.catalogue.Return(o.Context(), a.ID, "", "不涉密", morning))
		}, []string{"series-gap 2027/letter"}},
		{"a bag lost and the catalogue rebuilt", func(o *office) {
			o.must(os.RemoveAll(o.at(one)))
			o.must(os.RemoveAll(o.at(two)))
			o.rebuild()
		}, []string{"bag-lost " + one, "bag-lost " + two}},
		{"a bag lost that the catalogue never knew", func(o *office) {
			r := o.put(archive.Record{Number: "letter〔2027〕2号", Kind: "letter", Year: 2027, Serial: 2, Date: templates.NewDate(2027, 1, 1), Submission: "p", Arrival: "none", Filed: morning})
			o.tell(r)
			o.must(os.RemoveAll(o.at("2027/letter/letter〔2027〕2号")))
		}, []string{"bag-lost 2027/letter/letter〔2027〕2号", "ledger-lacks letter〔2027〕2号"}},
		{"a bag and the catalogue lost", func(o *office) {
			o.must(os.RemoveAll(o.at(two)))
			o.noCatalogue = errors.New("没有这个文件")
		}, []string{"catalogue-bad", "bag-lost " + two}},
		{"a year behind a link", func(o *office) {
			o.must(os.Rename(o.at("2027"), filepath.Join(o.dir, "elsewhere")))
			o.must(os.Symlink(filepath.Join(o.dir, "elsewhere"), o.at("2027")))
		}, []string{"archive-stray 2027", "bag-lost " + last}},
		{"the archive not mounted", func(o *office) { o.must(os.Rename(o.at("."), filepath.Join(o.dir, "elsewhere"))) }, notMounted()},
		{"a bag lost and written off", func(o *office) {
			o.must(os.RemoveAll(o.at(two)))
			o.writeOff("letter〔2026〕2号")
		}, nil},
		{"a bag lost, written off and the catalogue rebuilt", func(o *office) {
			o.must(os.RemoveAll(o.at(two)))
			o.writeOff("letter〔2026〕2号")
			o.rebuild()
		}, nil},
		{"a write-off that the catalogue does not know", func(o *office) {
			o.must(os.RemoveAll(o.at(two)))
			o.must(o.journal.Append(journal.Event{Time: morning, Type: journal.WrittenOff, Number: "letter〔2026〕2号", Reason: "水毁", By: "林知远"}))
		}, []string{"ledger-lacks letter〔2026〕2号"}},
		{"a write-off that the journal does not know", func(o *office) {
			o.must(os.RemoveAll(o.at(two)))
			o.must(o.catalogue.WriteOff(o.Context(), "letter〔2026〕2号", &catalogue.WriteOff{At: morning, Reason: "水毁", By: "林知远"}))
			o.must(o.index.Follow(o.Context(), o.catalogue, noTexts, nil))
		}, []string{"bag-lost " + two, "journal-lacks letter〔2026〕2号"}},
		{"a bag written off and found", func(o *office) {
			o.must(os.Rename(o.at(two), filepath.Join(o.dir, "elsewhere")))
			o.writeOff("letter〔2026〕2号")
			o.must(os.Rename(filepath.Join(o.dir, "elsewhere"), o.at(two)))
		}, []string{"written-off-found " + two}},
		{"the journal changed", func(o *office) {
			text, err := os.ReadFile(o.at("journal/2026.jsonl"))
			o.must(err)
			o.overwrite("journal/2026.jsonl", strings.Replace(string(text), "缺审批意见", "无", 1))
		}, []string{"journal-broken journal/2026.jsonl"}},
		{"the access log changed", func(o *office) {
			o.must(os.MkdirAll(o.accessLog(), 0o750))
			log, err := journal.Open(o.accessLog(), morning)
			o.must(err)
			for _, who := range []string{"dangan", "caizheng"} {
				o.must(log.Append(journal.Event{Time: morning, Type: journal.Seen, Number: "letter〔2026〕1号", By: who}))
			}
			o.must(log.Close())
			file := filepath.Join(o.accessLog(), "2026.jsonl")
			text, err := os.ReadFile(file)
			o.must(err)
			o.must(os.WriteFile(file, []byte(strings.Replace(string(text), "dangan", "nobody", 1)), 0o640))
		}, []string{"trail-broken"}},
		{"the journal deleted", func(o *office) { o.must(os.RemoveAll(o.at("journal"))) },
			[]string{"journal-lacks leave〔2026〕1号", "journal-lacks " + two, "journal-lacks", "journal-lacks letter〔2026〕1号"}},
		{"events the ledger does not know", func(o *office) {
			o.must(o.journal.Append(journal.Event{Time: morning, Type: journal.Voided, Number: "letter〔2027〕1号"}))
			o.must(o.journal.Append(journal.Event{Time: morning, Type: journal.Returned, Arrival: "unknown"}))
		}, []string{"ledger-lacks", "ledger-lacks " + last}},
		{"the index deleted", func(o *office) { o.must(os.RemoveAll(filepath.Join(o.dir, "index"))) }, []string{"index-behind"}},
		{"the index behind", func(o *office) { o.file("letter", 2027) }, []string{"index-behind"}},
		{"the index of other records", func(o *office) {
			o.must(os.RemoveAll(filepath.Join(o.dir, "index")))
			seq, err := o.catalogue.LastChange(o.Context())
			o.must(err)
			o.must(o.index.Follow(o.Context(), strangers{o.catalogue.ID(), seq}, noTexts, nil))
		}, []string{"index-disagrees"}},
		{"a bag the disk does not give", func(o *office) {
			o.must(os.Remove(o.at(one + "/manifest-sha256.txt")))
			o.must(os.Symlink("manifest-sha256.txt", o.at(one+"/manifest-sha256.txt")))
		}, []string{"bag-unreadable " + one}},
		{"things that are no bags", func(o *office) {
			o.must(os.WriteFile(o.at("2026/letter/目录.xlsx"), nil, 0o640))
			o.must(os.MkdirAll(o.at("2026年的/letter"), 0o750))
		}, []string{"archive-stray 2026/letter/目录.xlsx", "archive-stray 2026年的"}},
		{"a form lost on its way", func(o *office) { o.gone = map[string]bool{o.receive().ID: true} }, []string{"arrival-lost"}},
		{"an end the ledger has changed", func(o *office) { o.sql(`UPDATE arrivals SET state = 'filed' WHERE state = 'returned'`) },
			[]string{"ledger-sums"}},
		{"a signature that was never given", func(o *office) {
			event := func(shown string) json.RawMessage {
				return json.RawMessage(`{"act":"opened","at":"2026-05-11T09:30:00+08:00","shown":"` + shown + `"}`)
			}
			o.must(o.journal.Append(journal.Event{Time: morning, Type: journal.Signing, Arrival: "a001", SignOff: event("one")}))
			o.must(o.catalogue.EnterSignOffs(o.Context(), "a001", 0, []json.RawMessage{event("another")}))
		}, []string{"signing-differs"}},
		{"no catalogue", func(o *office) {
			o.overwrite(one+"/data/表.yaml", "另一份")
			o.noCatalogue = errors.New("没有这个文件")
		}, []string{"catalogue-bad", "file-changed " + one + "/data/表.yaml"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t)
			tt.harm(o)
			if got := o.verify(); !slices.Equal(got, tt.want) {
				t.Errorf("\ngot  %q\nwant %q", got, tt.want)
			}
		})
		for _, finding := range tt.want {
			code, _, _ := strings.Cut(finding, " ")
			shown[code] = true
		}
	}
	for _, code := range codes(t, "finding.go") {
		if !shown[code] {
			t.Errorf("no damage above is found as %s", code)
		}
	}
}

// notMounted is what is found in the office whose archive is an empty folder.
func notMounted() (all []string) {
	for _, series := range []struct {
		name string
		n    int
	}{{"2026/leave/leave〔2026〕", 4}, {"2026/letter/letter〔2026〕", 6}, {"2027/letter/letter〔2027〕", 1}} {
		for i := range series.n {
			all = append(all, fmt.Sprintf("bag-lost %s%d号", series.name, i+1))
		}
	}
	return append(all, "journal-lacks 2026/letter/letter〔2026〕2号", "journal-lacks", "journal-lacks letter〔2026〕1号")
}

// strangers is a catalogue whose every change is a record nobody filed.
type strangers struct {
	id  string
	seq int64
}

func (s strangers) ID() string { return s.id }

func (s strangers) Record(context.Context, string) (catalogue.Entry, error) {
	return catalogue.Entry{}, catalogue.ErrUnknown
}

func (s strangers) Changes(_ context.Context, after int64, _ int) (changes []catalogue.Change, err error) {
	if after < s.seq {
		changes = append(changes, catalogue.Change{Seq: s.seq, Entry: catalogue.Entry{Record: archive.Record{Number: "别处的"}}})
	}
	return changes, nil
}

// codes are the findings there can be, as a file declares them.
func codes(t *testing.T, file string) (all []string) {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(source, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == "Code" {
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, code)
		}
		return true
	})
	if len(all) == 0 {
		t.Fatal("no codes found")
	}
	return all
}

// TestCodeIsExplained wants a row for every code in the page for archivists,
// and no other.
func TestCodeIsExplained(t *testing.T) {
	page, err := os.ReadFile("../../archive/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var explained []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		explained = append(explained, row[1])
	}
	if want := append(codes(t, "finding.go"), codes(t, "checkpoints.go")...); !slices.Equal(explained, want) {
		t.Errorf("archive/README.md explains\n%q\nwant\n%q", explained, want)
	}
}

func TestVerifyDamagedCatalogue(t *testing.T) {
	o := newOffice(t)
	for range 40 { // enough pages
		o.file("leave", 2026)
	}
	o.must(o.catalogue.Close())
	db, err := sqlite.Open(o.cataloguePath(), 1, 1<<20)
	o.must(err)
	var page int64 // of the records, from 1
	o.must(db.QueryRow(`SELECT rootpage FROM sqlite_master WHERE name = 'records'`).Scan(&page))
	o.must(db.Close())
	f, err := os.OpenFile(o.cataloguePath(), os.O_RDWR, 0)
	o.must(err)
	_, err = f.WriteAt(slices.Repeat([]byte{0xA5}, 512), (page-1)*4096)
	o.must(err)
	o.must(f.Close())
	o.catalogue, err = catalogue.Open(o.cataloguePath())
	o.must(err)
	o.overwrite("2026/letter/letter〔2026〕1号/data/表.yaml", "另一份")
	got := o.verify()
	want := []string{"catalogue-bad", "file-changed 2026/letter/letter〔2026〕1号/data/表.yaml"}
	if !slices.Equal(got, want) {
		t.Errorf("\ngot  %q\nwant %q", got, want)
	}
	o.rebuild()
	if got := o.verify(); !slices.Equal(got, want[1:]) {
		t.Errorf("after the rebuild: %q", got)
	}
}
