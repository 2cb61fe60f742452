package query

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongwen/index/reading"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// condition is a field that a query can ask for by name.
type condition struct {
	field   Field
	names   []string // the first is the usual one
	example string
	// read makes the condition of its value, or says in Chinese what is wrong.
	read func(value string, v Vocabulary) (n Node, reason string)
}

// conditions are all of them.
var conditions = []condition{
	{Kind, []string{"类别", "种类", "表单", "kind"}, "请假", kindIs},
	{Number, []string{"编号", "文号", "number"}, "青政发〔2026〕3号", numberHas},
	{Person, []string{"人员", "姓名", "person"}, "王小明", personHas},
	{Unit, []string{"单位", "部门", "unit"}, "财政局", unitIs},
	{Date, []string{"日期", "时间", "date"}, "2026-01..2026-06", dateIn},
	{Year, []string{"年度", "年份", "year"}, "2026", yearIs},
	{Amount, []string{"金额", "amount"}, ">50000", amountIn},
	{Secrecy, []string{"密级", "secrecy"}, "秘密", secrecyIs},
	{Manner, []string{templates.MannerLabel, "signing"}, templates.Desk.Short(), mannerIs},
	{Article, []string{"条款", "article"}, "第八十一条", articleIs},
}

func kindIs(value string, _ Vocabulary) (Node, string) {
	return Or{Term{Kind, normal.Key(value)}, Terms{Field: Title, Is: containing(reading.Fold(value))}}, ""
}

func numberHas(value string, _ Vocabulary) (Node, string) {
	return asReadings(spelt(value, true)), ""
}

func personHas(value string, _ Vocabulary) (Node, string) {
	var spelt []func(string) bool
	for _, spelling := range templates.Spellings(value) {
		spelt = append(spelt, containing(reading.Fold(spelling)))
	}
	return Terms{Field: Person, Is: func(person string) bool {
		return slices.ContainsFunc(spelt, func(is func(string) bool) bool { return is(person) })
	}}, ""
}

// spelt is a word in each spelling that forms are read with as one value: who looks for
// (0459)6240551 finds 0459-6240551.
func spelt(value string, inNumber bool) (words []Node) {
	for _, spelling := range templates.Spellings(value) {
		w := NewWord(reading.Fold(spelling), inNumber)
		if !slices.ContainsFunc(words, func(n Node) bool { return n == w || w.ByValue != "" && n.(Word).ByValue == w.ByValue }) {
			words = append(words, w)
		}
	}
	return words
}

func unitIs(value string, v Vocabulary) (Node, string) {
	has := containing(reading.Fold(value))
	return Terms{Field: Unit, Is: func(unit string) bool { return has(unit) || v.SameUnit != nil && v.SameUnit(unit, value) }}, ""
}

func yearIs(value string, _ Vocabulary) (Node, string) {
	from, to, reason := span(value, func(text string) (first, last, reason string) {
		if v := reading.OnlyNumber(strings.TrimSuffix(text, "年")); len(v) == 4 {
			return v, v, ""
		}
		return "", "", fmt.Sprintf("“%s”不是年度，请写成 2026 或 2024..2026", text)
	})
	if reason != "" {
		return nil, reason
	}
	return ranging(Year, from, to), ""
}

func amountIn(value string, _ Vocabulary) (Node, string) {
	from, to, reason := span(value, func(text string) (first, last, reason string) {
		fen, ok := reading.Fen(reading.OnlyNumber(strings.TrimSuffix(strings.TrimSuffix(text, "整"), "元")))
		if !ok {
			return "", "", fmt.Sprintf("“%s”不是金额，请写成 50000、5万 或 1万..5万", text)
		}
		term := AmountTerm(templates.Fen(fen))
		return term, term, ""
	})
	if reason != "" {
		return nil, reason
	}
	return ranging(Amount, from, to), ""
}

func secrecyIs(value string, _ Vocabulary) (Node, string) {
	if slices.Contains([]string{"无", "公开", "不涉密"}, value) {
		return Not{Terms{Field: Secrecy}}, ""
	}
	return Terms{Field: Secrecy, Is: containing(reading.Fold(value))}, ""
}

// mannerIs takes a part of what a manner is called: on paper is also what was signed on
// paper with a scan.
func mannerIs(value string, _ Vocabulary) (Node, string) {
	has := containing(reading.Fold(value))
	var any Or
	var names []string
	for _, m := range templates.Manners {
		if has(m.Short()) || has(m.Chinese()) {
			any = append(any, Term{Manner, m.Short()})
		}
		names = append(names, m.Short())
	}
	if len(any) == 0 {
		return nil, "没有“" + value + "”这种签批，有：" + strings.Join(names, "、")
	}
	return any, ""
}

func articleIs(value string, _ Vocabulary) (Node, string) {
	from, to, reason := span(value, func(text string) (first, last, reason string) {
		v := reading.OnlyNumber(strings.TrimSuffix(strings.TrimPrefix(text, "第"), "条"))
		n, err := strconv.Atoi(v)
		if err != nil {
			return "", "", fmt.Sprintf("“%s”不是条款，请写成 81 或 第八十一条", text)
		}
		term := ArticleTerm(n)
		return term, term, ""
	})
	if reason != "" {
		return nil, reason
	}
	return ranging(Article, from, to), ""
}

// containing accepts values that contain the folded text, as written or by value.
func containing(text string) func(value string) bool {
	w := NewWord(text, false)
	return func(value string) bool { return w.In(reading.Fold(value)) }
}
