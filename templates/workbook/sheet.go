package workbook

import (
	"cmp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Sheet is a sheet that people see. Its rows and columns count from 0; excelize and
// people count from 1.
type Sheet struct {
	Name     string
	First    bool // of the sheets people see
	Date1904 bool // a day is counted from 1904 on, not from 1900
	// Rows are what the cells hold, as stored and not as shown: 46164 for a day. They
	// end with the last filled cell within the bounds, each row with its own.
	Rows [][]string
	// Excess is what goes beyond the bounds, as it continues 工作表“…”; empty if nothing
	// does. Rows then are only a part of the sheet.
	Excess string

	cells   *sheetCells
	formats map[int]Format // by style
	merged  merged
	file    *excelize.File // the small workbook,
	sheet   string         // and what the sheet is called in it
	// formulas are how many the library was asked for.
	formulas int
}

// Text is what a cell holds; "" outside the sheet.
func (s *Sheet) Text(row, col int) string {
	if row < 0 || row >= len(s.Rows) || col < 0 || col >= len(s.Rows[row]) {
		return ""
	}
	return s.Rows[row][col]
}

// Place is where a cell stands, as people write it: B7, or 名单!B7 on any sheet but the
// first that they see.
func (s *Sheet) Place(row, col int) string {
	if !s.First {
		return s.Name + "!" + CellName(row, col)
	}
	return CellName(row, col)
}

// Hidden reports whether a cell stands in a row or column that is not shown, as with a
// filter. It is read like every other.
func (s *Sheet) Hidden(row, col int) bool {
	return s.cells.hidden[row] || slices.ContainsFunc(s.cells.columns, func(c [2]int) bool { return c[0] <= col && col <= c[1] })
}

// maxFormulas is how many formulas of a sheet the library is asked for: for each it looks
// through all cells.
const maxFormulas = 100

// Area is the merged range a cell belongs to, or the cell alone.
func (s *Sheet) Area(row, col int) Area { return s.merged.of(row, col) }

// Type is what a cell stores.
type Type int

// The types of cells (ECMA-376 part 1, 18.18.11).
const (
	Empty  Type = iota
	Text        // also what a formula gives as text
	Number      // a day or a time, too; the format tells
	Bool        // 1 or 0
	Error       // such as #REF!
	Day         // a day as text: 2026-05-14T00:00:00
)

// Cell is what stands in a merged range, or in a single cell.
type Cell struct {
	Place    string // of its first cell
	Text     string // as stored
	Type     Type
	Format   Format // how a number is shown
	Date1904 bool
	// IsFormula is set where a formula stands, and Formula is what it says, without the
	// =, as far as that can be told; Text is what it last gave.
	IsFormula bool
	Formula   string
	// Covered is the place of a cell with content under the range, where nobody sees it.
	Covered string
}

// Cell is the cell at a place, or the merged range that the place belongs to.
func (s *Sheet) Cell(row, col int) Cell {
	at := s.Area(row, col)
	c := Cell{Place: s.Place(at.Top, at.Left), Text: s.Text(at.Top, at.Left), Date1904: s.Date1904}
	if under, is := s.merged.covered[[2]int{at.Top, at.Left}]; is {
		c.Covered = s.Place(under[0], under[1])
	}
	i, is := slices.BinarySearchFunc(s.cells.filled, [2]int{at.Top, at.Left}, func(f filled, at [2]int) int {
		return cmp.Or(cmp.Compare(f.row, at[0]), cmp.Compare(f.col, at[1]))
	})
	if !is {
		return c
	}
	stored := &s.cells.filled[i]
	c.Type, c.Format, c.IsFormula = typeOf(stored.kind), s.formats[stored.style], stored.formula
	if c.Type == Number {
		c.Text = strings.TrimSpace(c.Text)
	}
	if stored.formula && s.formulas < maxFormulas {
		s.formulas++
		// A formula that cannot be read is one all the same.
		formula, _ := s.file.GetCellFormula(s.sheet, CellName(at.Top, at.Left))
		c.Formula = strings.TrimPrefix(formula, "=")
	}
	return c
}

func typeOf(kind string) Type {
	switch kind {
	case "", "n":
		return Number
	case "b":
		return Bool
	case "e":
		return Error
	case "d":
		return Day
	}
	return Text
}
