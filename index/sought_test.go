package index_test

import (
	"strings"
	"testing"

	"gongwen/archive"
)

// TestSnippetShowsWhatConditionsAskFor: amounts, days, articles and numbers are marked
// where they stand, in whatever form.
func TestSnippetShowsWhatConditionsAskFor(t *testing.T) {
	t.Parallel()
	r := archive.Record{
		Number: "龙政财审字〔2026〕31号", Title: "资金使用", Subject: "购置防汛水泵",
		Text:   "人民币壹佰贰拾万元整，另付３万元、800元；二〇二六年四月二十八日报，依据第八十一条和第39条，见龙政会纪〔2026〕3号，3号楼。",
		Fields: []archive.LabelledText{{Label: "申请金额", Text: "1,260,800.00"}},
	}
	for query, want := range map[string]string{
		"金额:>5万":        "壹佰贰拾万元整",
		"金额:3万":         "３万元",
		"金额:<1000":      "800元",
		"金额:>125万":      "1,260,800.00",
		"126.08万元":      "1,260,800.00",
		"¥1260800":      "1,260,800.00",
		"日期:2026年4月":    "二〇二六年四月二十八日",
		"2026-04-28":    "二〇二六年四月二十八日",
		"4月28日":         "二〇二六年四月二十八日",
		"条款:81":         "第八十一条",
		"条款:30..40":     "第39条",
		"条款:30..90":     "第八十一条|第39条",
		"会纪3号":          "会纪〔2026〕3号",
		"龙政会纪2026-3":    "龙政会纪〔2026〕3号",
		"资金使用2026年第31号": "龙政财审字〔2026〕31号",
		"财审31号":         "龙政财审字〔2026〕31号",
		"编号:财审31号":      "龙政财审字〔2026〕31号",
		"-金额:>5万 防汛":    "防汛",
	} {
		var got []string
		for _, piece := range snippet(t, r, noTexts, query) {
			if piece.Hit {
				got = append(got, piece.Text)
			}
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: marked %q, want %s", query, got, want)
		}
	}
}
