package form

import (
	"strings"

	"gongwen/templates"
	"gongwen/templates/normal"
	"gongwen/templates/workbook"
)

// sheet is one worksheet. Rows and columns count from 0; people count from 1.
type sheet struct {
	*workbook.Sheet
	others []*workbook.Sheet // the further ones that people see
}

// label is a cell's text as labels are compared: without spaces, the mark of a
// required field and a colon.
func (s *sheet) label(row, col int) string { return bareLabel(s.Text(row, col)) }

func bareLabel(s string) string {
	return strings.Trim(normal.Key(s), "*:")
}

// mark is a cell saying 表单种类, with what stands beside it.
type mark struct {
	sheet *sheet
	kind  string
	row   int
	col   int
}

func (m mark) at() string { return m.sheet.Place(m.row, m.col) }

// marks are the cells of the sheet that name a kind, which is in the next cell of the
// row that holds anything.
func (s *sheet) marks() []mark {
	var marks []mark
	for row, cells := range s.Rows {
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
	for row := range s.Rows[:min(titleRows, len(s.Rows))] {
		for col := range s.Rows[row] {
			if k := titled(s.label(row, col)); k != nil {
				return k
			}
		}
	}
	return titled(s.Name)
}
