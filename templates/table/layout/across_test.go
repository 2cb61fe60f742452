package layout

import (
	"fmt"
	"iter"
	"testing"

	"gongwen/templates"
	"gongwen/templates/table"
)

// TestPages: columns that have no room on a page are printed on several, each with those by
// which a row is known; none is narrower than its widest number.
func TestPages(t *testing.T) {
	matrix := func(months int, fen templates.Fen) *table.Sheet {
		s := &table.Sheet{Columns: []table.Column{{Label: "单位", Type: templates.TypeText}}}
		row := &table.Row{Cells: []any{"区住房和城乡建设局"}}
		for m := range months {
			s.Columns = append(s.Columns, table.Column{Label: fmt.Sprintf("%d月", m+1), Type: templates.TypeMoney})
			row.Cells = append(row.Cells, fen)
		}
		s.Rows = func(yield func(*table.Row, error) bool) { yield(row, nil) }
		return s
	}
	for name, test := range map[string]struct {
		sheet                  *table.Sheet
		a3                     bool
		pages, repeated, first int
	}{
		"tens of millions a month":       {matrix(13, 99_999_999_99), false, 1, 0, 14},
		"billions a month":               {matrix(13, 9_999_999_999_99), false, 2, 1, 8},
		"billions a month on A3":         {matrix(13, 9_999_999_999_99), true, 1, 0, 14},
		"three years of billions":        {matrix(36, 9_999_999_999_99), false, 4, 1, 10},
		"nothing that is printed":        {&table.Sheet{Columns: []table.Column{{Label: "表单摘要", Technical: true}}, Rows: none}, false, 1, 0, 0},
		"no rows":                        {&table.Sheet{Columns: []table.Column{{Label: "编号"}}, Rows: none}, false, 1, 0, 1},
		"taken back, below nothing":      {matrix(13, -999_999_999_99), false, 2, 1, 8},
		"a number longer than it may be": {matrix(1, 1<<62), false, 1, 0, 2},
	} {
		of := Of(test.sheet, test.a3)
		var widths []float64
		if err := of.Read(test.a3, func(w []float64) { widths = w }, func(*table.Row) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if of.Pages != test.pages || of.Repeated != test.repeated || of.First != test.first {
			t.Errorf("%s: %d pages, %d columns repeated, %d on the first; want %d, %d, %d", name, of.Pages, of.Repeated, of.First, test.pages, test.repeated, test.first)
		}
		for i, v := range cellsOfFirst(of) {
			if fen, ok := v.(templates.Fen); ok && widths[i] < min(wideOf(fen)+CellPadding, mostNumber) {
				t.Errorf("%s: %s has %v halves", name, fen, widths[i])
			}
		}
	}
}

var none table.Rows = func(func(*table.Row, error) bool) {}

func cellsOfFirst(s *Sheet) iter.Seq2[int, any] {
	return func(yield func(int, any) bool) {
		for row := range s.Rows {
			for i, v := range row.Cells {
				if !yield(i, v) {
					return
				}
			}
			return
		}
	}
}
