package catalogue_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"gongwen/archive/catalogue"
)

func TestNumbersFromManyHands(t *testing.T) {
	c, _ := create(t)
	const forms, hands = 60, 8
	for n := range forms {
		receive(t, c, n)
	}
	var wg sync.WaitGroup
	for range hands { // every hand takes every form's number
		wg.Go(func() {
			for n := range forms {
				kind := []string{"letter", "leave"}[n%2]
				id := fmt.Sprint("-", n)
				if _, err := c.TakeNumber(context.Background(), catalogue.Number{Arrival: "arrival" + id, Kind: kind, Year: 2026, Submission: "submission-" + id}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	next := map[string]int{"letter": 1, "leave": 1}
	submissions := map[string]bool{}
	for n, err := range c.Numbers(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if n.Serial != next[n.Kind] || submissions[n.Submission] {
			t.Errorf("%+v: want serial %d; submission numbered before: %t", n, next[n.Kind], submissions[n.Submission])
		}
		next[n.Kind]++
		submissions[n.Submission] = true
	}
	if next["letter"] != forms/2+1 || next["leave"] != forms/2+1 {
		t.Error("not everybody got a number:", next)
	}
}

func TestTakeNumber(t *testing.T) {
	ctx := t.Context()
	c, _ := create(t)
	first, second := receive(t, c, 1), receive(t, c, 2)
	take := func(a catalogue.Arrival, year int, submission string) catalogue.Number {
		t.Helper()
		n, err := c.TakeNumber(ctx, catalogue.Number{Arrival: a.ID, Kind: "letter", Year: year, Submission: submission})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := take(first, 2026, "same"); n.Serial != 1 || n.Arrival != first.ID {
		t.Errorf("%+v", n)
	}
	if n := take(second, 2026, "same"); n.Serial != 1 || n.Arrival != first.ID {
		t.Errorf("the second of two equal forms: %+v", n)
	}
	if err := c.Return(ctx, first.ID, "附件丢失", "不涉密", morning); err != nil {
		t.Fatal(err)
	}
	if n := take(second, 2026, "same"); n.Serial != 1 || n.Arrival != second.ID {
		t.Errorf("the number of a form given up belongs to the same form handed in again: %+v", n)
	}
	if n := take(receive(t, c, 3), 2026, "other"); n.Serial != 2 {
		t.Errorf("%+v", n)
	}
	if n := take(receive(t, c, 4), 2027, "new year"); n.Serial != 1 {
		t.Errorf("%+v", n)
	}
	if _, err := c.TakeNumber(ctx, catalogue.Number{Arrival: second.ID, Kind: "letter", Year: 2027, Submission: "same"}); err == nil {
		t.Error("one form got numbers in two years")
	}
	if _, err := c.TakeNumber(ctx, catalogue.Number{Arrival: first.ID, Kind: "letter", Year: 2026, Submission: "late"}); err == nil {
		t.Error("a returned arrival took a number")
	}
	if n := take(receive(t, c, 5), 2026, "after the failures"); n.Serial != 3 {
		t.Errorf("a failure left a gap: %+v", n)
	}
}

// TestRestoreNumbersKeepsANumberForWhatWasLost: a number the journal tells of, but no
// bag, is not given again, but to the same submission.
func TestRestoreNumbersKeepsANumberForWhatWasLost(t *testing.T) {
	ctx := t.Context()
	c, _ := create(t)
	lost := catalogue.Number{Kind: "letter", Year: 2026, Serial: 1, Submission: "submission-1", Content: "c", Arrival: "gone"}
	if err := c.RestoreNumbers(ctx, []catalogue.Number{lost, lost}); err != nil {
		t.Fatal(err)
	}
	other := issue(t, c, receive(t, c, 2), "letter", 2026)
	if other.Serial != 2 {
		t.Errorf("the lost number was given again: %+v", other)
	}
	if same := issue(t, c, receive(t, c, 1), "letter", 2026); same.Serial != 1 {
		t.Errorf("the submission handed in again did not get its number: %+v", same)
	}
}

// TestRestoreGapsAreFilledBeforeTheSeriesGoesOn: what was at work when the catalogue
// was lost had a number that nobody has seen.
func TestRestoreGapsAreFilledBeforeTheSeriesGoesOn(t *testing.T) {
	ctx := t.Context()
	c, _ := create(t)
	known := []catalogue.Number{
		{Kind: "leave", Year: 2026, Serial: 1, Submission: "p1"}, {Kind: "letter", Year: 2026, Serial: 3, Submission: "p2"},
		{Kind: "letter", Year: 2026, Serial: 4, Submission: "p3"}, {Kind: "letter", Year: 2027, Serial: 2, Submission: "p4"},
	}
	if err := c.RestoreNumbers(ctx, known); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a rebuild may be done again
		if err := c.RestoreGaps(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []struct{ year, serial int }{{2026, 1}, {2026, 2}, {2026, 5}, {2027, 1}, {2027, 3}} {
		if n := issue(t, c, receive(t, c, i+10), "letter", want.year); n.Serial != want.serial {
			t.Errorf("number %d of %d, want %d", n.Serial, want.year, want.serial)
		}
	}
	if n := issue(t, c, receive(t, c, 20), "leave", 2026); n.Serial != 2 {
		t.Errorf("another series got %d", n.Serial)
	}
}

// TestTakeNumberFailsAloneAmongMany: changes share transactions; one that fails takes
// none of the others with it.
func TestTakeNumberFailsAloneAmongMany(t *testing.T) {
	c, _ := create(t)
	const forms = 40
	for n := range forms {
		receive(t, c, n)
	}
	var wg sync.WaitGroup
	for n := range forms {
		wg.Go(func() {
			_, err := c.TakeNumber(context.Background(), catalogue.Number{Arrival: fmt.Sprint("arrival-", n), Kind: "letter", Year: 2026, Submission: fmt.Sprint("submission-", n)})
			if err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if _, err := c.TakeNumber(context.Background(), catalogue.Number{Arrival: "nobody", Kind: "letter", Year: 2026, Submission: fmt.Sprint("none-", n)}); err == nil {
				t.Error("nobody got a number")
			}
		})
	}
	wg.Wait()
	serial := 0
	for n, err := range c.Numbers(t.Context()) {
		serial++
		if err != nil || n.Serial != serial || n.Arrival == "nobody" {
			t.Errorf("serial %d: %+v, %v", serial, n, err)
		}
	}
	if serial != forms {
		t.Errorf("%d numbers, want %d", serial, forms)
	}
}
