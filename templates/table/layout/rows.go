package layout

import (
	"iter"
	"slices"

	"gongwen/templates"
	"gongwen/templates/table"
)

// Sheet is a sheet whose rows are read for a file.
type Sheet struct {
	*table.Sheet
	All     []table.Column // those that are written, see table.Sheet.Written
	Printed int            // of those, the first ones
	Counts  int            // place of the first that is for what rows count
	Counted int            // how many there are of these
	Sums    []Total        // the columns that are added up; none where nothing is

	// Known when the widths are:
	Pages    int // how many pages beside one another the printed columns take
	Repeated int // of the columns, the first ones, that stand on each of these
	First    int // how many columns there are on the first
}

// Total is a column that is added up.
type Total struct {
	Column, Counted int           // places among those written: of its amounts, and of what they count
	Sum             templates.Fen // what the rows count
	Shown           templates.Fen // what the amounts come to that the column shows
	Mixed           bool          // the column shows something else than amounts
}

// Of is a sheet, on A3 or A4, of which no rows have been read yet.
func Of(s *table.Sheet, a3 bool) *Sheet {
	of := &Sheet{Sheet: s, All: s.Written(), Printed: s.Printed(a3), Counts: s.CountedColumn(0)}
	of.Counted = len(of.All) - len(s.Columns)
	if of.Counted > 0 {
		for i, c := range of.All {
			if c.Total {
				of.Sums = append(of.Sums, Total{Column: i, Counted: of.Counts + len(of.Sums)})
			}
		}
	}
	return of
}

// Read reads the rows, adds up the totals, and gives each row to write. Before the first it
// has looked at some, and gives how wide the columns are to be that are written, in halves,
// to begin. The first error, be it of the rows or of write, ends it.
func (s *Sheet) Read(a3 bool, begin func(widths []float64), write func(*table.Row) error) error {
	var sample []*table.Row
	settle := func(all bool) error {
		begin(s.widths(sample, all, a3))
		for _, row := range sample {
			if err := write(row); err != nil {
				return err
			}
		}
		sample = nil
		return nil
	}
	begun := false
	for row, err := range s.Rows {
		if err != nil {
			return err
		}
		s.count(row)
		if begun {
			if err := write(row); err != nil {
				return err
			}
			continue
		}
		// A row may be used again by whoever gave it.
		kept := *row
		kept.Cells, kept.Counted = slices.Clone(row.Cells), slices.Clone(row.Counted)
		if sample = append(sample, &kept); len(sample) == mostSampled {
			begun = true
			if err := settle(false); err != nil {
				return err
			}
		}
	}
	if begun {
		return nil
	}
	return settle(true)
}

func (s *Sheet) count(row *table.Row) {
	for i := range s.Sums {
		t := &s.Sums[i]
		if i < len(row.Counted) {
			t.Sum += row.Counted[i]
		}
		switch v := s.Cell(row, t.Column).(type) {
		case templates.Fen:
			t.Shown += v
		case nil:
		default:
			t.Mixed = true
		}
	}
}

// Free reports whether a row is left free between others: it has no frames.
func Free(row *table.Row) bool {
	return len(row.Counted) == 0 && !slices.ContainsFunc(row.Cells, func(v any) bool { return v != nil })
}

// Cell is what a row has in a column of those written; what it counts in those for that.
func (s *Sheet) Cell(row *table.Row, column int) any {
	if column >= s.Counts {
		if n := column - s.Counts; n < s.Counted {
			if n < len(row.Counted) {
				return row.Counted[n]
			}
			return nil
		}
		column -= s.Counted
	}
	if column < len(row.Cells) {
		return row.Cells[column]
	}
	return nil
}

// Identifier is the column, from 0, by which people know a row: the first but for 序号. It
// is -1 where there is none.
func (s *Sheet) Identifier() int {
	return slices.IndexFunc(s.All[:s.Printed], func(c table.Column) bool { return c.Type != templates.TypeInteger })
}

// Frozen is how many columns stay in sight, those by which people know a row, when they
// are so wide.
func (s *Sheet) Frozen(widths []float64) int {
	at, wide := s.Identifier()+1, 0.0
	for _, w := range widths[:at] {
		wide += w
	}
	if s.Bare || wide > mostFrozen {
		return 0
	}
	return at
}

// mostFrozen is how wide, in halves, the columns that stay in sight may be.
const mostFrozen = 40

// widths are those of the columns by a sample of the rows; all tells that there are no more.
func (s *Sheet) widths(sample []*table.Row, all, a3 bool) []float64 {
	measures := make([]measure, len(s.All))
	sums := make([]templates.Fen, len(s.All))
	for _, t := range s.Sums {
		sums[t.Column] = t.Sum
	}
	for i, c := range s.All {
		if !all {
			sums[i] *= 100 // of how many rows that is the sum is not known yet
		}
		measures[i] = measured(c, s.valuesIn(sample, i), sums[i])
	}
	if i := s.Identifier(); i >= 0 {
		measures[i].identifies()
	}
	most := float64(MostOnA4)
	if a3 {
		most = MostOnA3
	}
	for i := range measures[:s.Printed] {
		measures[i].cells = some(measures[i].cells)
	}
	widths := s.fit(measures[:s.Printed], most)
	for _, m := range measures[s.Printed:] {
		widths = append(widths, m.natural)
	}
	return widths
}

// some are no more than a hundred of all, evenly.
func some(all []string) []string {
	const most = 100
	if len(all) <= most {
		return all
	}
	chosen := make([]string, most)
	for i := range chosen {
		chosen[i] = all[i*len(all)/most]
	}
	return chosen
}

// valuesIn are the values of some rows in a column.
func (s *Sheet) valuesIn(rows []*table.Row, column int) iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, row := range rows {
			if !yield(s.Cell(row, column)) {
				return
			}
		}
	}
}

// Lines is how many lines the highest cell of a row takes, of the columns that are printed,
// which have so much room; none where text makes no row higher.
func (s *Sheet) Lines(row *table.Row, rooms []float64) int {
	lines := 1
	for i, room := range rooms {
		if room == 0 {
			continue
		}
		switch v := s.Cell(row, i).(type) {
		case string:
			lines = max(lines, Lines(v, room))
		case table.Link:
			lines = max(lines, Lines(v.Text, room))
		}
	}
	return lines
}
