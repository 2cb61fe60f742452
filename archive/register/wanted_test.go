package register

import (
	"strings"
	"testing"
	"time"

	"gongwen/archive"
)

func TestWanted(t *testing.T) {
	for _, test := range []struct {
		wanted Wanted
		name   string // or what the error says
	}{
		{Wanted{}, "合同台账（全部年度）"},
		{Wanted{Year: "2026"}, "2026年合同台账"},
		{Wanted{Year: "2026年"}, "2026年合同台账"},
		{Wanted{Year: "2025-2026"}, "2025年度至2026年度合同台账"},
		{Wanted{Year: "2026", Month: "3"}, "2026年合同台账（2026年3月）"},
		{Wanted{Year: "2026", Month: "03月"}, "2026年合同台账（2026年3月）"},
		{Wanted{Month: "2026-03"}, "合同台账（2026年3月）"},
		{Wanted{Quarter: "2026-Q1"}, "合同台账（2026年第1季度）"},
		{Wanted{Year: "2026", Quarter: "第四季度"}, "2026年合同台账（2026年第4季度）"},
		{Wanted{From: "2025-01-01", To: "2026-12-31"}, "2025年至2026年合同台账"},
		{Wanted{From: "2025", To: "2026"}, "2025年至2026年合同台账"},
		{Wanted{From: "2026-01-01", To: "2026-12-31"}, "合同台账（2026年1月至12月）"},
		{Wanted{Year: "2026", From: "2026-01-01", To: "2026-12-31"}, "2026年合同台账（2026年1月至12月）"},
		{Wanted{From: "2026-03-15"}, "合同台账（2026年3月15日起）"},
		{Wanted{To: "2026-03"}, "合同台账（至2026年3月31日）"},

		{Wanted{Year: "今年"}, "年度“今年”不认识，请写成 2026，几年的写成 2025-2026"},
		{Wanted{Year: "2026-03"}, "年度“2026-03”不认识"},
		{Wanted{Year: "26"}, "年度“26”不认识"},
		{Wanted{Month: "3"}, "月份“3”没有写明是哪一年，请写成 2026-03 的样子"},
		{Wanted{Year: "2025-2026", Month: "3"}, "没有写明是哪一年"},
		{Wanted{Month: "13", Year: "2026"}, "月份“13”不认识，请写成 2026-03 的样子"},
		{Wanted{Month: "2026-Q1"}, "月份“2026-Q1”不认识"},
		{Wanted{Quarter: "2026-02"}, "季度“2026-02”不认识"},
		{Wanted{Quarter: "5", Year: "2026"}, "季度“5”不认识，请写成 2026-Q1 的样子"},
		{Wanted{Quarter: "2026-02至2026-04"}, "季度“2026-02至2026-04”不认识"},
		{Wanted{Month: "2026-03", Quarter: "2026-Q1"}, "季度、月份和起止日期只能写一样，请删去其余的"},
		{Wanted{Month: "2026-03", To: "2026-04-01"}, "只能写一样"},
		{Wanted{From: "2026-05-02", To: "2026-05-01"}, "截止日期 2026-05-01 早于起始日期 2026-05-02，请核对"},
		{Wanted{From: "昨天"}, "起始日期：期间“昨天”没有写明年份"},
		{Wanted{To: "2026-02-30"}, "截止日期：期间“2026-02-30”这一天不存在"},
		{Wanted{From: "2026-02-01起"}, "起始日期“2026-02-01起”请只写一天"},
	} {
		s, err := test.wanted.Selection()
		got := s.Name("合同台账")
		if err != nil {
			got = err.Error()
		}
		if got != test.name && (err == nil || !strings.Contains(got, test.name)) {
			t.Errorf("%+v: %s; want %s", test.wanted, got, test.name)
		}
	}
}

// TestSelectionName: what is not the whole register of a year never has its name, and
// bears long names of units as well.
func TestSelectionName(t *testing.T) {
	march := Selection{Year: 2026, From: parsed(t, "2026-03-01"), To: parsed(t, "2026-03-31"), Unit: "区财政局", By: "贺知秋"}
	made := time.Date(2026, 4, 2, 9, 30, 0, 0, time.UTC)
	if got, want := march.Name("合同台账"), "2026年合同台账（2026年3月，区财政局）"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := march.Title("合同台账"), "2026年合同台账"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := march.Scope("签订日期", made), "按签订日期，编号为2026年的，2026年3月，区财政局；2026年4月2日9时30分，贺知秋"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	seen := map[string]bool{"2026年合同台账.xlsx": true}
	for _, s := range []Selection{{}, {Year: 2026, Unit: "区财政局"}, {Year: 2026, Columns: []string{"编号"}}, {Year: 2026, Columns: []string{"编号"}, Set: "月报"},
		{Year: 2026, LastYear: 2027}, {From: parsed(t, "2026-01-01"), To: parsed(t, "2027-12-31")}, {From: parsed(t, "2026-01-01"), To: parsed(t, "2026-12-31")},
		{Year: 2026, Unit: strings.Repeat("某某办公室", 40) + "甲"}, {Year: 2026, Unit: strings.Repeat("某某办公室", 40) + "乙"}, {Year: 2026, Unit: "甲/乙:丙"}, march} {
		name := archive.SafeName(s.Name("合同台账") + ".xlsx")
		if seen[name] || len(name) > 255 || !strings.HasSuffix(name, ".xlsx") || strings.ContainsAny(name, "/:") {
			t.Errorf("%+v: %s", s, name)
		}
		seen[name] = true
	}
	if got, want := (Selection{}).Scope("", made), "全部年度，全部单位；2026年4月2日9时30分"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
