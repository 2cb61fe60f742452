package query

import (
	"testing"

	"gongwen/templates"
)

// TestQuerySoughtOnce: what a word, or the number of a condition, may stand as besides
// itself goes by the place of the word; only what is no word has a place of its own.
func TestQuerySoughtOnce(t *testing.T) {
	labels := LabelsOf([]*templates.Kind{{Key: "采购", Title: "采购申请", Fields: []templates.Field{
		{Key: "supplier", Label: "供应商", Type: templates.TypeText},
		{Key: "budget", Label: "预算", Type: templates.TypeMoney},
		{Key: "count", Label: "台数", Type: templates.TypeInteger},
		{Key: "delivery", Label: "交货日期", Type: templates.TypeDate},
	}}})
	known := Vocabulary{Labels: func() *Labels { return labels }}
	for text, want := range map[string]int{
		"编号:会纪3号":               0,
		"会纪3号":                  0,
		"2026-04-28":            0,
		"会议纪要 3号":               1, // the number that both are together
		"编号:会纪3号 日期:2026-04-28": 1,
		"-编号:会纪3号 防汛":           0,
		"供应商:建工集团":              0,
		"预算:>5万":                1,
		"台数:>5":                 0, // which may stand anywhere
		"交货日期:2026-04-28":       1,
		"交货日期:“近日”":             0,
	} {
		q, err := Parse(text, known)
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
