package rules

import (
	"testing"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"gongwen/templates"
)

func TestAffirmsLooksForADenialInTheSameClause(t *testing.T) {
	t.Parallel()
	words := types.NewStringList(types.DefaultTypeAdapter, []string{"宴请", "礼品"})
	for text, want := range map[string]bool{
		"晚上在湖滨酒店宴请":      true,
		"全程不安排宴请和礼品":     false,
		"不安排宴请、礼品":       false,
		"不安排宴请，每人赠礼品一份":  true,
		"无人机表演之后宴请":      true,
		"不仅宴请，还送花":       true,
		"严禁赠送礼品（宴请另有安排）": true,
		"在机关食堂吃工作餐":      false,
		"":               false,
	} {
		if got := affirms(types.String(text), words); got != types.Bool(want) {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestTogetherCountsAsFarAsNoDayLiesBetween(t *testing.T) {
	t.Parallel()
	day := func(n int) templates.Date {
		return templates.Date{Time: time.Date(2026, 5, n, 0, 0, 0, 0, time.UTC)}
	}
	leave := func(from, until int) ref.Val {
		return record{types.NewObjectType("archive.leave"), templates.Values{"from": day(from), "until": day(until)}}
	}
	for name, c := range map[string]struct {
		records []ref.Val
		want    int64
	}{
		"alone":              {nil, 2},
		"the day before":     {[]ref.Val{leave(17, 19)}, 5},
		"a day between":      {[]ref.Val{leave(17, 18), leave(23, 24)}, 2},
		"before and after":   {[]ref.Val{leave(22, 23), leave(19, 19)}, 5},
		"one through others": {[]ref.Val{leave(16, 16), leave(18, 18), leave(17, 17), leave(19, 19)}, 6},
		"within":             {[]ref.Val{leave(20, 21), leave(21, 22)}, 3},
		"the wrong way":      {[]ref.Val{leave(22, 18)}, 2},
	} {
		list := types.NewRefValList(types.DefaultTypeAdapter, c.records)
		if got := together(list, newPoint(day(20)), newPoint(day(21))); got != types.Int(c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
