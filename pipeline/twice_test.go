package pipeline

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/texts"
	"gongwen/index"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/form"
	"gongwen/pipeline/workspace"
)

// TestJudgeFindsTheSameInAnotherFileADuplicate: typed again, in another format, under
// another name, with other spaces.
func TestJudgeFindsTheSameInAnotherFileADuplicate(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	letter(t, f, "一", "查阅城建档案")
	once(t, f)
	text, err := os.ReadFile(filepath.Join(f.Archive(), "2026", "letter", "龙政办介字〔2026〕1号", "data", "介绍信.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	variants := map[string]string{
		"a comment":   string(text) + "# 重发\n",
		"other order": strings.Join(append(slices.Clone(lines[1:2]), append([]string{lines[0]}, lines[2:]...)...), "\n"),
		"a space":     strings.Replace(string(text), "查阅城建档案", "查阅 城建档案", 1),
		"a width":     strings.Replace(string(text), "0459-6240118", "０４５９-6240118", 1),
	}
	for name, variant := range variants {
		t.Run(name, func(t *testing.T) {
			if variant == string(text) {
				t.Fatal("not another file")
			}
			put(t, filepath.Join(f.Inbox(), "区财政局", "又一", "重发.yml"), []byte(variant))
			put(t, filepath.Join(f.Inbox(), "区财政局", "又一", "区财政局介绍信.txt"), []byte("兹介绍沈望舒前往办理。"))
			events := once(t, f)
			if len(events) != 1 || events[0].Type != "duplicate" || events[0].Number != "龙政办介字〔2026〕1号" {
				t.Errorf("events %+v", events)
			}
		})
	}
	letter(t, f, "另一", "查阅土地档案")
	if events := once(t, f); len(events) != 1 || events[0].Type != "filed" {
		t.Errorf("another letter: %+v", events)
	}
}

// TestSecondOfTheSameAtOnceIsADuplicate drops one letter ten times at once, each a
// little other in its bytes.
func TestSecondOfTheSameAtOnceIsADuplicate(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	for i := range 10 {
		letter(t, f, fmt.Sprint("信", i), "查阅城建档案 "+strings.Repeat(" ", i))
	}
	once(t, f)
	if s := sums(t, f); s.Filed != 1 || s.Duplicate != 9 {
		t.Errorf("sums %+v", s)
	}
}

// TestJudgeAcceptsOneOfTwoThatExcludeEachOther drops letters of one bearer on one
// errand, all to be valid at once (article 81(4)), all at once: whichever is
// first, the others go back and name it.
func TestJudgeAcceptsOneOfTwoThatExcludeEachOther(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	for i := range 8 {
		letter(t, f, fmt.Sprint("信", i), fmt.Sprintf("查阅城建档案\n收信单位: 第%d档案馆", i), "收信单位: 市财政局\n", "")
	}
	events := once(t, f)
	filed := slices.IndexFunc(events, func(e Event) bool { return e.Type == "filed" })
	if s := sums(t, f); s.Filed != 1 || s.Returned != 7 || filed < 0 {
		t.Fatalf("sums %+v\n%+v", s, events)
	}
	for _, e := range events {
		if e.Type == "returned" && !slices.ContainsFunc(e.Findings, func(f form.Finding) bool { return strings.Contains(f.Message, events[filed].Number) }) {
			t.Errorf("%s does not name %s: %+v", e.File, events[filed].Number, e.Findings)
		}
	}
}

// taken brings one letter to the point at which it has its number and nothing
// more, and returns its number.
func taken(t *testing.T, f workspace.Folder) (number catalogue.Number) {
	t.Helper()
	at(t, f, func(p *Pipeline) {
		look, err := p.inbox.Settle(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		j := upTo(t, p, begun(t, p, firstTask(p, look)), Fetched)
		number, err = p.workspace.Catalogue.TakeNumber(t.Context(), catalogue.Number{
			Arrival: j.arrival.Key, Kind: "letter", Year: 2026, Submission: j.submission.Hash, Content: "c", Verdict: `{"rulebook":"当时的规则"}`})
		if err != nil {
			t.Fatal(err)
		}
	})
	return number
}

// TestLocateNumberedIsNotJudgedAgain: the rules change between a crash and the
// next start.
func TestLocateNumberedIsNotJudgedAgain(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	letter(t, f, "信", "待定") // which the rules do not allow
	taken(t, f)
	once(t, f)
	checkArchive(t, f, 1)
	o, err := workspace.View(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	entry, err := o.Catalogue.Record(t.Context(), "龙政办介字〔2026〕1号")
	if err != nil || entry.Rulebook != "当时的规则" {
		t.Errorf("rulebook %q, %v", entry.Rulebook, err)
	}
}

// TestNumberThatWasLostIsNotGivenAgain loses the newest bag and the catalogue.
func TestNumberThatWasLostIsNotGivenAgain(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	letter(t, f, "一", "查阅城建档案")
	once(t, f)
	letter(t, f, "二", "查阅土地档案")
	once(t, f)
	lost := filepath.Join(f.Archive(), "2026", "letter", "龙政办介字〔2026〕2号")
	document, err := os.ReadFile(filepath.Join(f.Issued(), "区财政局", "龙政办介字〔2026〕2号.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(lost); err != nil {
		t.Fatal(err)
	}
	if err := catalogue.Remove(f.Catalogue()); err != nil {
		t.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err == nil {
		o.Close()
		t.Fatal("it went on without its catalogue")
	}
	rebuild(t, f)
	letter(t, f, "三", "查阅房产档案")
	if events := once(t, f); len(events) != 1 || events[0].Number != "龙政办介字〔2026〕3号" {
		t.Errorf("events %+v", events)
	}
	// The office still has the form, hands it in again, and the gap is closed.
	letter(t, f, "又二", "查阅土地档案")
	if events := once(t, f); len(events) != 1 || events[0].Type != "filed" || events[0].Number != "龙政办介字〔2026〕2号" {
		t.Errorf("events %+v", events)
	}
	again, err := os.ReadFile(filepath.Join(lost, "data", "龙政办介字〔2026〕2号.pdf"))
	if err != nil || !bytes.Equal(again, document) {
		t.Error("the document is not the same as before", err)
	}
	for range 2 { // also by what is made of the journal
		findings, err := audit.VerifyFolder(t.Context(), f, "", time.Minute, nil)
		if s := sums(t, f); err != nil || len(findings) > 0 || s.Filed != 3 || s.Duplicate != 1 || s.Received != 4 {
			t.Errorf("%+v, %+v, %v", s, findings, err)
		}
		rebuild(t, f)
	}
}

func rebuild(t *testing.T, f workspace.Folder) {
	t.Helper()
	unlock, err := f.Lock()
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	a, err := archive.Open(f.Archive())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Rebuild(t.Context(), a, f.Catalogue(), index.At(f.Index(), nil), (*texts.Store)(nil), audit.Progress{}); err != nil {
		t.Fatal(err)
	}
}

// TestRecordLetsTheJournalKnowEveryOne with its seal.
func TestRecordLetsTheJournalKnowEveryOne(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	for i := range 5 {
		letter(t, f, fmt.Sprint("信", i), fmt.Sprintf("查阅%d号档案", i))
	}
	once(t, f)
	a, err := archive.Open(f.Archive())
	if err != nil {
		t.Fatal(err)
	}
	sealed := map[string]string{}
	for e, err := range journal.All(a.JournalDir()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Type == journal.Filed {
			sealed[e.Number] = e.Seal
		}
	}
	folders, err := a.Folders()
	if err != nil || len(folders) != 5 || len(sealed) != 5 {
		t.Fatalf("%d bags, %d in the journal, %v", len(folders), len(sealed), err)
	}
	for _, folder := range folders {
		r, err := a.Read(folder)
		if err != nil {
			t.Fatal(err)
		}
		if seal, err := a.Seal(folder); err != nil || seal != sealed[r.Number] {
			t.Errorf("%s: seal %s, in the journal %s, %v", folder, seal, sealed[r.Number], err)
		}
	}
}
