package templates

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestPassages(t *testing.T) {
	for text, want := range map[string]string{
		"甲。\n乙。": "甲。 / 乙。",
		"如下：\n序号\t名称\n1\t甲\n完。": "如下： / [序号|名称][1|甲] / 完。",
		"电话\t123": "电话\t123",
		"|序号|名称|\n|---|:--|\n| 1 | 甲 |": "[序号|名称][1|甲]",
		"序号｜名称\n1｜甲":                    "[序号|名称][1|甲]",
		"甲|乙":                           "甲|乙",
		"\t一季度\t二季度\n甲\t1\t2\n乙\t3":     "[|一季度|二季度][甲|1|2][乙|3|]",
		"甲\t乙\t\t\n丙\t丁\t\t":            "[甲|乙][丙|丁]",
		"甲\t乙\n丙\t丁\n子|丑\n寅|卯":          "[甲|乙][丙|丁] / [子|丑][寅|卯]",
		"资金\t<<\n^^\t上级":                "[资金|<<][^^|上级]",
		"甲|\n|乙|\n丙":                    "甲| / |乙| / 丙",
		"||甲|\n| 乙 |":                   "[|甲][乙|]",
	} {
		var got []string
		for _, p := range Passages(text) {
			if p.Rows == nil {
				got = append(got, p.Text)
				continue
			}
			table := ""
			for _, row := range p.Rows {
				table += fmt.Sprintf("[%s]", strings.Join(row, "|"))
			}
			got = append(got, table)
		}
		if said := strings.Join(got, " / "); said != want {
			t.Errorf("%q: %s, wanted %s", text, said, want)
		}
	}
}

// TestPassagesOfMuch: lines with cells that are no table are looked at once, and one line
// with many tabs does not make every other as long.
func TestPassagesOfMuch(t *testing.T) {
	for _, text := range []string{strings.Repeat("甲|\n", 6000), strings.Repeat("\t", 10_000) + "甲" + strings.Repeat("\n乙\t丙", 3000)} {
		start := time.Now()
		for _, p := range Passages(text) {
			if p.Rows != nil {
				t.Errorf("a table of %d columns", len(p.Rows[0]))
			}
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%.10q…: %v", text, took)
		}
	}
	for cells, table := range map[int]bool{MaxCells: true, MaxCells + 1: false} {
		for _, merged := range []int{0, MaxColumns - cells} {
			row := strings.Repeat("甲\t", cells-1) + "乙" + strings.Repeat("\t"+CellLeft, merged)
			if p := Passages(row + "\n" + row); (p[0].Rows != nil) != table {
				t.Errorf("%d cells and %d columns are a table: %v", cells, cells+merged, !table)
			}
		}
	}
}

// TestPassagesOfTabular: what is made a text is read as the table it was.
func TestPassagesOfTabular(t *testing.T) {
	rows := [][]string{{"", "甲\t乙", CellLeft}, {CellAbove, "丙\n丁", ""}, {"一|二", "", "三"}}
	p := Passages(Tabular(rows))
	if want := [][]string{{"", "甲 乙", CellLeft}, {CellAbove, "丙" + CellBreak + "丁", ""}, {"一|二", "", "三"}}; len(p) != 1 || fmt.Sprint(p[0].Rows) != fmt.Sprint(want) {
		t.Errorf("%v", p)
	}
}

// TestFieldParseKeepsTables: blanks that indent go, an empty first cell stays, and what
// has been read is read as the same again.
func TestFieldParseKeepsTables(t *testing.T) {
	f := Field{Type: TypeParagraph}
	for typed, want := range map[string]string{
		"\t一季度\t二季度\r\n甲\t1\t2\r\n\t\t3\r\n": "\t一季度\t二季度\n甲\t1\t2\n\t\t3",
		"\t各单位按期报送。\n　　乙。":                   "各单位按期报送。\n乙。",
		"甲\t1\n\t各单位按期报送。":                   "甲\t1\n各单位按期报送。",
		"事项\t备注\n甲\t\n乙\t1\n完毕。\t":           "事项\t备注\n甲\t\n乙\t1\n完毕。",
		"事项\t\n甲\t1":                         "事项\t\n甲\t1",
		"甲\t1\n\t\n\t2":                      "甲\t1\n\t2",
		"甲\t\n乙。":                            "甲\n乙。",
	} {
		got, err := f.Parse(typed)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
		if again, _ := f.Parse(got); again != got {
			t.Errorf("%q again: %q", typed, again)
		}
	}
}

func TestCounting(t *testing.T) {
	for n, want := range map[int]string{1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一百", 102: "一百〇二", 110: "一百一十", 999: "九百九十九", 1000: "1000", 0: "0"} {
		if got := Counting(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
