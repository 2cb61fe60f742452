package archive

import (
	"slices"
	"testing"

	"gongwen/templates"
)

// TestQueryFinds: a record filed before there were normal forms is found by what is
// read as the same today, and by nothing else.
func TestQueryFinds(t *testing.T) {
	for _, c := range []struct {
		kept, asked string
		found       bool
	}{
		{"龙政办假字（2026）第012号", "龙政办假字〔2026〕12号", true},
		{"龙政办假字[2026] 12号", "龙政办假字〔2026〕12号", true},
		{"龙政办假字〔2026〕12号", "龙政办假字(2026)第12号", true},
		{"龙政办假字〔2026〕112号", "龙政办假字〔2026〕12号", false},
		{"龙政办假字〔2025〕12号", "龙政办假字〔2026〕12号", false},
		{"04596240551", "0459-6240551", true},
		{"0459-6240551", "0459-6240551", true},
		{"0459-6240551", "6240551", false},
		{"0459-6240551", "0459-6240551转802", false},
		{"13845960112", "13845960112", true},
		{"阿依•木沙", "阿依·木沙", true},
		{"阿依・木沙", "阿依·木沙", true},
		{"阿依木沙", "阿依·木沙", false},
		{"安　澜", "安澜", true},
	} {
		f := NewCard(Filed{Kind: "leave", Number: "龙政办假字〔2026〕1号", Values: map[string]any{"said": c.kept, "rows": []any{map[string]any{"said": c.kept}}}})
		for _, path := range []string{"said", "rows.said"} {
			if got := (Query{Kind: "leave", Path: path, Values: []any{c.asked}}).Finds(f); got != c.found {
				t.Errorf("%q asked for by %q at %s: %v", c.kept, c.asked, path, got)
			}
		}
	}
	own := NewCard(Filed{Number: "龙政办〔2026〕第12号"}) // of an office's own series
	if !(Query{Path: "number", Values: []any{"龙政办〔2026〕12号"}}).Finds(own) {
		t.Error("a record is not found by its own number, as forms are read")
	}
}

// TestQueryFindsByDay: a record is asked for by the days its form is about, be they
// dates or times; one that is about no day is about none that is asked for.
func TestWord(t *testing.T) {
	for typed, want := range map[string]string{
		"⻓期⽤⼾": "长期用户", "ＡＢ－１２": "ab-12", "〔2026〕 3号": "(2026)3号", "cafe\u0301": "café", "区\u00A0财\u200B政局\uFE00": "区财政局", "長": "長",
	} {
		if got := Word(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
	if got := EarlierWord("⻓期⼯作"); got != "⻓期工作" {
		t.Errorf("it was %q", got)
	}
	if !slices.Contains(Query{Values: []any{"⻓办〔2026〕03号"}}.Words(), Word("长办〔2026〕3号")) {
		t.Error("a number is not asked for in its normal form")
	}
}

func TestQueryFindsByDay(t *testing.T) {
	for name, c := range map[string]struct {
		form  map[string]any
		first int // the days of May it is found on; 0 for none
		last  int
	}{
		"from and until":          {map[string]any{"from": "2026-05-06", "until": "2026-05-08"}, 6, 8},
		"from and until by hours": {map[string]any{"from": "2026-05-06T22:00", "until": "2026-05-07T01:00"}, 6, 7},
		"held on a date":          {map[string]any{"held": "2026-05-12"}, 12, 12},
		"held at a time":          {map[string]any{"held": "2026-05-12T23:30"}, 12, 12},
		"held, of the days":       {map[string]any{"from": "2026-05-06", "until": "2026-05-08", "held": "2026-05-12"}, 6, 8},
		"without an end":          {map[string]any{"from": "2026-05-06"}, 0, 0},
		"no date":                 {map[string]any{"held": "待定"}, 0, 0},
		"a list":                  {map[string]any{"held": []any{}}, 0, 0},
	} {
		c.form["name"] = "林知远"
		card := NewCard(Filed{Kind: "leave", Values: c.form})
		for day := 1; day <= 31; day++ {
			on := templates.NewDate(2026, 5, day)
			q := Query{Kind: "leave", Path: "name", Values: []any{"林知远"}, From: on, Until: on}
			if want := c.first <= day && day <= c.last; q.Finds(card) != want || q.During(c.form) != want {
				t.Errorf("%s: found on the %dth: %v, %v", name, day, q.Finds(card), q.During(c.form))
			}
		}
		if q := (Query{Path: "name", Values: []any{"林知远"}}); !q.Finds(card) || !q.During(c.form) {
			t.Errorf("%s: not found when no day is asked for", name)
		}
	}
}
