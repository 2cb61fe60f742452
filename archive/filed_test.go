package archive

import "testing"

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
