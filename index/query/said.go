package query

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/index/reading"
	"gongwen/templates"
)

// asked is a condition on fields of forms: what people look for in them.
type asked struct {
	name  string // of the fields
	value string
	exact bool // the value and nothing beside it
	plain bool // it stood in quotation marks: no span, whatever it looks like
	Vocabulary
}

// comparison is how what a field says is compared with what is looked for.
type comparison int

const (
	asWords   comparison = iota // contains it
	asDay                       // is in a span of days
	asAmount                    // is in a span of amounts
	asInteger                   // is in a span of integers
)

func (p Place) comparison() comparison {
	switch p.Type {
	case templates.TypeDate, templates.TypeTime:
		return asDay
	case templates.TypeMoney:
		return asAmount
	case templates.TypeInteger:
		return asInteger
	}
	return asWords
}

// said is the condition that one of the places says what is asked, each as its type
// is compared; where the value is none of the type, as a text. The reason says in
// Chinese why nothing can.
func (a asked) said(places []Place) (n Node, reason string) {
	by := map[comparison][]Place{}
	for _, p := range places {
		by[p.comparison()] = append(by[p.comparison()], p)
	}
	var any Or
	add := func(c comparison, span func(value string) (Node, string), term func(text string) string) {
		if len(by[c]) == 0 {
			return
		}
		within, wrong := span(a.value)
		switch {
		case wrong == "":
			any = append(any, a.within(by[c], within, term))
		case a.isSpan():
			reason = wrong
		default:
			by[asWords] = append(by[asWords], by[c]...)
		}
	}
	add(asDay, func(v string) (Node, string) { return dateIn(v, a.Vocabulary) }, dayTerm)
	add(asAmount, func(v string) (Node, string) { return amountIn(v, a.Vocabulary) }, amountTerm)
	add(asInteger, integerIn, integerTerm)
	switch {
	case len(by[asWords]) == 0:
	case !a.isSpan():
		any = append(any, a.text(by[asWords])...)
	case len(any) == 0 && reason == "":
		reason = fmt.Sprintf("“%s”填的是文字，不能比较大小；要找“%s”这几个字，请写 %s:“%s”", a.name, a.value, a.name, a.value)
	}
	switch len(any) {
	case 0:
		return nil, reason
	case 1:
		return any[0], ""
	}
	return any, ""
}

// isText reports whether what is asked can stand in a place as it was typed.
func (a asked) isText(places []Place) bool {
	return !a.isSpan() && slices.ContainsFunc(places, func(p Place) bool { return p.comparison() == asWords })
}

// isSpan reports whether the value asks for what is greater or less than something, as
// 甲至乙, which may be a text, does not.
func (a asked) isSpan() bool {
	folded := reading.Fold(a.value)
	first, _ := utf8.DecodeRuneInString(folded)
	return !a.plain && (strings.ContainsRune("<>≥≤", first) || strings.Contains(folded, ".."))
}

// text is the condition that the places contain the value, in any of its spellings; of
// a unit, also its name.
func (a asked) text(places []Place) (any Or) {
	values := []string{a.value}
	if a.UnitName != nil && slices.ContainsFunc(places, func(p Place) bool { return p.Type == templates.TypeUnit }) {
		if name := a.UnitName(a.value); reading.Fold(name) != reading.Fold(a.value) {
			values = append(values, name)
		}
	}
	// The index knows by itself which subjects can have a word.
	isSubject := func(p Place) bool { return p.Path == SubjectPath }
	fields := slices.DeleteFunc(slices.Clone(places), isSubject)
	subjects := slices.DeleteFunc(slices.Clone(places), func(p Place) bool { return !isSubject(p) })
	for _, value := range values {
		for _, spelling := range templates.Spellings(value) {
			w := NewWord(reading.Fold(spelling), false)
			is, how := w.In, "has"
			if a.exact {
				is, how = w.is, "is"
			}
			for _, alike := range [][]Place{subjects, fields} {
				if len(alike) > 0 {
					any = append(any, Said{Places: alike, Word: &w, Is: is, Key: key(alike, how, w.Text)})
				}
			}
		}
	}
	return any
}

// In reports whether a folded text contains the word, as written or by value.
func (w Word) In(text string) bool {
	return strings.Contains(text, w.Text) || w.ByValue != "" && strings.Contains(reading.ByValue(text), w.ByValue)
}

// is reports whether a folded text is the word, as written or by value.
func (w Word) is(text string) bool {
	return text == w.Text || w.ByValue != "" && reading.ByValue(text) == w.ByValue
}

// within is the condition that the places have a value in a span, which holds of terms
// that term makes of folded texts; empty for what is none.
func (a asked) within(places []Place, span Node, term func(text string) string) Node {
	said := Said{Places: places, Key: key(places, "within", reading.Fold(a.value)), Is: func(text string) bool {
		t := term(text)
		return t != "" && spans(span, t)
	}}
	if places[0].comparison() == asAmount { // amounts are all indexed
		return And{span, said}
	}
	return said
}

// key tells one Said from another.
func key(places []Place, how, value string) string {
	var b strings.Builder
	for _, p := range places {
		b.WriteString(p.Kind + " " + p.Path + "\x01")
	}
	return b.String() + how + "\x01" + value
}

// dayTerm is the day that a field of a form says, or at which its time is, as
// templates.Date and Moment write them: 2026年5月6日9时. It is empty for anything else.
// Every form of a kind may be looked at, so it is made out without more ado.
func dayTerm(text string) string {
	year, rest, ok1 := strings.Cut(text, "年")
	month, rest, ok2 := strings.Cut(rest, "月")
	day, _, ok3 := strings.Cut(rest, "日")
	if !ok1 || !ok2 || !ok3 || !isFigures(year, 4, 4) || !isFigures(month, 1, 2) || !isFigures(day, 1, 2) {
		return ""
	}
	return year + "-" + strings.Repeat("0", 2-len(month)) + month + "-" + strings.Repeat("0", 2-len(day)) + day
}

// isFigures reports whether a text is so many figures.
func isFigures(text string, least, most int) bool {
	return len(text) >= least && len(text) <= most && strings.Trim(text, "0123456789") == ""
}

// amountTerm is the amount that a field of a form says, in yuan.
func amountTerm(text string) string {
	n, reason := amountIn(text, Vocabulary{})
	if t, ok := n.(Term); ok && reason == "" {
		return t.Value
	}
	return ""
}

// integerTerm writes an integer so that greater ones sort later. Forms have no
// negative ones.
func integerTerm(text string) string {
	v := reading.OnlyNumber(text)
	if v == "" || strings.Contains(v, ".") || len(v) > 19 {
		return ""
	}
	return strings.Repeat("0", 19-len(v)) + v
}

func integerIn(value string) (Node, string) {
	from, to, reason := span(value, func(text string) (first, last, reason string) {
		term := integerTerm(text)
		if term == "" {
			return "", "", fmt.Sprintf("“%s”不是整数，请写成 12、>12 或 5..12", text)
		}
		return term, term, ""
	})
	if reason != "" {
		return nil, reason
	}
	return ranging("", from, to), ""
}
