package catalogue_test

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
)

// filled is a catalogue with more of everything than is read at once: arrivals of
// two units in every state, and records of two kinds in two years.
func filled(t *testing.T) (c *catalogue.Catalogue, path string) {
	t.Helper()
	c, path = create(t)
	units := []string{"区财政局", "区教育局"}
	states := []catalogue.State{catalogue.Returned, catalogue.Duplicate}
	var ended []catalogue.Arrival
	var records []archive.Record
	serials := map[catalogue.Series]int{}
	for n := range 1300 {
		a := catalogue.Arrival{ID: fmt.Sprintf("arrival-%d", n), Unit: units[n%2], Path: fmt.Sprintf("%s/%d.yaml", units[n%2], n),
			Arrived: morning.Add(time.Duration(n/5) * time.Second), // several at once
			State:   states[n/2%2], Ended: morning.Add(time.Duration(n/3) * time.Minute)}
		if n%3 > 0 {
			ended = append(ended, a)
			continue
		}
		series := catalogue.Series{Kind: []string{"letter", "leave"}[n%2], Year: 2025 + n/3%2}
		serials[series]++
		r := record(a, series.Kind, series.Year, serials[series])
		r.Filed = a.Ended
		records = append(records, r)
	}
	if err := c.Restore(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	if err := c.RestoreEnds(t.Context(), ended, nil); err != nil {
		t.Fatal(err)
	}
	var waiting []catalogue.Arrival
	for n := range 300 {
		waiting = append(waiting, catalogue.Arrival{Unit: units[n%2], Path: fmt.Sprintf("%s/等候%d.yaml", units[n%2], n), Arrived: morning.Add(time.Duration(n/4) * time.Second), Reason: "附件未到"})
	}
	if err := c.Wait(t.Context(), waiting...); err != nil {
		t.Fatal(err)
	}
	return c, path
}

// walk is a list of the catalogue with what its caller does to each of it.
type walk struct {
	name string
	all  func(ctx context.Context, c *catalogue.Catalogue, each func(key string)) error
}

func list[T any](name string, of func(context.Context, *catalogue.Catalogue) iter.Seq2[T, error], key func(T) string) walk {
	return walk{name, func(ctx context.Context, c *catalogue.Catalogue, each func(string)) error {
		for v, err := range of(ctx, c) {
			if err != nil {
				return err
			}
			each(key(v))
		}
		return nil
	}}
}

func walks(unit string) []walk {
	arrival := func(a catalogue.Arrival) string { return a.ID }
	return []walk{
		list("Arrivals", func(ctx context.Context, c *catalogue.Catalogue) iter.Seq2[catalogue.Arrival, error] {
			return c.Arrivals(ctx)
		}, arrival),
		list("UnfinishedOf", func(ctx context.Context, c *catalogue.Catalogue) iter.Seq2[catalogue.Arrival, error] {
			return c.UnfinishedOf(ctx, unit)
		}, arrival),
		list("Ended", func(ctx context.Context, c *catalogue.Catalogue) iter.Seq2[catalogue.Arrival, error] {
			return c.Ended(ctx, catalogue.Returned, unit, morning.Add(time.Hour))
		}, arrival),
		list("Issued", func(ctx context.Context, c *catalogue.Catalogue) iter.Seq2[catalogue.Issued, error] {
			return c.Issued(ctx, unit, morning.Add(time.Hour))
		}, func(i catalogue.Issued) string { return i.Number }),
		list("Records", func(ctx context.Context, c *catalogue.Catalogue) iter.Seq2[catalogue.Entry, error] {
			return c.Records(ctx, catalogue.Filter{From: "2025-05-02"})
		}, func(e catalogue.Entry) string { return e.Number }),
		list("Numbers", func(ctx context.Context, c *catalogue.Catalogue) iter.Seq2[catalogue.Number, error] {
			return c.Numbers(ctx)
		},
			func(n catalogue.Number) string { return fmt.Sprint(n.Kind, n.Year, n.Serial) }),
		list("Said", func(ctx context.Context, c *catalogue.Catalogue) iter.Seq2[catalogue.Said, error] {
			return c.Said(ctx, "letter", "2027-01-01")
		},
			func(s catalogue.Said) string { return s.Number }),
	}
}

// TestCatalogueLetsACallerAskInEveryLoop of a pool of one query: whatever is walked
// through, no query is open while the caller's code runs.
func TestCatalogueLetsACallerAskInEveryLoop(t *testing.T) {
	_, path := filled(t)
	c, err := catalogue.View(path, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // only to end a hang
	defer cancel()
	for _, unit := range []string{"", "区财政局"} {
		for _, w := range walks(unit) {
			n := 0
			err := w.all(ctx, c, func(string) {
				if n++; n%400 != 1 {
					return
				}
				if _, _, err := c.Arrival(ctx, "arrival-1"); err != nil {
					t.Fatalf("%s: asked in the loop: %v", w.name, err)
				}
				other, found := walks(unit)[1], 0
				if err := other.all(ctx, c, func(string) { found++ }); err != nil || found == 0 {
					t.Fatalf("%s in %s: %d, %v", other.name, w.name, found, err)
				}
			})
			if err != nil || n < 100 {
				t.Errorf("%s of %q: %d, %v", w.name, unit, n, err)
			}
		}
	}
	if err := c.Hold(ctx, "arrival-1", ""); err == nil {
		t.Error("what is opened to read can be written to")
	}
}

// TestListPagesAreTheWhole: page by page comes the same as all at once would, in
// order, each once.
func TestListPagesAreTheWhole(t *testing.T) {
	c, path := filled(t)
	var arrivals []catalogue.Arrival
	for a, err := range c.Arrivals(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		arrivals = append(arrivals, a)
	}
	if len(arrivals) != 1600 {
		t.Fatalf("%d arrivals", len(arrivals))
	}
	entries := map[string]catalogue.Entry{}
	for e, err := range c.Records(t.Context(), catalogue.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		entries[e.Arrival] = e
	}
	since := morning.Add(time.Hour)
	for _, unit := range []string{"", "区财政局"} {
		of := func(keep func(catalogue.Arrival) bool, order func(a, b catalogue.Arrival) int, key func(catalogue.Arrival) string) (keys []string) {
			all := slices.DeleteFunc(slices.Clone(arrivals), func(a catalogue.Arrival) bool { return unit != "" && a.Unit != unit || !keep(a) })
			slices.SortFunc(all, order)
			for _, a := range all {
				keys = append(keys, key(a))
			}
			return keys
		}
		id := func(a catalogue.Arrival) string { return a.ID }
		oldest := func(a, b catalogue.Arrival) int {
			if d := a.Arrived.Compare(b.Arrived); d != 0 {
				return d
			}
			return compare(a.ID, b.ID)
		}
		latest := func(a, b catalogue.Arrival) int {
			if d := b.Ended.Compare(a.Ended); d != 0 {
				return d
			}
			return oldest(b, a)
		}
		want := map[string][]string{
			"UnfinishedOf": of(func(a catalogue.Arrival) bool { return a.State == catalogue.Pending }, oldest, id),
			"Ended":        of(func(a catalogue.Arrival) bool { return a.State == catalogue.Returned && !a.Ended.Before(since) }, latest, id),
			"Issued": of(func(a catalogue.Arrival) bool { return a.State == catalogue.Filed && !a.Ended.Before(since) }, latest,
				func(a catalogue.Arrival) string { return entries[a.ID].Number }),
		}
		for _, w := range walks(unit) {
			var got []string
			if err := w.all(t.Context(), c, func(key string) { got = append(got, key) }); err != nil {
				t.Fatal(err)
			}
			if keys, ok := want[w.name]; ok && !reflect.DeepEqual(got, keys) {
				t.Errorf("%s of %q: %d, want %d", w.name, unit, len(got), len(keys))
			}
			slices.Sort(got)
			if len(slices.Compact(slices.Clone(got))) != len(got) {
				t.Errorf("%s of %q: some come twice", w.name, unit)
			}
		}
	}
	// Reading the beginning of a list goes along an index and sorts nothing.
	for _, plan := range catalogue.Plans(t, path) {
		if !plan.Indexed {
			t.Errorf("%s: %s", plan.Of, plan.Text)
		}
	}
	numbers := []string{"nothing"}
	for _, e := range entries {
		numbers = append(numbers, e.Number)
	}
	found, err := c.Numbered(t.Context(), numbers...)
	if err != nil || len(found) != len(entries) {
		t.Errorf("%d records by number, want %d: %v", len(found), len(entries), err)
	}
	for _, e := range entries {
		if got := found[e.Number]; got.Arrival != e.Arrival {
			t.Errorf("%s: %+v", e.Number, got)
		}
	}
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// TestOpenGivesAnOlderCatalogueItsIndexes, and it keeps what it has.
func TestOpenGivesAnOlderCatalogueItsIndexes(t *testing.T) {
	c, path := filled(t)
	before := sums(t, c)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	catalogue.Age(t, path)
	again, err := catalogue.Open(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for _, plan := range catalogue.Plans(t, path) {
		if !plan.Indexed {
			t.Errorf("%s: %s", plan.Of, plan.Text)
		}
	}
	if got := sums(t, again); got != before {
		t.Errorf("%+v, want %+v", got, before)
	}
}
