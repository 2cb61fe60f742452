package pdf

import (
	"errors"
	"fmt"
	"html/template"
	"strings"

	"gongwen/templates"
)

// functions are what templates can call beside Go's own.
var functions = template.FuncMap{
	"add":         func(a, b int) int { return a + b },
	"bracketed":   bracketed, // bracketed .post → （区教育局局长）; nothing when there is none
	"capitals":    capitals,  // 7 → 柒; an amount → 人民币…元整
	"clause":      clause,    // clause .form.errand: without the full stop at its end, to be continued
	"comrades":    comrades,  // comrades .form.bearer .form.people → 沈望舒等贰名同志
	"days":        days,      // days .form.from .form.until → 3, both ends counted
	"default":     otherwise,
	"last":        last,
	"join":        join, // join .form.present "name" "、"
	"text":        templates.Text,
	"titled":      titled,      // titled .unit .form.post: the post after its unit, which is said once
	"sentence":    sentence,    // sentence .opinion: with a full stop at its end, unless it has a mark of its own
	"serial":      serial,      // serial 6 .form.copy → 000007
	"trimEnd":     trimEnd,     // trimEnd .form.name "纪要": without the word at its end, to be said after it
	"trimStart":   trimStart,   // trimStart .form.errand "联系": without the word at its beginning
	"sum":         sum,         // sum .form.items "amount": what the amounts of a column come to
	"yuan":        yuan,        // yuan .form.cost → 1,240.00元; nothing when it was left empty
	"ordinal":     ordinal,     // ordinal 0 → 一, for {{range $i, $item := …}}
	"addressed":   addressed,   // addressed .form.applicant → 你, 你们, 你单位
	"afterPlace":  afterPlace,  // afterPlace .form.place .form.name: the event without the place said before
	"fullName":    fullName,    // fullName .government .unit → 青山区财政局, as it signs
	"prose":       prose,       // prose .form.loss → 3.6万元
	"localName":   localName,   // localName .government → 区政府
	"thisYear":    thisYear,    // thisYear .date .form.happened → 7月14日6时40分
	"named":       named,       // named .wording .form.outcome: the sentences under that name
	"labelled":    labelled,    // labelled .labels "主送机关" "发放范围": the first of them that is filled in
	"unnumbered":  unnumbered,  // unnumbered .heading: without the number that its place gives it
	"withWeekday": withWeekday, // withWeekday .form.held → 2026年5月15日（星期五）14时
	"addressees":  addressees,  // addressees .form.attendees: the units among those who come
}

func capitals(v any) (string, error) {
	switch v := v.(type) {
	case int64:
		return templates.Capitals(v), nil
	case int:
		return templates.Capitals(int64(v)), nil
	case templates.Fen:
		return templates.MoneyInCapitals(v), nil
	}
	if templates.Text(v) == "" {
		return "", nil
	}
	return "", fmt.Errorf("capitals：%v 不是整数或金额", v)
}

func days(from, until any) (int, error) {
	a, okA := from.(templates.Date)
	b, okB := until.(templates.Date)
	if !okA || !okB {
		return 0, errors.New("days：要两个日期")
	}
	return a.DaysUntil(b) + 1, nil
}

// clause leaves off the mark at the end of a text that the template goes on
// from, so that none stands twice.
func clause(v any) string {
	return strings.TrimRight(templates.Text(v), "。；，、：．.: ")
}

// otherwise takes the place of a value that was left empty.
func otherwise(instead string, v any) any {
	if templates.Text(v) == "" {
		return instead
	}
	return v
}

// serial is a number of so many digits, with zeros before it.
func serial(digits int, v any) string {
	text := templates.Text(v)
	if text == "" {
		return ""
	}
	return strings.Repeat("0", max(digits-len(text), 0)) + text
}

// last is the last row of a list, nothing of an empty one.
func last(list rows) any {
	if len(list) == 0 {
		return nil
	}
	return list[len(list)-1]
}

// join puts one column of a list on a line.
func join(list rows, column, separator string) string {
	var parts []string
	for _, row := range list {
		if text := templates.Text(row[column]); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, separator)
}

// sum is what the amounts in one column of a list come to.
func sum(list rows, column string) templates.Fen {
	var total templates.Fen
	for _, row := range list {
		if amount, ok := row[column].(templates.Fen); ok {
			total += amount
		}
	}
	return total
}

// yuan is an amount with its unit.
func yuan(v any) string {
	if _, filled := v.(templates.Fen); !filled {
		return ""
	}
	return templates.Text(v) + "元"
}

// ordinal counts headings from 0 as documents do: 一, 二 … 十一, 二十.
func ordinal(i int) string { return templates.Counting(i + 1) }
