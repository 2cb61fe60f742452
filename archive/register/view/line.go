package view

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// line is what one row is made of.
type line struct {
	records []*record // those that are shown, in the order of filing
	head    *record   // the one it begins with, which need not be shown; nil where it is not on file
	group   []any     // what the records have in common, for View.By
	missing []templates.Tie
	balance []int64 // by amount
	said    []bool  // by amount
}

// void reports whether no record of the line counts.
func (l *line) void() bool {
	return !slices.ContainsFunc(l.records, func(r *record) bool { return r.Stands() })
}

// makeLines puts the records together, works out their effects and takes the lines that
// are selected.
func (o *overview) makeLines() {
	b := o.newBelonging()
	groups := map[int][]any{}
	if o.Of != "" {
		b.find()
	} else {
		b.group(groups)
	}
	s := o.selection
	for _, r := range o.records {
		r.counts = r.seen && r.Stands() && (o.Flows || s.To.IsZero() || !r.Day.After(s.To.Time))
	}
	o.post(b)
	all := map[int]*line{}
	var order []int
	for _, r := range o.records {
		if r.line == none {
			continue
		}
		l := all[r.line]
		if l == nil {
			l = &line{group: groups[r.line], balance: make([]int64, len(o.amounts)), said: make([]bool, len(o.amounts))}
			all[r.line] = l
			order = append(order, r.line)
		}
		if r.Kind.Key == o.Of && r.seen && (l.head == nil || !l.head.Stands() && r.Stands()) {
			l.head = r
		}
		if o.chooses(r) {
			l.records = append(l.records, r)
		}
	}
	var missing map[int][]templates.Tie
	if o.Of != "" {
		missing = b.missing()
	}
	for _, at := range order {
		l := all[at]
		if l.missing = missing[at]; !o.wanted(l) {
			continue
		}
		for _, r := range l.records {
			r.chosen = true
			for i, e := range r.effects {
				l.balance[i] += e.by
				l.said[i] = l.said[i] || e.said
			}
		}
		o.lines = append(o.lines, l)
	}
	slices.SortStableFunc(o.lines, o.compare)
}

// group puts the records together that have something in common, each with what that is.
func (b *belonging) group(groups map[int][]any) {
	for _, r := range b.records {
		var key strings.Builder
		var values []any
		for _, by := range b.By {
			value := b.common(r, by)
			values = append(values, value)
			key.WriteString(normal.Key(templates.Text(value)) + "\x00")
		}
		r.line = b.named("=" + key.String())
		if groups[r.line] == nil {
			groups[r.line] = values
		}
	}
}

// common is what a record may have in common with others.
func (o *overview) common(r *record, by string) any {
	switch f := r.Kind.Field(by); {
	case by == templates.ByUnit:
		return o.unit(r.Unit)
	case f == nil && by == templates.ByYear:
		if r.Day.IsZero() {
			return nil
		}
		return int64(r.Day.Year())
	}
	return r.Values[by]
}

// chooses reports whether a record is shown, if its line is.
func (o *overview) chooses(r *record) bool {
	s := o.selection
	switch {
	case !r.seen:
		return false
	case o.Of == "" && (!s.HasYear(r.Year) || s.Unit != "" && o.unit(r.Unit) != o.unit(s.Unit)):
		return false
	case o.Flows:
		return s.Has(r.Day)
	}
	return s.To.IsZero() || !r.Day.After(s.To.Time)
}

// withholds reports whether a record is not shown for its degree of secrecy alone: it would
// else have been in a line of the selection.
func (o *overview) withholds(r *record) bool {
	s := o.selection
	return r.secret && r.line != none && s.HasYear(r.Year) && s.Has(r.Day) && (s.Unit == "" || o.unit(r.Unit) == o.unit(s.Unit))
}

// wanted reports whether the selection has a line.
func (o *overview) wanted(l *line) bool {
	s := o.selection
	if len(l.records) == 0 || !slices.ContainsFunc(l.records, func(r *record) bool { return s.Has(r.Day) }) {
		return false
	}
	if o.Of == "" {
		return true
	}
	begins := l.head
	if begins == nil {
		begins = l.records[0]
	}
	return s.HasYear(begins.Year) && (s.Unit == "" || o.unit(begins.Unit) == o.unit(s.Unit))
}

// compare orders lines by the numbers of the records they begin with, and those of which
// these are not on file behind; or by what their records have in common.
func (o *overview) compare(x, y *line) int {
	for i := range x.group {
		if c := compareValues(x.group[i], y.group[i]); c != 0 {
			return c
		}
	}
	switch {
	case x.head == nil && y.head == nil:
		return cmp.Compare(x.missingText(), y.missingText())
	case x.head == nil:
		return 1
	case y.head == nil:
		return -1
	}
	return cmp.Or(cmp.Compare(x.head.Year, y.head.Year), cmp.Compare(x.head.Serial, y.head.Serial))
}

func compareValues(x, y any) int {
	a, one := x.(int64)
	b, other := y.(int64)
	if one && other {
		return cmp.Compare(a, b)
	}
	return cmp.Compare(templates.Text(x), templates.Text(y))
}

func (l *line) missingText() string {
	var all []string
	for _, tie := range l.missing {
		all = append(all, tie.Value)
	}
	return strings.Join(all, "、")
}

// unit is that of the line: of the record it begins with, or of the first there is.
func (o *overview) unitOf(l *line) string {
	if i := slices.Index(o.By, templates.ByUnit); i >= 0 {
		return templates.Text(l.group[i])
	}
	if l.head != nil {
		return o.unit(l.head.Unit)
	}
	return o.unit(l.records[0].Unit)
}

// mostSaid is how many records a remark tells of one by one.
const mostSaid = 5

// remarks are what an auditor has to know of a line beside its figures.
func (o *overview) remarks(l *line) string {
	var said []string
	for _, tie := range l.missing {
		switch {
		case tie.Path != templates.NumberPath:
			said = append(said, "档案中没有这个"+o.kinds[0].Title)
		case o.lost[tie.Value]:
			said = append(said, fmt.Sprintf("%s的档案遗失", tie.Value))
		default:
			said = append(said, fmt.Sprintf("档案中没有%s这份%s", tie.Value, o.kinds[0].Title))
		}
	}
	if o.Of != "" && l.head == nil && len(l.missing) == 0 {
		said = append(said, fmt.Sprintf("这份%s不在查看范围之内", o.kinds[0].Title))
	}
	ended := map[string][]string{}
	for _, r := range l.records {
		if !r.Stands() {
			why := "已作废"
			if r.Voided == nil {
				why = r.Status()
			}
			ended[why] = append(ended[why], r.Number)
		}
	}
	for _, why := range slices.Sorted(maps.Keys(ended)) {
		numbers := ended[why]
		more := ""
		if len(numbers) > mostSaid {
			more = fmt.Sprintf("等%d份", len(numbers))
			numbers = numbers[:mostSaid]
		}
		said = append(said, strings.Join(numbers, "、")+more+why)
	}
	unread := 0
	for _, r := range l.records {
		if r.Unread == "" {
			continue
		}
		if unread++; unread <= mostSaid {
			said = append(said, r.Number+r.Unread)
		}
	}
	if unread > mostSaid {
		said = append(said, fmt.Sprintf("等%d份有内容读不出", unread))
	}
	return strings.Join(said, "；")
}
