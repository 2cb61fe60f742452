package catalogue_test

import (
	"slices"
	"testing"

	"gongwen/archive"
	"gongwen/templates"
)

// What stands and is dated by a day, in the order of the numbers, and nothing
// else.
func TestSaid(t *testing.T) {
	c, _ := create(t)
	if day, err := c.FirstDay(t.Context()); err != nil || day != "" {
		t.Errorf("an empty catalogue begins on %q, %v", day, err)
	}
	var records []archive.Record
	for i, r := range []struct {
		kind string
		year int
		n    int
	}{{"letter", 2026, 2}, {"letter", 2025, 9}, {"leave", 2026, 1}, {"letter", 2026, 3}, {"letter", 2026, 1}} {
		one := record(receive(t, c, i+1), r.kind, r.year, r.n)
		one.Values = templates.Values{"n": int64(r.n)}
		records = append(records, one)
	}
	// Restore wants its own arrivals.
	for i := range records {
		records[i].Arrival += "-restored"
		records[i].Submission += "-restored"
	}
	if err := c.Restore(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	if err := c.Void(t.Context(), "letter〔2026〕1号", "重复", morning); err != nil {
		t.Fatal(err)
	}
	var got []string
	for said, err := range c.Said(t.Context(), "letter", "2026-05-02") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, said.Number+" "+string(said.Form))
	}
	if want := []string{`letter〔2025〕9号 {"n":9}`, `letter〔2026〕2号 {"n":2}`}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if day, err := c.FirstDay(t.Context()); err != nil || day != "2025-05-09" {
		t.Errorf("begins on %q, %v", day, err)
	}
}
