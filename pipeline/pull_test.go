package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/pulls"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// onceAt is a run at a time of the office's.
func onceAt(t *testing.T, f workspace.Folder, now string) []Event {
	t.Helper()
	return at(t, f, func(p *Pipeline) {
		p.now = clock(t, now)
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

func clock(t *testing.T, now string) func() time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", now, time.Local)
	if err != nil {
		t.Fatal(err)
	}
	return func() time.Time { return at }
}

// contents are the files in a folder and below, by their names.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		all[name] = string(text)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

func namesOf(files map[string]string) (names []string) {
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// TestPulls: of a month there is a folder once it has passed and the days for late filings
// are over; it stays as it is whatever becomes of its records, and is made again when
// somebody took it away.
func TestPulls(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "pulls:\n  - {name: 介绍信月报, every: month, kinds: [介绍信], formats: [xlsx, csv], after: 3}\n")
	dir := filepath.Join(f.Registers(), "定期", "介绍信月报")
	letter(t, f, "信", "查阅城建档案")
	for _, early := range []string{"2026-05-31 23:59", "2026-06-03 23:59"} {
		onceAt(t, f, early)
		if made := contents(t, dir); len(made) != 0 {
			t.Fatalf("%s: %q", early, namesOf(made))
		}
	}
	if events := onceAt(t, f, "2026-06-04 00:00"); len(events) != 1 || events[0].Type != PullEvent || events[0].Path != "registers/定期/介绍信月报/2026-05" {
		t.Errorf("events %+v", events)
	}
	made := contents(t, dir)
	want := []string{"2026-05/SHA256SUMS", "2026-05/介绍信台账（2026年5月）.csv", "2026-05/介绍信台账（2026年5月）.xlsx", "2026-05/清单.json", "2026-05/说明.txt"}
	if got := namesOf(made); !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	if text := made["2026-05/介绍信台账（2026年5月）.csv"]; !strings.Contains(text, "查阅城建档案") {
		t.Errorf("the register has %q", text)
	}
	if text := made["2026-05/说明.txt"]; !strings.Contains(text, "1件") || !strings.Contains(text, "不再改动") {
		t.Errorf("it says\n%s", text)
	}

	number := theOnly(t, f)
	if _, err := voidNow(t, f, number); err != nil {
		t.Fatal(err)
	}
	for _, later := range []string{"2026-06-20 08:00", "2026-05-20 08:00", "2026-06-05 08:00"} { // also when the clock is set back
		onceAt(t, f, later)
		now := contents(t, dir)
		for name, text := range made {
			if now[name] != text {
				t.Errorf("%s: %s is not what it was", later, name)
			}
		}
		if len(now) != len(made) {
			t.Errorf("%s: %q", later, namesOf(now))
		}
	}

	// Half of one that was being made when the power failed is nowhere.
	if err := os.RemoveAll(filepath.Join(dir, "2026-05")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(f.Pulls(), "介绍信月报", "2026-05", "半份.xlsx"), []byte("half"))
	onceAt(t, f, "2026-06-20 08:00")
	again := contents(t, dir)
	if got, want := namesOf(again), append(slices.Clone(want), "2026-05/不再使用的公文/"+number+"（已作废）.pdf"); len(got) != len(want) || again[want[len(want)-1]] == "" {
		t.Errorf("made again: %q, want %q", got, want)
	}
	var list pulls.Manifest
	if err := json.Unmarshal([]byte(again["2026-05/清单.json"]), &list); err != nil || list.Files[0].Records != 1 || list.Files[0].Struck != 1 {
		t.Errorf("the list has %+v, %v", list, err)
	}
	if left := contents(t, f.Pulls()); len(left) > 1 { // the lock
		t.Errorf("left: %q", namesOf(left))
	}
}

// theOnly is the number of the only record.
func theOnly(t *testing.T, f workspace.Folder) (number string) {
	t.Helper()
	o, err := workspace.View(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	folders, err := o.Archive.Folders()
	if err != nil || len(folders) != 1 {
		t.Fatalf("%q, %v", folders, err)
	}
	r, err := o.Archive.Read(folders[0])
	if err != nil {
		t.Fatal(err)
	}
	return r.Number
}

func voidNow(t *testing.T, f workspace.Folder, number string) (string, error) {
	t.Helper()
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	return Void(t.Context(), o, number, "填错单位")
}

// TestPullsAreFiledOnce: a pull that is to be filed is one record, over any number of runs,
// a kill after it was handed in, and its folder taken away; its attachments are the files
// of the folder.
func TestPullsAreFiledOnce(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "pulls:\n  - {name: 月报, every: month, file: true}\n")
	dir := filepath.Join(f.Registers(), "定期", "月报", "2026-05")
	letter(t, f, "信", "查阅城建档案")
	onceAt(t, f, "2026-05-20 08:00")
	killed := errors.New("killed")
	at(t, f, func(p *Pipeline) {
		maker, err := newMaker(t.Context(), p.workspace, clock(t, "2026-06-01 00:01"))
		if err != nil {
			t.Fatal(err)
		}
		submit := maker.Submit
		maker.Submit = func(ctx context.Context, pull pulls.Pull, period pulls.Period, m pulls.Manifest, from string) error {
			return errors.Join(submit(ctx, pull, period, m, from), killed)
		}
		pull := p.workspace.Config.Pulls[0]
		for range 2 { // the second time it lies in the inbox
			if _, _, err := maker.Make(t.Context(), pull, pull.Due(templates.NewDate(2026, 6, 1))[0]); !errors.Is(err, killed) {
				t.Fatal(err)
			}
		}
		if made := contents(t, dir); len(made) > 0 {
			t.Errorf("half of it is there: %q", namesOf(made))
		}
	})
	number := "龙政办台字〔2026〕1号"
	var first map[string]string
	for i, now := range []string{"2026-06-02 00:00", "2026-06-02 00:01", "2026-06-02 00:02"} {
		onceAt(t, f, now)
		if s := sums(t, f); s.Filed != 2 || s.Received != 2 {
			t.Errorf("%s: %+v", now, s)
		}
		made := contents(t, dir)
		if first == nil {
			first = made
		}
		if i == 1 {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}
	}
	attached := 0
	bag := filepath.Join(f.Archive(), "2026", "report", number, "data")
	for name, text := range contents(t, bag) {
		if want, there := first[filepath.Base(name)]; there {
			attached++
			if want != text {
				t.Errorf("%s is not the one that lies in the folder", name)
			}
		}
	}
	if attached != 3 { // the register, what is said of it, the sums
		t.Errorf("%d files of the folder are in the bag %q", attached, namesOf(contents(t, bag)))
	}
}

// TestPullsBearTheHighestDegree: a pull that is filed is as secret as what is in it, and not
// as what it leaves out: below registers/ all that has a degree of secrecy. One without
// records is filed, too; and they are numbered in the order of their periods.
func TestPullsBearTheHighestDegree(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	f := dataFolder(t, fmt.Sprintf(`pulls:
  - {name: 月报, every: month, unit: 区财政局, since: 2026-04, file: true, to: %q}
  - {name: 公开月报, every: month, unit: 区财政局, since: 2026-04, file: true}
`, outside))
	letter(t, f, "信", "查阅城建档案")
	onceAt(t, f, "2026-03-31 08:00")
	at(t, f, func(p *Pipeline) {
		var records []archive.Record
		for i, degree := range []string{"内部", "机密", "", "绝密"} {
			unit := "区财政局"
			if degree == "绝密" {
				unit = "区教育局"
			}
			id := fmt.Sprintf("龙政来字〔2026〕%d号", i+1)
			records = append(records, archive.Record{Version: archive.RecordVersion, Number: id, Kind: "incoming", Title: "报批公文", Year: 2026, Serial: i + 1, Unit: unit, Secrecy: degree,
				Date: templates.NewDate(2026, 4, 10), Values: templates.Values{"issue_date": templates.NewDate(2026, 4, 10)}, Arrival: id, Submission: id, Content: id})
		}
		if err := p.workspace.Catalogue.Restore(t.Context(), records); err != nil {
			t.Fatal(err)
		}
	})
	onceAt(t, f, "2026-07-01 08:00")
	o, err := workspace.View(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	got := map[string]string{}
	for e, err := range o.Catalogue.Records(t.Context(), catalogue.Filter{Kind: pulls.ReportKind}) {
		if err != nil {
			t.Fatal(err)
		}
		got[e.Subject] = fmt.Sprint(e.Serial, " ", e.Secrecy)
	}
	want := map[string]string{"月报（2026年4月）": "1 机密", "月报（2026年5月）": "2 ", "月报（2026年6月）": "3 ",
		"公开月报（2026年4月）": "4 ", "公开月报（2026年5月）": "5 ", "公开月报（2026年6月）": "6 "}
	if !maps.Equal(got, want) {
		t.Errorf("filed %q, want %q", got, want)
	}
	for dir, want := range map[string]pulls.Manifest{outside: {Secrecy: "机密"}, filepath.Join(f.Registers(), "定期", "公开月报"): {Withheld: 2}} {
		text, err := os.ReadFile(filepath.Join(dir, "2026-04", "清单.json"))
		var is pulls.Manifest
		if err := errors.Join(err, json.Unmarshal(text, &is)); err != nil {
			t.Fatal(err)
		}
		if is.Secrecy != want.Secrecy || is.Withheld != want.Withheld {
			t.Errorf("%s: %q, %d withheld, want %q, %d", dir, is.Secrecy, is.Withheld, want.Secrecy, want.Withheld)
		}
	}
}

// TestPullsAreMadeWhileTheProgramRuns: nothing but the time goes on, or a folder is taken
// away, and the pull is made all the same.
func TestPullsAreMadeWhileTheProgramRuns(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "rescan: 100ms\npulls:\n  - {name: 月报, every: month}\n")
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	events := make(chan Event, 100)
	p, err := New(o, func(e Event) { events <- e })
	if err != nil {
		t.Fatal(err)
	}
	var now atomic.Pointer[func() time.Time]
	set := func(text string) { at := clock(t, text); now.Store(&at) }
	set("2026-05-31 23:59")
	p.now = func() time.Time { return (*now.Load())() }
	for _, each := range p.followers.each {
		if each.again > 0 {
			each.pause, each.again = time.Millisecond, 5*time.Millisecond
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- p.Run(ctx) }()
	until := func(kind string) {
		t.Helper()
		for timeout := time.After(time.Minute); ; {
			select {
			case e := <-events:
				if e.Type == kind {
					return
				}
				t.Logf("%+v", e)
			case <-timeout:
				t.Fatalf("no %s", kind)
			}
		}
	}
	letter(t, f, "信", "查阅城建档案")
	until("filed")
	dir := filepath.Join(f.Registers(), "定期", "月报", "2026-05")
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("made before the month is over: %v", err)
	}
	set("2026-06-01 00:00")
	until(PullEvent)
	if err := os.Rename(dir, dir+"x"); err != nil {
		t.Fatal(err)
	}
	until(PullEvent)
	stop()
	if err := errors.Join(<-done, o.Close()); err != nil {
		t.Error(err)
	}
}
