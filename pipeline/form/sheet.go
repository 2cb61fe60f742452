package form

import (
	"strings"

	"gongwen/templates"
	"gongwen/templates/normal"
	"gongwen/templates/workbook"
)

// sheet is one worksheet. Rows and columns count from 0 here; people count from 1.
type sheet struct {
	stored *workbook.Sheet
	name   string
	excess string     // what goes beyond the bounds: rows holds only a part
	rows   [][]string // what the cells hold, unformatted
}

func newSheet(s *workbook.Sheet) *sheet {
	return &sheet{stored: s, name: s.Name, excess: s.Excess, rows: s.Rows}
}

// area is a rectangle of cells, both corners included.
type area struct{ top, left, bottom, right int }

func (a area) holds(row, col int) bool {
	return a.top <= row && row <= a.bottom && a.left <= col && col <= a.right
}

// text is what a cell holds; "" outside the sheet.
func (s *sheet) text(row, col int) string { return s.stored.Text(row, col) }

// label is a cell's text as labels are compared: without spaces, the mark of a
// required field and a colon.
func (s *sheet) label(row, col int) string { return bareLabel(s.text(row, col)) }

func bareLabel(s string) string {
	return strings.Trim(normal.Key(s), "*:")
}

// area is the merged range a cell belongs to, or the cell alone.
func (s *sheet) area(row, col int) area {
	a := s.stored.Area(row, col)
	return area{a.Top, a.Left, a.Bottom, a.Right}
}

// place is where a cell stands, as people write it.
func (s *sheet) place(row, col int) string { return s.stored.Place(row, col) }

// mark is a cell saying 表单种类, with what stands beside it.
type mark struct {
	sheet *sheet
	kind  string
	row   int
	col   int
}

func (m mark) at() string { return m.sheet.place(m.row, m.col) }

// marks are the cells of the sheet that name a kind. Merged ranges are not
// known yet: the kind is the next cell in the row that holds anything.
func (s *sheet) marks() []mark {
	var marks []mark
	for row, cells := range s.rows {
		for col := range cells {
			if s.label(row, col) != templates.KindLabel {
				continue
			}
			m := mark{sheet: s, row: row, col: col}
			for next := col + 1; next < len(cells) && m.kind == ""; next++ {
				m.kind = strings.TrimSpace(cells[next])
			}
			marks = append(marks, m)
		}
	}
	return marks
}

// titleRows is how far down a sheet its title can stand.
const titleRows = 5

// titleKind is the kind whose title the sheet or its first rows bear, or nil.
func (s *sheet) titleKind(kinds *templates.Set) *templates.Kind {
	titled := func(text string) *templates.Kind {
		if k := kinds.Named(text); k != nil && bareLabel(k.Title) == bareLabel(text) {
			return k
		}
		return nil
	}
	for row := range s.rows[:min(titleRows, len(s.rows))] {
		for col := range s.rows[row] {
			if k := titled(s.label(row, col)); k != nil {
				return k
			}
		}
	}
	return titled(s.name)
}
