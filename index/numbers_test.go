package index_test

import (
	"fmt"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/index"
	"gongwen/templates"
)

// mistakable are records whose numbers, and the numbers and days in them, are easily
// mistaken for each other.
func mistakable(t testing.TB) *index.Index {
	t.Helper()
	var records []archive.Record
	add := func(number, title string, date templates.Date, subject, text string) {
		r := archive.Record{Number: number, Kind: title, Title: title, Date: date, Year: date.Year(), Serial: len(records) + 1, Unit: "区政府办公室", Subject: subject, Text: text}
		records = append(records, r)
	}
	add("龙政会纪〔2026〕3号", "会议纪要", templates.NewDate(2026, 3, 2), "专题会议纪要", "会议于2026年3月2日召开。")
	add("龙政会纪〔2026〕13号", "会议纪要", templates.NewDate(2026, 6, 2), "常务会议纪要", "会议于二〇二六年四月二十八日召开。")
	add("龙政会纪〔2025〕3号", "会议纪要", templates.NewDate(2025, 3, 2), "常务会议纪要", "截至2025-04-28，完成。")
	add("龙政会假字〔2026〕3号", "会议请假", templates.NewDate(2026, 4, 9), "请假", "4月28、29日请假。")
	add("龙政办介字〔2026〕8号", "介绍信", templates.NewDate(2026, 9, 1), "联系33号楼改造", "住户名单 2026/4/28 10时。")
	add("龙政发〔2026〕5号", "区政府发文", templates.NewDate(2026, 10, 1), "3号楼改造方案", "3号楼，20260428。")
	add("龙政督字〔2026〕1号", "督办通知", templates.NewDate(2024, 1, 1), "督办", "依据龙政会纪〔2026〕3号，2026年4月底前完成。")
	add("龙政督字〔2026〕2号", "督办通知", templates.NewDate(2024, 1, 2), "督办", "依据庆政发〔2026〕3号第3号附表，2026.04.28。")
	x, _, _ := built(t, records...)
	return x
}

// TestSearchNumbers: a record is found first by its number, however that is written;
// what cites it comes next, and what only has the figures last.
func TestSearchNumbers(t *testing.T) {
	t.Parallel()
	x := mistakable(t)
	const this, cites = "龙政会纪〔2026〕3号", "龙政会纪〔2026〕3号 龙政督字〔2026〕1号"
	for query, want := range map[string]string{
		"3号":    "龙政会假字〔2026〕3号 龙政会纪〔2026〕3号 龙政会纪〔2025〕3号 龙政督字〔2026〕2号 龙政督字〔2026〕1号 龙政发〔2026〕5号 龙政办介字〔2026〕8号 龙政会纪〔2026〕13号",
		"第3号":   "龙政会假字〔2026〕3号 龙政会纪〔2026〕3号 龙政会纪〔2025〕3号 龙政督字〔2026〕2号 龙政督字〔2026〕1号",
		"叁号":    "龙政会假字〔2026〕3号 龙政会纪〔2026〕3号 龙政会纪〔2025〕3号 龙政督字〔2026〕2号 龙政督字〔2026〕1号 龙政发〔2026〕5号",
		"编号:3号": "龙政会假字〔2026〕3号 龙政会纪〔2026〕3号 龙政会纪〔2025〕3号 龙政会纪〔2026〕13号", "编号:3": "龙政会假字〔2026〕3号 龙政会纪〔2026〕3号 龙政会纪〔2025〕3号 龙政会纪〔2026〕13号",
		"编号:“3号”":  "龙政会纪〔2026〕13号 龙政会假字〔2026〕3号 龙政会纪〔2026〕3号 龙政会纪〔2025〕3号",
		"会纪2026-3": cites, "龙政会纪2026年3号": cites, "龙政会纪[2026]3号": cites, "龙政会纪(2026)3号": cites, "龙政会纪【2026】第3号": cites, "龙政会纪２０２６年第３号": cites, "2026年第3号会议纪要": cites, "会议纪要2026年第3号": cites, "会议纪要 2026年 第3号": cites, "会纪 2026 3号": cites + " 龙政会纪〔2026〕13号", "龙政会纪〔2026〕叁号": cites, "龙政会纪二〇二六年三号": cites,
		"会纪3号": "龙政会纪〔2026〕3号 龙政会纪〔2025〕3号 龙政督字〔2026〕1号", "会议纪要3号": "龙政会纪〔2026〕3号 龙政会纪〔2025〕3号 龙政督字〔2026〕1号", "专题 会纪3号": this, "会纪3号 -2025": cites, "会纪3号 -会纪2026-3": "龙政会纪〔2026〕3号 龙政会纪〔2025〕3号 龙政督字〔2026〕1号",
		"编号:会纪2026-3": this, "编号:2026-3": "龙政会假字〔2026〕3号 龙政会纪〔2026〕3号",
		"庆政发2026-3": "龙政督字〔2026〕2号", // of others, which is only cited
		"33号楼":      "龙政办介字〔2026〕8号", "3号楼": "龙政发〔2026〕5号 龙政办介字〔2026〕8号", "3号会议室": "", "“会纪3号”": "", "“会纪2026-3”": "", "会纪4号": "", "会纪2024-3": "",
	} {
		if got := strings.Join(numbers(t, x, query, 0), " "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", query, got, want)
		}
	}
}

// TestSearchDays: a day is found in whatever form it was typed, in whatever form it was
// written; and in quotation marks only as it was typed.
func TestSearchDays(t *testing.T) {
	t.Parallel()
	x := mistakable(t)
	const day = "龙政发〔2026〕5号 龙政办介字〔2026〕8号 龙政会纪〔2026〕13号 龙政督字〔2026〕2号"
	const month = "龙政会假字〔2026〕3号 龙政发〔2026〕5号 龙政办介字〔2026〕8号 龙政会纪〔2026〕13号 龙政督字〔2026〕2号 龙政督字〔2026〕1号"
	for query, want := range map[string]string{
		"2026-04-28": day, "2026/4/28": day, "2026.4.28": day, "20260428": day, "2026年4月28日": day, "二〇二六年四月二十八日": day, "２０２６年４月２８号": day,
		"4月28日": "龙政发〔2026〕5号 龙政办介字〔2026〕8号 龙政会纪〔2026〕13号 龙政会假字〔2026〕3号 龙政会纪〔2025〕3号 龙政督字〔2026〕2号", "4月29日": "龙政会假字〔2026〕3号",
		"2026-04": strings.Replace(month, "龙政会假字〔2026〕3号 ", "", 1), "2026年4月": strings.Replace(month, "龙政会假字〔2026〕3号 ", "", 1), "2026年4月 -33号楼": "龙政发〔2026〕5号 龙政会纪〔2026〕13号 龙政督字〔2026〕2号 龙政督字〔2026〕1号",
		"“2026-04-28”": "", "“20260428”": "龙政发〔2026〕5号", "-4月28日": "龙政发〔2026〕5号 龙政办介字〔2026〕8号 龙政会假字〔2026〕3号 龙政会纪〔2026〕3号 龙政会纪〔2025〕3号 龙政督字〔2026〕2号 龙政督字〔2026〕1号", "2026-04-27": "", "3月2日": "龙政会纪〔2026〕3号",
	} {
		if got := strings.Join(numbers(t, x, query, 0), " "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", query, got, want)
		}
	}
}

// TestAdviseCountsWhatWasAsked: a word that is a number counts the records that it finds.
func TestAdviseCountsWhatWasAsked(t *testing.T) {
	t.Parallel()
	x := mistakable(t)
	for query, want := range map[string]string{
		"会纪3号 火星": "[{会纪3号 3} {火星 0}]", "2026-04-28 火星": "[{2026-04-28 4} {火星 0}]", "“会纪3号” 火星": "[{会纪3号 0} {火星 0}]", "编号:会纪2026-3 火星": "[{会纪2026-3 1} {火星 0}]",
	} {
		advice, err := x.Advise(t.Context(), parsed(t, query), index.Access{})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(advice.Words); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}
