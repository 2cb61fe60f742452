package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"gongwen/archive/journal"
)

// TestSpan holds spans of a journal of two years, with long and short lines, one
// that is no event and one that was meddled with, against what All tells.
func TestSpan(t *testing.T) {
	dir := t.TempDir()
	begin := time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	j, err := journal.Open(dir, begin)
	if err != nil {
		t.Fatal(err)
	}
	at := func(n int) time.Time { return begin.Add(time.Duration(n/2) * 12 * time.Minute) } // two at a time
	const events = 400                                                                      // of which 240 are of the first year
	for n := range events {
		e := journal.Event{Time: at(n), Type: journal.Seen, Number: fmt.Sprint(n), Reason: strings.Repeat("长", n%40*(n%7)*10)}
		if n%50 == 3 {
			e.Reason = strings.Repeat("很长", 20000)
		}
		if err := j.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "2025.jsonl")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	lines[70] = []byte("no event\n")
	lines[80] = bytes.Replace(lines[80], []byte(`"80"`), []byte(`"81"`), 1)
	if err := os.WriteFile(file, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	type got struct {
		number string
		broken bool
	}
	var all []got
	var times []time.Time
	for e, err := range journal.All(dir) {
		all, times = append(all, got{e.Number, err != nil}), append(times, e.Time)
	}
	for _, span := range []struct{ from, until int }{{0, 10}, {5, 5}, {60, 75}, {70, 70}, {75, 85}, {140, 150}, {230, 250}, {239, 240}, {390, 400}, {0, 400}, {500, 600}} {
		s := journal.Span{From: at(span.from), Until: at(span.until)}
		var want, found []got
		for i, g := range all {
			in := !times[i].Before(s.From) && !times[i].After(s.Until)
			if times[i].IsZero() { // no event: it belongs where it stands
				in = !times[i-1].Before(s.From) && !times[i-1].After(s.Until) && !times[i+1].After(s.Until)
			}
			if in {
				if len(want) == 0 {
					g.broken = false // the line before is not read
				}
				want = append(want, g)
			}
		}
		events, whole, err := s.In(dir)
		if err != nil || !whole {
			t.Fatal(whole, err)
		}
		for e, err := range events {
			var broken *journal.Broken
			if err != nil && (!errors.As(err, &broken) || broken.Line != 0) {
				t.Fatal(err)
			}
			found = append(found, got{e.Number, err != nil})
		}
		if !reflect.DeepEqual(found, want) {
			t.Errorf("%d to %d: %d events %v, want %d %v", span.from, span.until, len(found), edges(found), len(want), edges(want))
		}
	}
	for _, most := range []int64{1, 5000, 200_000, 10 << 20, 100 << 20} {
		events, whole, err := journal.Span{Most: most}.In(dir)
		if err != nil {
			t.Fatal(err)
		}
		var found []got
		for e, err := range events {
			found = append(found, got{e.Number, err != nil})
		}
		want := all[len(all)-len(found):]
		if len(found) > 0 {
			want = append([]got{{want[0].number, false}}, want[1:]...)
		}
		if len(found) > 0 && !reflect.DeepEqual(found, want) || whole != (len(found) == len(all)) || most == 5000 && len(found) == 0 {
			t.Errorf("last %d bytes: %d events, whole %v", most, len(found), whole)
		}
	}
}

func edges[T any](all []T) []T {
	if len(all) < 6 {
		return all
	}
	return append(all[:3:3], all[len(all)-3:]...)
}
