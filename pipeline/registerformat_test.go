package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/templates"
)

// TestRegistersOfAnOlderFormat: registers that an earlier version of the program wrote are
// written anew without anybody asking, once, and that is said in one line.
func TestRegistersOfAnOlderFormat(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	put(t, filepath.Join(f.Inbox(), "区财政局", "甲项", "区财政局介绍信.txt"), []byte("介绍信"))
	put(t, filepath.Join(f.Inbox(), "区财政局", "甲项", "介绍信.yaml"), example(t, "letter"))
	register := filepath.Join(f.Registers(), "2026", "介绍信台账.xlsx")
	rewritten := func() (said int) {
		t.Helper()
		for _, e := range at(t, f, func(p *Pipeline) {
			if err := p.Once(t.Context()); err != nil {
				t.Fatal(err)
			}
		}) {
			if e.Type == RegistersEvent && strings.Contains(e.Reason, "1 份") {
				said++
			}
		}
		return said
	}
	if said := rewritten(); said != 0 {
		t.Errorf("new ones: told %d times", said)
	}
	old := []byte("as an earlier version wrote it")
	at(t, f, func(p *Pipeline) {
		if err := p.workspace.Catalogue.SetCheckpoint(t.Context(), formatFollower, 1); err != nil {
			t.Fatal(err)
		}
	})
	for run, want := range []int{1, 0} {
		if err := os.WriteFile(register, old, 0o644); err != nil {
			t.Fatal(err)
		}
		if said := rewritten(); said != want {
			t.Errorf("run %d: told %d times, want %d", run+1, said, want)
		}
		now, err := os.ReadFile(register)
		if err != nil {
			t.Fatal(err)
		}
		if anew := string(now) != string(old); anew != (want == 1) {
			t.Errorf("run %d: written anew %v", run+1, anew)
		}
	}
}

// TestRegistersThatListedSecrets: those that an earlier version wrote with what has a degree
// of secrecy are written anew without it, also such as have nothing else, and the views; one
// line tells how many records are in them no more.
func TestRegistersThatListedSecrets(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	put(t, filepath.Join(f.Inbox(), "区财政局", "甲项", "区财政局介绍信.txt"), []byte("介绍信"))
	put(t, filepath.Join(f.Inbox(), "区财政局", "甲项", "介绍信.yaml"), example(t, "letter"))
	once := func() (said []string) {
		t.Helper()
		for _, e := range at(t, f, func(p *Pipeline) {
			if err := p.Once(t.Context()); err != nil {
				t.Fatal(err)
			}
		}) {
			if e.Type == RegistersEvent {
				said = append(said, e.Reason)
			}
		}
		return said
	}
	once()
	number := "龙政购字〔2026〕1号"
	at(t, f, func(p *Pipeline) {
		r := archive.Record{Version: archive.RecordVersion, Number: number, Kind: "procurement", Year: 2026, Serial: 1, Date: templates.NewDate(2026, 3, 5), Unit: "区财政局", Secrecy: "机密",
			Arrival: "a", Submission: "s", Values: templates.Values{"issue_date": templates.NewDate(2026, 3, 5)}}
		if err := p.workspace.Catalogue.Restore(t.Context(), []archive.Record{r}); err != nil {
			t.Fatal(err)
		}
	})
	once()
	old := []string{"2026/政府采购台账.xlsx", "综合/政府采购执行台账.xlsx"}
	for _, name := range old {
		put(t, filepath.Join(f.Registers(), name), []byte("what an earlier version wrote of "+number))
	}
	at(t, f, func(p *Pipeline) {
		for _, follower := range []string{formatFollower, viewFormatFollower} {
			if err := p.workspace.Catalogue.SetCheckpoint(t.Context(), follower, withoutSecrets-1); err != nil {
				t.Fatal(err)
			}
		}
	})
	if said := once(); len(said) != 1 || !strings.Contains(said[0], "有密级的 1 件不再列入") {
		t.Errorf("said %q", said)
	}
	for _, name := range old {
		text, err := os.ReadFile(filepath.Join(f.Registers(), name))
		if err != nil || !strings.HasPrefix(string(text), "PK") {
			t.Errorf("%s is %.40q, %v", name, text, err)
		}
	}
	if said := once(); len(said) != 0 {
		t.Errorf("said again %q", said)
	}
}
