package pdf

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
)

// looked is a table of text in lines, its cells with how they stand.
func looked(n *node) string {
	var lines []string
	for _, r := range n.children {
		line := ""
		for _, c := range r.children {
			line += fmt.Sprintf("[%s %s", c.attrs["align"], strings.ReplaceAll(c.text, paragraphEnd, "/"))
			if span := c.attrs["cols"] + "x" + c.attrs["rows"]; span != "1x1" {
				line += " " + span
			}
			line += "]"
		}
		if r.attrs["repeat"] == "yes" {
			line = "^" + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestTextTable(t *testing.T) {
	for want, rows := range map[string][][]string{
		"^[center 序号][center 金额][center 说明]\n[center 1][right 12.50][left 这一栏里写的是长一些的文字]\n[center 2][right -][left ]": {{"序号", "金额", "说明"}, {"1", "12.50", "这一栏里写的是长一些的文字"}, {"2", "-", ""}},
		// Years are words; figures in the first row are no head.
		"^[center 项目][center 2025][center 2026]\n[center 水][right 3][right 4]\n[center 电][right 5][right 6]": {{"项目", "2025", "2026"}, {"水", "3", "4"}, {"电", "5", "6"}},
		"[center 水][right 3]\n[center 电][right 5]":                                                           {{"水", "3"}, {"电", "5"}},
		// A head as deep as its deepest cell.
		"^[center 序号 1x2][center 资金 2x1]\n^[center 区级][center 上级]\n[center 1][right 8][right 9]\n[center 合计 2x1][right 9]": {{"序号", "资金", "<<"}, {"^^", "区级", "上级"}, {"1", "8", "9"}, {"合计", "<<", "9"}},
		// A deep cell beside single ones is no head.
		"[center 区财政局 1x2][center 筹措]\n[center 拨付]\n[center 区审计局][center 审计]": {{"区财政局", "筹措"}, {"^^", "拨付"}, {"区审计局", "审计"}},
		// What is part of nothing is an empty cell.
		"[center ][center 甲 1x2]\n[center 乙]\n[center 一/二][center 三]": {{"<<", "甲"}, {"乙", "^^"}, {"一<br>二", "三"}},
	} {
		got := textTable(rows)
		if looked(got) != want {
			t.Errorf("got\n%s\nwanted\n%s", looked(got), want)
		}
		if _, err := grid(got); err != nil {
			t.Errorf("%v: %v", rows, err)
		}
	}
}

func TestTextSize(t *testing.T) {
	for size, rows := range map[string][][]string{
		"四号": {{"序号", "名称"}, {"1", "甲"}},
		"小四": {{"序号", "单位", "资金", "任务"}, {"1", "区住房和城乡建设局", "1,234,567.80", strings.Repeat("统筹协调防汛抗旱工作，", 6)}},
	} {
		if got := textSize(merge(rows)); got != size {
			t.Errorf("%v: %s", rows, got)
		}
	}
}

// TestPrintSetsTablesOfTheText: where a form's text has a table it stands there, its
// caption with it, its head on each of its pages; elsewhere its cells are parted by
// blanks.
func TestPrintSetsTablesOfTheText(t *testing.T) {
	text := "现将任务分解如下：\n表1　任务分解\n单位：万元\n序号\t单位\t金额"
	for i := range 60 {
		text += fmt.Sprintf("\n%d\t区城市管理局\t%d.50", i+1, 100+i)
	}
	k := builtinKind(t, "outgoing")
	d := exampleData(t, k)
	d.Values["lead"] = text + "\n请遵照执行。"
	template, err := Parse(k)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	printed, err := testRenderer(t).Print(&b, template, d)
	if err != nil {
		t.Fatal(err)
	}
	if want := "现将任务分解如下：\n表1　任务分解\n单位：万元\n序号\t单位\t金额\n1\t区城市管理局\t100.50\n"; !strings.Contains(printed.Text, want) || !strings.Contains(printed.Text, "60\t区城市管理局\t159.50\n请遵照执行。") {
		t.Errorf("the text is\n%s", printed.Text)
	}
	for i, page := range words(t, b.Bytes()) {
		lines := linesOf(page)
		head := slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(strings.ReplaceAll(l, " ", ""), "序号单位") })
		rows := slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, "区城市管理局") })
		if rows && !head {
			t.Errorf("page %d has rows and no head", i+1)
		}
		if slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "表1") }) && !rows {
			t.Errorf("page %d has a caption and no rows", i+1)
		}
	}

	slip := builtinKind(t, "rectification")
	if template, err = Parse(slip); err != nil {
		t.Fatal(err)
	}
	d = exampleData(t, slip)
	for _, f := range slip.Fields {
		if f.Type == templates.TypeParagraph {
			d.Values[f.Key] = "序号\t单位\t<<\n1\t甲\t乙"
			break
		}
	}
	if printed, err = testRenderer(t).Print(&b, template, d); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(printed.Text, "<<") || !strings.Contains(printed.Text, "1　甲　乙") && !strings.Contains(printed.Text, "1 甲 乙") {
		t.Errorf("on a slip\n%s", printed.Text)
	}
}

func builtinKind(tb testing.TB, key string) *templates.Kind {
	tb.Helper()
	all := builtinKinds(tb)
	return all[slices.IndexFunc(all, func(k *templates.Kind) bool { return k.Key == key })]
}
