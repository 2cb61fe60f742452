package inbox

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
	"time"
)

var start = time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)

func paths(look Look) []string {
	var names []string
	for _, f := range look.Settled {
		names = append(names, f.Path)
	}
	return names
}

func newScanner(settle time.Duration) *Scanner {
	return NewScanner(func(string) time.Duration { return settle }, nil, func() {})
}

// opened is an inbox in memory.
func opened(inbox folders) func() (Root, error) {
	return func() (Root, error) { return memory{inbox}, nil }
}

type memory struct{ folders }

type folders interface {
	fs.StatFS
	fs.ReadDirFS
}

func (memory) Close() error { return nil }

func every(string) bool { return true }

// TestScanLeavesAUnitThatIsNotDueAsItWas: it is not read, and its files are still
// there.
func TestScanLeavesAUnitThatIsNotDueAsItWas(t *testing.T) {
	s := newScanner(0)
	inbox := fstest.MapFS{"财/信.yaml": {}, "民/信.yaml": {}}
	s.Scan(opened(inbox), start, every)
	inbox["财/二.yaml"], inbox["民/二.yaml"], inbox["水/一.yaml"] = &fstest.MapFile{}, &fstest.MapFile{}, &fstest.MapFile{}
	look := s.Scan(opened(inbox), start, func(unit string) bool { return unit == "财" })
	if got := paths(look); !slices.Equal(got, []string{"民/信.yaml", "水/一.yaml", "财/二.yaml", "财/信.yaml"}) {
		t.Errorf("settled %v", got)
	}
	delete(inbox, "民/信.yaml")
	delete(inbox, "民/二.yaml")
	if got := paths(s.Scan(opened(inbox), start, func(string) bool { return false })); slices.Contains(got, "民/信.yaml") {
		t.Errorf("a unit whose folder is gone still has files: %v", got)
	}
}

func TestFileIsHandedOnOnlyWhenItLiesStill(t *testing.T) {
	s := newScanner(2 * time.Second)
	inbox := fstest.MapFS{"财政局/信.yaml": {Data: []byte("a"), ModTime: start}}

	steps := []struct {
		name      string
		after     time.Duration
		change    func()
		settled   []string
		unsettled bool
	}{
		{"first seen", 0, nil, nil, true},
		{"too soon", time.Second, nil, nil, true},
		{"grew", 2 * time.Second, func() { inbox["财政局/信.yaml"].Data = []byte("ab") }, nil, true},
		{"touched", 3 * time.Second, func() { inbox["财政局/信.yaml"].ModTime = start.Add(3 * time.Second) }, nil, true},
		{"still", 5 * time.Second, nil, []string{"财政局/信.yaml"}, false},
		{"new beside it", 6 * time.Second, func() { inbox["财政局/附件.pdf"] = &fstest.MapFile{} }, []string{"财政局/信.yaml"}, true},
		{"gone", 9 * time.Second, func() { delete(inbox, "财政局/信.yaml") }, []string{"财政局/附件.pdf"}, false},
		{"dropped again", 10 * time.Second, func() { inbox["财政局/信.yaml"] = &fstest.MapFile{Data: []byte("ab"), ModTime: start} }, []string{"财政局/附件.pdf"}, true},
	}
	for _, step := range steps {
		if step.change != nil {
			step.change()
		}
		look := s.Scan(opened(inbox), start.Add(step.after), every)
		if got := paths(look); !slices.Equal(got, step.settled) || look.Unstable["财政局"] != step.unsettled {
			t.Errorf("%s: settled %v, unstable %v; want %v, %v", step.name, got, look.Unstable, step.settled, step.unsettled)
		}
	}
}

func TestScanIgnoresWhatProgramsLeave(t *testing.T) {
	s := newScanner(0)
	look := s.Scan(opened(fstest.MapFS{
		"财政局/信.yaml":           {},
		"财政局/~$信.xlsx":         {},
		"财政局/.~信.xlsx":         {},
		"财政局/信.yaml.part":      {},
		"财政局/Thumbs.db":        {},
		"财政局/@eaDir/信.yaml":    {},
		"财政局/链接.yaml":          {Mode: fs.ModeSymlink},
		"财政局/含附件/信.json":       {},
		"__MACOSX/财政局/信.yaml":  {},
		"财政局/.DS_Store":        {},
		"直接放的.yaml":            {},
		"财政局/a/b/c/d/信.yaml":   {},
		"财政局/Backup.TMP":       {},
		"财政局/a/b/c/d/._信.yaml": {},
	}), start, every)
	want := []string{"直接放的.yaml", "财政局/a/b/c/d/信.yaml", "财政局/信.yaml", "财政局/含附件/信.json", "财政局/链接.yaml"}
	got := paths(look)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("handed on %v, want %v", got, want)
	}
	for _, f := range look.Settled {
		if f.Irregular != (f.Name() == "链接.yaml") {
			t.Errorf("%s: irregular %v", f.Path, f.Irregular)
		}
		if want := map[bool]string{true: "", false: "财政局"}[f.Name() == "直接放的.yaml"]; f.Unit() != want {
			t.Errorf("%s: unit %q, want %q", f.Path, f.Unit(), want)
		}
	}
}

func TestScanReportsFoldersTooDeepAndEntersNone(t *testing.T) {
	deep := "a/b/c/d/e/f/g/h/i/j/k/l/m/n/信.yaml"
	look := newScanner(0).Scan(opened(fstest.MapFS{deep: {}, "信.yaml": {}}), start, every)
	if got := paths(look); !slices.Equal(got, []string{"信.yaml"}) || len(look.Errs) != 1 {
		t.Errorf("settled %v, errors %v", got, look.Errs)
	}
}
