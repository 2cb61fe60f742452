package search_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/search"
	"gongwen/samples"
	"gongwen/templates"
)

// TestSelection selects by what the index knows, by year, by number, and by all at
// once.
func TestSelection(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	must(err)
	c, err := catalogue.Create(filepath.Join(dir, "catalogue.db"))
	must(err)
	defer c.Close()
	for _, r := range []archive.Record{
		{Number: "甲", Kind: "letter", Year: 2025, Serial: 1, Text: "防汛"}, {Number: "乙", Kind: "letter", Year: 2026, Serial: 1, Text: "防汛"},
		{Number: "丙", Kind: "leave", Year: 2026, Serial: 1, Text: "培训"},
	} {
		r.Version, r.Date = archive.RecordVersion, templates.NewDate(r.Year, 5, 11)
		r.Submission, r.Arrival = r.Number, r.Number
		r.Filed = time.Date(r.Year, 5, 11, 9, 0, 0, 0, time.UTC)
		r.Arrived = r.Filed
		must(c.Restore(t.Context(), []archive.Record{r}))
	}
	searcher := &search.Searcher{Kinds: kinds, Catalogue: c, Index: index.At(filepath.Join(dir, "index"), kinds)}
	for _, test := range []struct {
		selection search.Selection
		want      string
	}{
		{search.Selection{Conditions: search.Conditions{Text: "防汛"}}, "甲乙"},
		{search.Selection{Conditions: search.Conditions{Kind: "leave"}}, "丙"},
		{search.Selection{Year: 2026}, "乙丙"},
		{search.Selection{Numbers: []string{"甲", "丙"}}, "甲丙"},
		{search.Selection{Conditions: search.Conditions{Text: "防汛"}, Year: 2026, Numbers: []string{"乙", "丙"}}, "乙"},
		{search.Selection{Conditions: search.Conditions{Text: "没有的"}}, ""},
	} {
		if test.selection.IsEmpty() {
			t.Errorf("%+v counts as empty", test.selection)
		}
		chosen, err := test.selection.Among(t.Context(), searcher, index.Vocabulary{})
		must(err)
		got := ""
		for e, err := range c.Records(t.Context(), catalogue.Filter{}) {
			must(err)
			if chosen(e) {
				got += e.Number
			}
		}
		if sorted(got) != sorted(test.want) {
			t.Errorf("%+v: %q, want %q", test.selection, got, test.want)
		}
	}
	if !(search.Selection{}).IsEmpty() {
		t.Error("nothing does not count as empty")
	}
	if _, err := (search.Selection{Numbers: []string{"丁"}}).Among(t.Context(), searcher, index.Vocabulary{}); !errors.Is(err, catalogue.ErrUnknown) {
		t.Errorf("a number that no record has: %v", err)
	}
}

// sorted has the numbers in the order in which they are named above.
func sorted(numbers string) (text string) {
	for _, n := range "甲乙丙" {
		text += strings.Repeat(string(n), strings.Count(numbers, string(n)))
	}
	return text
}
