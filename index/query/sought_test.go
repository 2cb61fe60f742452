package query

import "testing"

// TestQuerySoughtOnce: what a word, or the number of a condition, may stand as besides
// itself goes by the place of the word; only what is no word has a place of its own.
func TestQuerySoughtOnce(t *testing.T) {
	for text, want := range map[string]int{
		"编号:会纪3号":               0,
		"会纪3号":                  0,
		"2026-04-28":            0,
		"会议纪要 3号":               1, // the number that both are together
		"编号:会纪3号 日期:2026-04-28": 1,
		"-编号:会纪3号 防汛":           0,
	} {
		q, err := Parse(text, Vocabulary{})
		if err != nil {
			t.Error(err)
			continue
		}
		beside := map[int]bool{}
		for _, s := range q.Sought() {
			if s.As >= len(q.Words) {
				beside[s.As] = true
			}
		}
		if len(beside) != want {
			t.Errorf("%s: %d things are sought besides its words, want %d", text, len(beside), want)
		}
	}
}
