package rules

import (
	"fmt"
	"testing"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/traits"

	"gongwen/templates"
)

func TestNumbersOfDocumentsInATextAreFound(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"龙政复决〔2026〕11号行政复议决定书（撤销龙建罚[2026]第08号处罚决定）": "[龙政复决〔2026〕11号 撤销龙建罚〔2026〕8号]",
		"龙民发（2026）2号":       "[龙民发〔2026〕2号]",
		"⻰⺠发﹝2026﹞\u00A0２号": "[龙民发〔2026〕2号]",
		"《大庆晚报》5月28日":       "[]",
		"龙民发〔2026〕号":        "[]",
		"":                  "[]",
	} {
		if got := documentNumbers(types.String(text)).Value(); fmt.Sprint(got) != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestDaysInATextAreFound(t *testing.T) {
	t.Parallel()
	near := newPoint(templates.NewDate(2026, time.January, 5))
	for text, want := range map[string]string{
		"区长2025年9月16日的批示":       "[2025-09-16]",
		"2026-01-06、2026.1.7来文": "[2026-01-06 2026-01-07]",
		"区长12月30日、１月3号的批示":      "[2025-12-30 2026-01-03]",
		"区长7月20日的批示":            "[2025-07-20]",
		"区⻓7⽉\u00A020⽇的批示":      "[2025-07-20]",
		"2月30日":                 "[]",
		"2026年区政府工作报告第三部分第12项":  "[]",
	} {
		var got []string
		for it := dates(types.String(text), near).(traits.Lister).Iterator(); it.HasNext() == types.True; {
			got = append(got, dateOf(it.Next()).Format(time.DateOnly))
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
