package journal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongwen/archive/journal"
)

var evening = time.Date(2026, 12, 31, 23, 0, 0, 0, time.FixedZone("", 8*3600))

func open(t *testing.T, dir string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(dir, evening)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func appendAll(t *testing.T, j *journal.Journal, events ...journal.Event) {
	t.Helper()
	for _, e := range events {
		if err := j.Append(e); err != nil {
			t.Fatal(err)
		}
	}
}

// returned is an event n hours after the evening.
func returned(n int) journal.Event {
	return journal.Event{Time: evening.Add(time.Duration(n) * time.Hour), Type: journal.Returned,
		Arrival: fmt.Sprint("arrival-", n), Path: "区财政局/<介绍信>.yaml", Reason: "缺审批意见",
		Findings: json.RawMessage("[\n  {\"article\": \"81(6)\"}\n]")}
}

// read gives each event as its arrival and, behind a !, what is wrong with it.
func read(t *testing.T, dir string) (lines []string) {
	t.Helper()
	for e, err := range journal.All(dir) {
		var broken *journal.Broken
		switch {
		case errors.As(err, &broken):
			lines = append(lines, fmt.Sprintf("%s!%s:%d", e.Arrival, broken.File, broken.Line))
		case err != nil:
			t.Fatal(err)
		default:
			lines = append(lines, e.Arrival)
		}
	}
	return lines
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("\ngot  %q\nwant %q", got, want)
	}
}

func TestAppendChainsAcrossYearsAndOpenings(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	want(t, read(t, dir))
	for n := range 4 { // from 23:00 to 02:00
		j := open(t, dir)
		appendAll(t, j, returned(n))
	}
	appendAll(t, open(t, dir), returned(-1)) // the clock was set back
	want(t, read(t, dir), "arrival-0", "arrival-1", "arrival-2", "arrival-3", "arrival--1")

	text, err := os.ReadFile(filepath.Join(dir, "2026.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	const line = `{"prev":"","time":"2026-12-31T23:00:00+08:00","event":"returned","arrival":"arrival-0",` +
		`"path":"区财政局/<介绍信>.yaml","reason":"缺审批意见","findings":[{"article":"81(6)"}]}` + "\n"
	if string(text) != line {
		t.Errorf("\ngot  %s\nwant %s", text, line)
	}
}

func TestAllNoticesTampering(t *testing.T) {
	for _, tt := range []struct {
		name   string
		tamper func(lines []string) []string
		want   []string
	}{
		{"a line changed", func(l []string) []string { l[1] = strings.Replace(l[1], "缺", "无", 1); return l },
			[]string{"arrival-1", "arrival-2", "arrival-3!2027.jsonl:3", "arrival-4"}},
		{"a line removed", func(l []string) []string { return slices.Delete(l, 1, 2) },
			[]string{"arrival-1", "arrival-3!2027.jsonl:2", "arrival-4"}},
		{"a line repeated", func(l []string) []string { return slices.Insert(l, 1, l[0]) },
			[]string{"arrival-1", "arrival-1!2027.jsonl:2", "arrival-2", "arrival-3", "arrival-4"}},
		{"lines swapped", func(l []string) []string { l[1], l[2] = l[2], l[1]; return l },
			[]string{"arrival-1", "arrival-3!2027.jsonl:2", "arrival-2!2027.jsonl:3", "arrival-4!2027.jsonl:4"}},
		{"the first line removed", func(l []string) []string { return l[1:] },
			[]string{"arrival-2!2027.jsonl:1", "arrival-3", "arrival-4"}},
		{"a line without end", func(l []string) []string {
			return slices.Insert(l, 1, `{"prev":"`+strings.Repeat("0", 17<<20)+"\"}\n")
		}, []string{"arrival-1", "!2027.jsonl:2", "arrival-2!2027.jsonl:3", "arrival-3", "arrival-4"}},
		{"garbage", func(l []string) []string { l[2] = "?\n"; return l },
			[]string{"arrival-1", "arrival-2", "!2027.jsonl:3", "arrival-4!2027.jsonl:4"}},
		{"a torn last line", func(l []string) []string { l[3] = l[3][:20]; return l },
			[]string{"arrival-1", "arrival-2", "arrival-3", "!2027.jsonl:4"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			appendAll(t, open(t, dir), returned(1), returned(2), returned(3), returned(4))
			file := filepath.Join(dir, "2027.jsonl")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.SplitAfter(string(text), "\n")
			lines = tt.tamper(lines[:len(lines)-1]) // behind the last break is nothing
			if err := os.WriteFile(file, []byte(strings.Join(lines, "")), 0o640); err != nil {
				t.Fatal(err)
			}
			want(t, read(t, dir), tt.want...)
		})
	}
}

func TestLegiblePassesOverBrokenLines(t *testing.T) {
	dir := t.TempDir()
	lines := `{"arrival":"a"}` + "\n?\n" + `{"prev":"other","arrival":"b"}` + "\n"
	if err := os.WriteFile(filepath.Join(dir, "2026.jsonl"), []byte(lines), 0o640); err != nil {
		t.Fatal(err)
	}
	var told []string
	for e, err := range journal.Legible(journal.All(dir)) {
		if err != nil {
			t.Fatal(err)
		}
		told = append(told, e.Arrival)
	}
	want(t, told, "a", "", "b")

	for _, err := range journal.Legible(journal.OfFiles([]string{filepath.Join(dir, "2027.jsonl")})) {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a file that is not there: %v", err)
		}
	}
}

func TestMendTornLine(t *testing.T) {
	dir := t.TempDir()
	appendAll(t, open(t, dir), returned(0), returned(1))
	for _, file := range []string{"2026.jsonl", "2027.jsonl"} {
		// The power fails in the middle of a line; in 2027 in the very first.
		path := filepath.Join(dir, file)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if file == "2027.jsonl" {
			text = nil
		}
		if err := os.WriteFile(path, append(text, `{"prev":"torn`...), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	appendAll(t, open(t, dir), returned(2))
	want(t, read(t, dir), "arrival-0", "arrival-2")
	for _, year := range []string{"2026", "2027"} {
		if text, err := os.ReadFile(filepath.Join(dir, year+".torn-20261231T150000.000")); string(text) != `{"prev":"torn` {
			t.Errorf("kept aside: %q, %v", text, err)
		}
	}
}

func TestAppendFromManyHands(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir)
	var wg sync.WaitGroup
	for n := range 32 {
		wg.Go(func() {
			if err := j.Append(returned(n % 3)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got := read(t, dir)
	if len(got) != 32 || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "!") }) {
		t.Errorf("got %q", got)
	}
}

// TestCloseLetsNobodyComeAfter: whoever is still at work when the journal is closed
// gets an error, and cannot break the chain of the one who opens it next.
func TestCloseLetsNobodyComeAfter(t *testing.T) {
	dir := t.TempDir()
	for range 20 {
		j := open(t, dir)
		var wg sync.WaitGroup
		for n := range 8 {
			wg.Go(func() {
				if err := j.Append(returned(n)); err != nil && !errors.Is(err, os.ErrClosed) {
					t.Error(err)
				}
			})
		}
		if err := j.Close(); err != nil {
			t.Error(err)
		}
		appendAll(t, open(t, dir), returned(9))
		wg.Wait()
		if err := j.Append(returned(1)); !errors.Is(err, os.ErrClosed) {
			t.Error("after the end:", err)
		}
	}
	if got := read(t, dir); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "!") }) {
		t.Errorf("got %q", got)
	}
}

// TestEndingFindsLongLinesBehindShortOnes: the last line is found from the end of the
// file, however long it is.
func TestEndingFindsLongLinesBehindShortOnes(t *testing.T) {
	dir := t.TempDir()
	long := returned(1)
	long.Reason = strings.Repeat("缺审批意见", 40_000)
	appendAll(t, open(t, dir), returned(1), returned(1), long)
	j := open(t, dir)
	appendAll(t, j, returned(2))
	want(t, read(t, dir), "arrival-1", "arrival-1", "arrival-1", "arrival-2")
}

func TestAppendRefuses(t *testing.T) {
	j := open(t, t.TempDir())
	for _, e := range []journal.Event{
		{Type: journal.Voided},
		{Time: evening},
		{Time: evening, Type: journal.Returned, Findings: json.RawMessage("[")},
	} {
		if err := j.Append(e); err == nil {
			t.Errorf("appended %+v", e)
		}
	}
}

// FuzzLine: a journal of any two lines is read to its end, every event with the
// file and line of what is wrong with it; and what can be read reads the same
// when it is appended to another journal.
func FuzzLine(f *testing.F) {
	f.Add([]byte(`{"prev":"","time":"2026-05-11T09:30:00+08:00","event":"returned","arrival":"a","findings":[{"article":"81(6)"}]}`), []byte("{}"))
	f.Add([]byte(`{"prev":"","time":"2026-05-11T09:30:00Z","event":"handed-over","by":"区档案馆","numbers":["1号","2号"],"seal":"ab"}`), []byte{})
	f.Fuzz(func(t *testing.T, one, two []byte) {
		dir, other := t.TempDir(), t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "2026.jsonl"), slices.Concat(one, []byte("\n"), two), 0o640); err != nil {
			t.Fatal(err)
		}
		copied, err := journal.Open(other, evening)
		if err != nil {
			t.Fatal(err)
		}
		defer copied.Close()
		var want []journal.Event
		for e, err := range journal.All(dir) {
			var broken *journal.Broken
			if err != nil && (!errors.As(err, &broken) || broken.File != "2026.jsonl" || broken.Line < 1 || broken.Reason == "") {
				t.Fatal(err)
			}
			if err == nil && copied.Append(e) == nil {
				want = append(want, e)
			}
		}
		var got []journal.Event
		for e, err := range journal.All(other) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, e)
		}
		if len(got) != len(want) {
			t.Fatalf("%d events came back of %d", len(got), len(want))
		}
		for i := range got {
			got[i].Prev, want[i].Prev = "", ""
			g, err := json.Marshal(got[i])
			w, err2 := json.Marshal(want[i])
			if err != nil || err2 != nil || string(g) != string(w) {
				t.Errorf("%s came back as %s, %v", w, g, errors.Join(err, err2))
			}
		}
	})
}
