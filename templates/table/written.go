package table

import (
	"slices"

	"gongwen/templates"
)

// Printed is how many of the sheet's columns come before the technical ones, which are not
// printed.
func (s *Sheet) Printed() int {
	for i, c := range s.Columns {
		if c.Technical {
			return i
		}
	}
	return len(s.Columns)
}

// On is the sheet as it is printed on A3, or else on A4: what has no room there stands among
// the technical columns.
func (s Sheet) On(a3 bool) Sheet {
	if a3 || !slices.ContainsFunc(s.Columns, func(c Column) bool { return c.OnA3 }) {
		return s
	}
	s.Columns = slices.Clone(s.Columns)
	for i := range s.Columns {
		s.Columns[i].Technical = s.Columns[i].Technical || s.Columns[i].OnA3
	}
	return s
}

// Written are the columns as every file has them. In a sheet with Totals what each row adds
// to them, Row.Counted, has columns of its own (计入…), which come first among the technical
// ones, from Printed on: programs add these up, and the totals that follow the filter do.
func (s *Sheet) Written() []Column {
	at := s.Printed()
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
func (s *Sheet) CountedColumn(n int) int { return s.Printed() + n }
