package pipeline

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
)

// dataFolder makes a data folder with the sample roster, that takes files at
// once.
func dataFolder(t testing.TB, config string) workspace.Folder {
	t.Helper()
	dir := t.TempDir()
	put(t, filepath.Join(dir, workspace.ConfigName), []byte("settle: 0s\n"+config))
	put(t, filepath.Join(dir, "roster.yaml"), samples.Roster())
	return workspace.Folder(dir)
}

func put(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// at opens a data folder, does something with its pipeline and closes it again,
// as one run of the program would.
func at(t testing.TB, f workspace.Folder, do func(p *Pipeline)) []Event {
	t.Helper()
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	var events []Event
	p, err := New(o, func(e Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	do(p)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	return events
}

func once(t testing.TB, f workspace.Folder) []Event {
	t.Helper()
	return at(t, f, func(p *Pipeline) {
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

func sums(t testing.TB, f workspace.Folder) catalogue.Sums {
	t.Helper()
	o, err := workspace.View(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	s, err := o.Catalogue.Sums(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !s.Holds() {
		t.Errorf("the ledger does not balance: %+v", s)
	}
	return s
}

// letter is a form that is in order, by its errand told from others, with its
// attachment, in the inbox. Changes are pairs of old and new.
func letter(t testing.TB, f workspace.Folder, name, errand string, changes ...string) {
	t.Helper()
	changes = append(changes, "核对2026年度市级转移支付资金下达情况", errand)
	text := strings.NewReplacer(changes...).Replace(string(example(t, "letter")))
	put(t, filepath.Join(f.Inbox(), "区财政局", name, "介绍信.yaml"), []byte(text))
	put(t, filepath.Join(f.Inbox(), "区财政局", name, "区财政局介绍信.txt"), []byte("兹介绍沈望舒前往办理。"))
}

func example(t testing.TB, kind string) []byte {
	t.Helper()
	text, err := fs.ReadFile(templates.Builtin(samples.Office()), kind+"/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}
