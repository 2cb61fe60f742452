package view

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
)

// cells are what a line has in each column of the view, nil for nothing.
func (o *overview) cells(l *line) []any {
	cells := make([]any, len(o.Columns))
	amount := 0
	for i := range o.Columns {
		c := &o.Columns[i]
		switch by := o.groupOf(c); {
		case by >= 0:
			cells[i] = l.group[by]
		case len(c.Less) > 0:
			cells[i] = o.less(cells, c)
		case c.Take == templates.Balance:
			if l.said[amount] {
				cells[i] = figure(c.Type, l.balance[amount])
			}
			amount++
		default:
			cells[i] = o.take(l, c)
		}
	}
	return cells
}

// groupOf is which of View.By a column shows; -1 for none.
func (o *overview) groupOf(c *templates.ViewColumn) int {
	if len(c.From) != 1 {
		return -1
	}
	return slices.Index(o.By, c.From[0].Of)
}

// figure is an amount as a cell has it.
func figure(t templates.Type, amount int64) any {
	if t == templates.TypeMoney {
		return templates.Fen(amount)
	}
	return amount
}

func amountIn(cell any) (amount int64, ok bool) {
	switch v := cell.(type) {
	case templates.Fen:
		return int64(v), true
	case int64:
		return v, true
	}
	return 0, false
}

// less takes from the first of some columns the others. Without the first there is
// nothing to take from; without one of the others nothing is taken.
func (o *overview) less(cells []any, c *templates.ViewColumn) any {
	rest, ok := amountIn(cells[o.place(c.Less[0])])
	if !ok {
		return nil
	}
	for _, key := range c.Less[1:] {
		amount, _ := amountIn(cells[o.place(key)])
		rest -= amount
	}
	return figure(c.Type, rest)
}

// place is where the column with a key stands.
func (o *overview) place(key string) int {
	return slices.IndexFunc(o.Columns, func(c templates.ViewColumn) bool { return c.Key == key })
}

// taken are the values that a column takes from the records of a line that stand, with
// the record each is from.
type taken struct {
	value any
	from  *record
}

func (o *overview) taken(l *line, c *templates.ViewColumn, stands bool) []taken {
	var all []taken
	for _, r := range l.records {
		if r.Stands() != stands {
			continue
		}
		for _, s := range c.From {
			if s.Kind() != r.Kind.Key || !s.Applies(r.Values) {
				continue
			}
			for _, value := range o.values(r, s.Path()) {
				all = append(all, taken{value, r})
			}
		}
	}
	return all
}

// end is the first or last of what a column takes. Where no record that stands says what
// something is called, one that does not still tells.
func (o *overview) end(l *line, c *templates.ViewColumn) (t taken, ok bool) {
	all := o.taken(l, c, true)
	if len(all) == 0 && c.Type != templates.TypeMoney && c.Type != templates.TypeInteger {
		all = o.taken(l, c, false)
	}
	switch {
	case len(all) == 0:
		return taken{}, false
	case c.Take == templates.Last:
		return all[len(all)-1], true
	}
	return all[0], true
}

// take is what a column other than a balance has of a line.
func (o *overview) take(l *line, c *templates.ViewColumn) any {
	switch c.Take {
	case templates.Count:
		return int64(len(o.taken(l, c, true)))
	case templates.Each:
		return o.each(l, c)
	}
	if one, ok := o.end(l, c); ok {
		return plain(one.value, c.Type)
	}
	if len(c.From) == 1 && c.From[0].Of == o.Of+"."+templates.OfNumber && len(c.From[0].When) == 0 {
		return l.missingNumber()
	}
	return nil
}

// missingNumber is the number of the record that a line would begin with, were it on file.
func (l *line) missingNumber() any {
	for _, tie := range l.missing {
		if tie.Path == templates.NumberPath {
			return tie.Value
		}
	}
	return nil
}

// plain is a value as a cell of a type has it.
func plain(value any, t templates.Type) any {
	switch v := value.(type) {
	case int64, templates.Fen, templates.Date, templates.Moment:
		if t != templates.TypeText && t != templates.TypeParagraph {
			return v
		}
	case string:
		return v
	}
	return templates.Text(value)
}

// mostEach is how many values a cell tells one by one; the detail has all.
const mostEach = 10

// each are all values, once.
func (o *overview) each(l *line, c *templates.ViewColumn) any {
	var texts []string
	seen := map[string]bool{}
	for _, t := range o.taken(l, c, true) {
		if text := templates.Text(t.value); text != "" && !seen[text] {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	switch {
	case len(texts) == 0:
		return nil
	case len(texts) > mostEach:
		return fmt.Sprintf("%s等%d个，见%s", strings.Join(texts[:mostEach], "、"), len(texts), detailSheet)
	}
	return strings.Join(texts, "、")
}

// mostText is how many characters of numbers a cell takes: a spreadsheet's cells hold
// 32,767.
const mostText = 30_000

// numbers are those of the records that count in a line.
func numbers(l *line) any {
	var b strings.Builder
	length, told, all := 0, 0, 0
	for _, r := range l.records {
		if !r.Stands() {
			continue
		}
		all++
		if length > mostText {
			continue
		}
		if told > 0 {
			b.WriteString("、")
		}
		b.WriteString(r.Number)
		length += utf8.RuneCountInString(r.Number) + 1
		told++
	}
	if told < all {
		fmt.Fprintf(&b, "等%d份，见%s", all, detailSheet)
	}
	if b.Len() == 0 {
		return nil
	}
	return b.String()
}
