package xlsx

import (
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/normal"
	"gongwen/templates/table/layout"
)

// A form's short fields stand two in a row, as on paper. What belongs together does not
// part for that: a person and the post, a beginning and an end.

// shortAnswer is how wide an answer may be, in halves of a Chinese character, to fit half
// a row.
const shortAnswer = 26

// longLabel is how wide a label may be that takes two lines beside its value.
const longLabel = 24

// pairing tells which of a kind's fields are short.
type pairing struct {
	usual map[string]any // the kind's example, by normal.Key of label or key
}

func newPairing(k *templates.Kind) pairing {
	const most = 20_000
	example, usual := map[string]any{}, map[string]any{}
	if bounded.DecodeYAML([]byte(k.Example), most, &example) == nil {
		for name, value := range example {
			usual[normal.Key(name)] = value
		}
	}
	return pairing{usual}
}

// short reports whether a field fits half a row. How long a text usually is the kind's
// example shows.
func (p pairing) short(f *templates.Field) bool {
	if layout.Chars(f.Label) > longLabel {
		return false
	}
	switch f.Type {
	case templates.TypeDate, templates.TypeTime, templates.TypePerson, templates.TypePhone, templates.TypeInteger,
		templates.TypeMoney, templates.TypeYesNo, templates.TypeUnit:
		return true
	case templates.TypeChoice:
		return widest(f.Choices) <= shortAnswer
	case templates.TypeText, templates.TypeFile:
		value, ok := p.usual[normal.Key(f.Label)]
		if !ok {
			value, ok = p.usual[normal.Key(f.Key)]
		}
		if ok {
			return layout.Chars(templates.Text(value)) <= shortAnswer
		}
		return layout.Chars(f.Note) <= shortAnswer
	}
	return false
}

// rows puts the fields of a form into rows of one or two, lists alone. Of the ways to
// pair a run of short fields the one with the fewest rows is taken, and of those the one
// that parts the fewest that belong together.
func (p pairing) rows(fields []templates.Field) [][]*templates.Field {
	var rows [][]*templates.Field
	for i := 0; i < len(fields); {
		n := i
		for n < len(fields) && p.short(&fields[n]) {
			n++
		}
		rows = append(rows, pairs(fields[i:n])...)
		if n < len(fields) {
			rows = append(rows, []*templates.Field{&fields[n]})
			n++
		}
		i = n
	}
	return rows
}

func pairs(run []templates.Field) [][]*templates.Field {
	const (
		aRow     = 10
		together = -6
	)
	cost := make([]int, len(run)+1) // of the fields from the n-th on
	paired := make([]bool, len(run))
	for n := len(run) - 1; n >= 0; n-- {
		cost[n] = aRow + cost[n+1]
		if n+1 == len(run) {
			continue
		}
		two := aRow + cost[n+2]
		if run[n].PairsWith(&run[n+1]) {
			two += together
		}
		if two <= cost[n] {
			cost[n], paired[n] = two, true
		}
	}
	var rows [][]*templates.Field
	for n := 0; n < len(run); n++ {
		if paired[n] {
			rows = append(rows, []*templates.Field{&run[n], &run[n+1]})
			n++
			continue
		}
		rows = append(rows, []*templates.Field{&run[n]})
	}
	return rows
}

// isPost reports whether a field asks for somebody's post, as the roster has it.
func isPost(f *templates.Field) bool {
	return f.Type == templates.TypeText && strings.HasSuffix(f.Label, "职务")
}

// isNames reports whether a list is no more than names, or names with a post beside each,
// as of those who attend a meeting.
func isNames(f *templates.Field) bool {
	person := func(c templates.Field) bool { return c.Type == templates.TypePerson }
	other := func(c templates.Field) bool {
		return c.Type != templates.TypePerson && c.Type != templates.TypeText
	}
	return f.Type == templates.TypeList && len(f.Columns) <= 2 && slices.ContainsFunc(f.Columns, person) && !slices.ContainsFunc(f.Columns, other)
}
