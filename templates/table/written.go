package table

import (
	"slices"

	"gongwen/templates"
)

// Printed is how many of the sheet's columns are printed on A3, or else on A4: the first
// ones, before those for A3 and the technical ones.
func (s *Sheet) Printed(a3 bool) int {
	return s.before(func(c Column) bool { return c.Technical || c.OnA3 && !a3 })
}

// before is how many columns come before the first of a sort.
func (s *Sheet) before(sort func(Column) bool) int {
	if i := slices.IndexFunc(s.Columns, sort); i >= 0 {
		return i
	}
	return len(s.Columns)
}

// Written are the columns as every file has them. In a sheet with Totals what each row adds
// to them, Row.Counted, has columns of its own (计入…), which come first among the technical
// ones, wherever the sheet is printed: programs add these up, and the totals that follow the
// filter do.
func (s *Sheet) Written() []Column {
	at := s.CountedColumn(0)
	columns := append([]Column{}, s.Columns[:at]...)
	if s.Totals {
		for _, c := range s.Columns {
			if c.Total {
				columns = append(columns, Column{Label: "计入" + c.Label, Type: templates.TypeMoney, Technical: true})
			}
		}
	}
	return append(columns, s.Columns[at:]...)
}

// CountedColumn is where the n-th of Row.Counted, from 0, stands among them.
func (s *Sheet) CountedColumn(n int) int {
	return s.before(func(c Column) bool { return c.Technical }) + n
}
