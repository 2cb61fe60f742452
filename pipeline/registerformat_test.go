package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
