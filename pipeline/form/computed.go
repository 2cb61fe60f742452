package form

import (
	"strconv"
	"strings"

	"gongwen/templates"
	"gongwen/templates/workbook"
	"gongwen/templates/xlsx"
)

// A formula is no answer, for what it gives may change: all but those that blank forms
// have of their own, in the cells of fields that are computed from others. Of these the
// result counts that the workbook keeps, which is what people saw; where it was never
// worked out, as by programs that only write, it is worked out here.

// compute reads the cells of computed fields that have the form's own formula.
func (l *layout) compute() {
	for i := range l.kind.Fields {
		f := &l.kind.Fields[i]
		d, computed := f.Days()
		at, asked := l.valueOf(f)
		if !computed || !asked {
			continue
		}
		stored := l.sheet.Cell(at.row, at.col)
		from, began := l.valueOf(l.kind.Field(d.From))
		until, ended := l.valueOf(l.kind.Field(d.Until))
		if !stored.IsFormula || !began || !ended ||
			plainFormula(stored.Formula) != xlsx.DaysFormula(workbook.CellName(from.row, from.col), workbook.CellName(until.row, until.col)) {
			continue
		}
		given := l.given[f.Key]
		given.cell.fault, given.cell.raw = nil, nil
		if stored.Type == workbook.Number && stored.Text != "" {
			given.cell.raw = stored.Text
		} else if n, ok := d.Of(l.typed(d.From, d.Until)); ok {
			given.cell.raw = strconv.FormatInt(n, 10)
		}
		l.given[f.Key] = given
	}
}

// plainFormula is a formula as blank forms have it, whichever program saved it.
func plainFormula(s string) string {
	return strings.ToUpper(strings.NewReplacer("$", "", " ", "", ";", ",").Replace(s))
}

// valueOf is where the value of a field stands.
func (l *layout) valueOf(f *templates.Field) (spot, bool) {
	for at, of := range l.values {
		if of == f {
			return at, true
		}
	}
	return spot{}, false
}

// typed are the values of fields, as far as they can be read.
func (l *layout) typed(keys ...string) templates.Values {
	values := templates.Values{}
	for _, key := range keys {
		if c := l.given[key].cell; c.fault == nil {
			if v, err := l.kind.Field(key).Parse(c.raw); err == nil && v != nil {
				values[key] = v
			}
		}
	}
	return values
}
