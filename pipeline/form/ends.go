package form

import (
	"regexp"
	"slices"
	"strings"

	"gongwen/templates"
)

// ends reports whether a row is none of a table's any more.
func (l *layout) ends(t *table, row int) bool {
	first := l.firstFilled(row)
	if first < 0 {
		return false
	}
	at := spot{row, first}
	switch {
	case at == l.kindMark, l.across(t, row), l.hasFurniture(row), l.belowForm(t, row):
		return true
	case t.repeated(l, row):
		return false
	case l.heads(row) != nil:
		return true
	}
	fits := l.fits(t, row)
	if fits == surely {
		return false
	}
	if f := l.marked[at]; f != nil {
		return !l.labelledBefore(f, t)
	}
	if l.heads(row+1) != nil && !t.repeated(l, row+1) || fits == no && l.headsBelow(row) {
		return true
	}
	// A label that was changed. A whole row right under another is one of the list, unless
	// the form cannot do without that field: a person may well be called what one is.
	f := l.kind.FieldNamed(l.meant(l.text(at)))
	return f != nil && (f.Required || fits == no || l.firstFilled(row-1) < 0)
}

// target is what a row of the exceptions (例外) names a finding by, besides labels.
var target = regexp.MustCompile(`^\s*[A-Za-zＡ-Ｚａ-ｚ][0-9０-９]{3}(?:[-－][0-9０-９]+)?\s*$`)

// belowForm reports whether a row stands apart below the exceptions, which are the last
// of a form, and names no finding: it is something said at the foot.
func (l *layout) belowForm(t *table, row int) bool {
	if t.field.Key != templates.Exceptions.Key || l.firstFilled(row-1) >= 0 {
		return false
	}
	for _, h := range t.columns {
		if h.field.Key == exceptionTarget {
			at := spot{row, h.col}
			list, column, _ := strings.Cut(l.sheet.label(row, h.col), "·")
			return l.marked[at] == nil && !target.MatchString(l.text(at)) && (column == "" || l.named[list] == nil)
		}
	}
	return false
}

// exceptionTarget is the key of the exceptions' column that names a finding.
const exceptionTarget = "target"

// across reports whether in a row a merged cell goes over more than one column of a table:
// it is no row of the list, but something said below it, or the row of a field.
func (l *layout) across(t *table, row int) bool {
	for col := t.Left; col <= t.Right; {
		a, covers := l.sheet.Area(row, col), 0
		for _, h := range t.columns {
			if a.Left < a.Right && h.col <= a.Right && a.Left <= h.last {
				covers++
			}
		}
		if covers > 1 {
			return true
		}
		col = a.Right + 1
	}
	return false
}

// hasFurniture reports whether a hint or note stands in a row. Tables have none.
func (l *layout) hasFurniture(row int) bool {
	for _, text := range l.sheet.Rows[row] {
		if shown(text) && l.furniture.Has(text) {
			return true
		}
	}
	return false
}

// repeated reports whether a row repeats the heads of the table, as on a second page. If
// a list that has lost its label has the same heads, they are its own.
func (t *table) repeated(l *layout, row int) bool {
	if row >= len(l.sheet.Rows) {
		return false
	}
	for _, h := range t.columns {
		if l.columnLabelled(t.field, l.sheet.Text(row, h.col)) != h.field {
			return false
		}
	}
	for col, text := range l.sheet.Rows[row] {
		if shown(text) && !t.has(col) {
			return false
		}
	}
	for _, f := range l.absent {
		if own := l.head(f, row, 0); f.IsList() && own != nil && len(own.others) == 0 {
			return false
		}
	}
	return true
}

// heads is a list of which a row is the heads, at least two and most of what stands
// there, or nil. Of several it is the one that has most of them, and fewest others.
func (l *layout) heads(row int) *templates.Field {
	if !l.hasHeadWord(row) {
		return nil
	}
	var best *templates.Field
	most := 0
	for i := range l.kind.Fields {
		f := &l.kind.Fields[i]
		if !f.IsList() || len(f.Columns) < 2 {
			continue
		}
		t := l.head(f, row, 0)
		if t == nil || len(t.others) >= len(t.columns) {
			continue
		}
		score := 4*len(t.sets[0]) - 2*len(f.Columns)
		if l.isAbsent(f) {
			score++
		}
		if best == nil || score > most {
			best, most = f, score
		}
	}
	return best
}

func (l *layout) hasHeadWord(row int) bool {
	if row < len(l.sheet.Rows) {
		for col := range l.sheet.Rows[row] {
			if l.headWords[l.sheet.label(row, col)] {
				return true
			}
		}
	}
	return false
}

// headsBelow reports whether a row with a single cell stands over heads.
func (l *layout) headsBelow(row int) bool {
	count := 0
	for _, text := range l.sheet.Rows[row] {
		if shown(text) {
			count++
		}
	}
	for next := row + 1; count == 1 && next <= row+3; next++ {
		if l.firstFilled(next) >= 0 {
			return l.heads(next) != nil
		}
	}
	return false
}

// A row can fit a table in three ways.
type fit int

const (
	no      fit = iota
	perhaps     // all that must be filled in is, and nothing else
	surely      // and a day, a number or one of the choices is where one should be
)

func (l *layout) fits(t *table, row int) fit {
	for col, text := range l.sheet.Rows[row] {
		if shown(text) && !t.has(col) {
			return no
		}
	}
	fits := no
	for _, set := range t.sets {
		switch l.fitsSet(set, row) {
		case surely:
			fits = surely
		case perhaps:
			fits = max(fits, perhaps)
		default:
			if l.anyIn(set, row) {
				return no
			}
		}
	}
	return fits
}

// anyIn reports whether a row holds anything under one of some heads.
func (l *layout) anyIn(set []head, row int) bool {
	return slices.ContainsFunc(set, func(h head) bool { return shown(l.sheet.Text(row, l.under(h, row))) })
}

// fitsSet is how what a row has under one set of heads fits them.
func (l *layout) fitsSet(set []head, row int) fit {
	fits := perhaps
	for _, h := range set {
		c := l.sheet.cell(row, l.under(h, row))
		if c.fault != nil {
			return no
		}
		v, err := h.field.Parse(c.raw)
		if err != nil || v == nil && h.field.Required {
			return no
		}
		switch h.field.Type {
		case templates.TypeText, templates.TypeParagraph, templates.TypePerson, templates.TypeUnit, templates.TypeFile:
		default:
			if v != nil {
				fits = surely
			}
		}
	}
	return fits
}

// labelledBefore reports whether a field's label stands above a table, so that its text
// in a row of the table can only be a value. A label below may be the row itself.
func (l *layout) labelledBefore(f *templates.Field, t *table) bool {
	for _, at := range l.spots[f.Key] {
		if at.row < t.Top && l.marked[l.left(at)] == nil && !l.inTable(at.row, at.col) {
			return true
		}
	}
	return false
}
