package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/cleaning"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/ours"
	"gongwen/pipeline/workspace"
)

// cleanedIn clears a data folder as so many days from now.
func cleanedIn(t *testing.T, f workspace.Folder, days int, dry bool) cleaning.Report {
	t.Helper()
	open := workspace.Open
	if dry {
		open = workspace.View
	}
	o, err := open(f)
	if err != nil {
		t.Fatal(err)
	}
	c := cleaning.Cleaner{Workspace: o, Now: func() time.Time { return time.Now().AddDate(0, 0, days) }, Dry: dry}
	report, err := c.Run(t.Context())
	if err := errors.Join(err, o.Close()); err != nil {
		t.Fatal(err)
	}
	return report
}

// cleared are the lines of the journal that tell of it.
func cleared(t *testing.T, f workspace.Folder) (all []journal.Event) {
	t.Helper()
	for e, err := range journal.All(filepath.Join(f.Archive(), "journal")) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Type == journal.Cleared {
			all = append(all, e)
		}
	}
	return all
}

// TestCleanTakesOnlyWhatLiesAsItWasPut into issued/ and returned/, when it has lain there
// long enough, tells of it in the journal, and leaves all else, named.
func TestCleanTakesOnlyWhatLiesAsItWasPut(t *testing.T) {
	f := dataFolder(t, "clean: {issued: 40, returned: 30}\n")
	letter(t, f, "一", "核对甲事")
	letter(t, f, "二", "核对乙事")
	letter(t, f, "三", "核对丙事")
	for _, name := range []string{"原样", "添了", "改了", "取走", "通知改了", "不见了通知"} {
		letter(t, f, name, "核对"+name, "0459-6240118", "不是电话")
	}
	events := once(t, f)
	unit := filepath.Join(f.Returned(), "区财政局")
	packet := map[string]string{}
	issued := []string{}
	for _, e := range events {
		switch e.Type {
		case "returned":
			packet[filepath.Base(filepath.Dir(e.File))] = filepath.Join(string(f), e.Path)
		case "filed":
			issued = append(issued, e.Path)
		}
	}
	if len(packet) != 6 || len(issued) != 3 {
		t.Fatalf("%d returned, %d filed: %+v", len(packet), len(issued), events)
	}
	change := func(file, text string) {
		t.Helper()
		if err := os.Chmod(file, 0o640); err != nil {
			t.Fatal(err)
		}
		put(t, file, []byte(text))
	}
	put(t, filepath.Join(packet["添了"], "说明.txt"), []byte("请看"))
	change(filepath.Join(packet["改了"], "介绍信.yaml"), "改过的")
	for _, own := range []string{"介绍信.yaml", "区财政局介绍信.txt"} {
		if err := os.Remove(filepath.Join(packet["取走"], own)); err != nil {
			t.Fatal(err)
		}
	}
	notice, err := os.ReadFile(filepath.Join(packet["通知改了"], ours.NoticeText))
	if err != nil {
		t.Fatal(err)
	}
	change(filepath.Join(packet["通知改了"], ours.NoticeText), string(notice)+"电话问过了\r\n")
	if err := os.Remove(filepath.Join(packet["不见了通知"], ours.NoticeText)); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(unit, "自己的.txt"), []byte("自己的"))
	change(filepath.Join(string(f), issued[1]), "画过的")
	put(t, filepath.Join(f.Issued(), "区财政局", "自己的.pdf"), []byte("自己的"))
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	void := strings.TrimSuffix(filepath.Base(issued[2]), ".pdf")
	if _, err := Void(t.Context(), o, void, "重复"); err != nil {
		t.Fatal(err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}

	if r := cleanedIn(t, f, 29, false); len(r.Issued.Paths)+len(r.Returned.Paths)+len(r.Left) != 0 {
		t.Errorf("too early: %+v", r)
	}
	if r := cleanedIn(t, f, 35, true); len(r.Issued.Paths) != 0 || len(r.Returned.Paths) != 2 {
		t.Errorf("after 35 days: %+v", r)
	}
	if r := cleanedIn(t, f, 4000, false); len(r.Issued.Paths)+len(r.Returned.Paths) != 0 || len(r.Left) != 1 || !strings.Contains(r.Left[0].Why, "日期") {
		t.Errorf("a clock that is far ahead: %+v", r)
	}
	would := cleanedIn(t, f, 41, true)
	if len(cleared(t, f)) != 0 {
		t.Fatal("a dry run wrote into the journal")
	}
	did := cleanedIn(t, f, 41, false)
	if !slices.Equal(would.Issued.Paths, did.Issued.Paths) || !slices.Equal(would.Returned.Paths, did.Returned.Paths) || !slices.Equal(would.Left, did.Left) {
		t.Errorf("would be\n%+v\nwas\n%+v", would, did)
	}
	below := func(path string) string {
		rel, err := filepath.Rel(string(f), path)
		if err != nil {
			t.Fatal(err)
		}
		return rel
	}
	if want := issued[:1]; !slices.Equal(did.Issued.Paths, want) || did.Issued.Stamped != 1 {
		t.Errorf("of issued/ went %v (%d stamped), want %v", did.Issued.Paths, did.Issued.Stamped, want)
	}
	gone := []string{below(packet["原样"]), below(packet["取走"])}
	if slices.Sort(gone); !slices.Equal(slices.Sorted(slices.Values(did.Returned.Paths)), gone) {
		t.Errorf("of returned/ went %v, want %v", did.Returned.Paths, gone)
	}
	for _, path := range append(gone, did.Issued.Paths...) {
		if _, err := os.Lstat(filepath.Join(string(f), path)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", path, err)
		}
	}
	want := map[string]string{
		issued[1]: "改动过", "issued/区财政局/自己的.pdf": "不是程序放", "returned/区财政局/自己的.txt": "不是程序放",
		below(packet["添了"]): "与退回时不同", below(packet["改了"]): "与退回时不同",
		below(packet["通知改了"]): "退件通知被改动过", below(packet["不见了通知"]): "没有退件通知",
	}
	for _, left := range did.Left {
		if !strings.Contains(left.Why, want[left.Path]) || want[left.Path] == "" {
			t.Errorf("%s: %s, want %q", left.Path, left.Why, want[left.Path])
		}
		if _, err := os.Lstat(filepath.Join(string(f), left.Path)); err != nil {
			t.Errorf("it stays, and is not there: %v", err)
		}
	}
	if len(did.Left) != len(want) {
		t.Errorf("%d are left, want %d", len(did.Left), len(want))
	}

	lines := cleared(t, f)
	if len(lines) != 3 {
		t.Fatalf("the journal tells of %d", len(lines))
	}
	for _, e := range lines {
		switch {
		case len(e.Numbers) > 0:
			if e.Path != "issued/区财政局" || len(e.Numbers) != 1 {
				t.Errorf("%+v", e)
			}
		case e.Path == below(packet["原样"]):
			names := []string{}
			for _, file := range e.Files {
				names = append(names, file.Name)
			}
			if !slices.Contains(names, "介绍信.yaml") || !slices.Contains(names, "区财政局介绍信.txt") || e.Submission == "" || e.Arrival == "" {
				t.Errorf("%+v", e)
			}
		}
	}
	if again := cleanedIn(t, f, 41, false); len(again.Issued.Paths)+len(again.Returned.Paths) != 0 || len(again.Left) != len(want) {
		t.Errorf("again: %+v", again)
	}
	sums(t, f)
	findings, err := audit.VerifyFolder(t.Context(), f, f.Reading(), time.Minute, nil)
	if err != nil || len(findings) > 0 {
		t.Errorf("verify: %v, %v", findings, err)
	}
}

// TestCleanGoesOnBesideADeadFolder: that of one unit that does not answer keeps no other from
// being cleared, and is named.
func TestCleanGoesOnBesideADeadFolder(t *testing.T) {
	f := dataFolder(t, "clean: {issued: 40, returned: 30}\n")
	letter(t, f, "一", "核对甲事")
	letter(t, f, "二", "核对乙事", "0459-6240118", "不是电话")
	once(t, f)
	for _, dir := range []string{f.Issued(), f.Returned()} {
		if err := os.MkdirAll(filepath.Join(dir, "区教育局"), 0o750); err != nil { // listed before 区财政局
			t.Fatal(err)
		}
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	c := cleaning.Cleaner{Workspace: o, Now: func() time.Time { return time.Now().AddDate(0, 0, 41) }, Ask: func(place, _ string, step func() error) error {
		if strings.HasSuffix(place, "区教育局") {
			return &deadline.NoAnswer{Place: place}
		}
		return step()
	}}
	report, err := c.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "issued/区教育局 没有回应") || !strings.Contains(err.Error(), "returned/区教育局 没有回应") {
		t.Errorf("told %v", err)
	}
	if len(report.Issued.Paths) != 1 || len(report.Returned.Paths) != 1 {
		t.Errorf("%+v", report)
	}
}

// TestCleanTakesUpWhatWasCutShort: what was moved aside and not yet told of is put back,
// what was told of goes, also where nothing is cleared any more.
func TestCleanTakesUpWhatWasCutShort(t *testing.T) {
	f := dataFolder(t, "")
	letter(t, f, "一", "核对甲事", "0459-6240118", "不是电话")
	events := once(t, f)
	aside := filepath.Join(f.Spool(), ".cleaning", "ABC")
	place := filepath.Join(string(f), events[0].Path)
	before := tree(t, place)
	if err := os.MkdirAll(filepath.Join(aside, events[0].Path), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"介绍信.yaml", ours.NoticeText} { // some, and not all
		if err := os.Rename(filepath.Join(place, name), filepath.Join(aside, events[0].Path, name)); err != nil {
			t.Fatal(err)
		}
	}
	told := filepath.Join(f.Spool(), ".cleaning", "gone-DEF", "issued", "区财政局")
	put(t, filepath.Join(told, "1号.pdf"), []byte("%PDF"))
	once(t, f)
	if after := tree(t, place); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	left, err := os.ReadDir(filepath.Join(f.Spool(), ".cleaning"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
	if _, err := os.Lstat(filepath.Join(f.Issued(), "区财政局", "1号.pdf")); !errors.Is(err, os.ErrNotExist) {
		t.Error("what had gone came back")
	}
}

// tree is what lies in a folder: names, modes and contents.
func tree(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(e.Name() + " " + info.Mode().String() + " " + string(content[:min(40, len(content))]) + "\n")
	}
	return b.String()
}
