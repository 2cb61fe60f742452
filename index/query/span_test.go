package query_test

import (
	"testing"

	"gongwen/index/query"
	"gongwen/templates"
)

// TestParseSpans: an open span is found as people write it, with the value itself where
// the word says so.
func TestParseSpans(t *testing.T) {
	for text, want := range map[string][3]bool{ // of 4万, 5万 and 6万
		"金额:>5万": {false, false, true}, "金额:超过5万": {false, false, true}, "金额:大于5万元": {false, false, true},
		"金额:≥5万": {false, true, true}, "金额:5万以上": {false, true, true}, "金额:5万元及以上": {false, true, true}, "金额:不低于伍万元": {false, true, true},
		"金额:<5万": {true, false, false}, "金额:不足5万": {true, false, false}, "金额:小于50000": {true, false, false},
		"金额:5万元以下": {true, true, false}, "金额:不超过5万": {true, true, false}, "金额:5万以内": {true, true, false},
		"金额:4.5万至5.5万": {false, true, false}, "金额:5万": {false, true, false},
	} {
		q, err := query.Parse(text, query.Vocabulary{})
		if err != nil {
			t.Error(err)
			continue
		}
		for i, yuan := range []int64{40000, 50000, 60000} {
			term := query.AmountTerm(templates.Fen(yuan * 100))
			var got bool
			switch n := q.Root.(type) {
			case query.Term:
				got = n.Value == term
			case query.Terms:
				got = term >= n.From && (n.To == "" || term < n.To)
			}
			if got != want[i] {
				t.Errorf("%s: %d is %t", text, yuan, got)
			}
		}
	}
	for _, text := range []string{"日期:2026-03-05以后", "日期:2026年3月之前", "日期:早于2026年", "条款:30以上"} {
		if _, err := query.Parse(text, query.Vocabulary{}); err != nil {
			t.Error(err)
		}
	}
}
