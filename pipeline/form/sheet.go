package form

import (
	"slices"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"gongwen/templates"
)

// sheet is one worksheet. Rows and columns count from 0 here; excelize and
// people count from 1.
type sheet struct {
	file     *excelize.File
	name     string
	first    bool       // of the sheets people see
	tooLarge bool       // rows holds only the beginning
	rows     [][]string // what the cells hold, unformatted
	others   []*sheet   // the further ones that people see

	// Set by load.
	merged   []area
	date1904 bool
}

// area is a rectangle of cells, both corners included.
type area struct{ top, left, bottom, right int }

func (a area) holds(row, col int) bool {
	return a.top <= row && row <= a.bottom && a.left <= col && col <= a.right
}

// openSheet streams a sheet's cells. It keeps memory bounded whatever the sheet
// declares, so it comes before anything that makes the library load the sheet.
func openSheet(file *excelize.File, name string) (*sheet, error) {
	s, wide := &sheet{file: file, name: name}, 0
	rows, err := file.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		if len(s.rows) == maxSheetRow {
			s.tooLarge = true
			return s, nil
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		if len(cells) > maxSheetCol {
			if wide++; wide > maxWide {
				return s, nil
			}
			s.tooLarge = true
			cells = slices.Clone(cells[:maxSheetCol]) // a slice would keep all of them
		}
		s.rows = append(s.rows, cells)
	}
	return s, rows.Error()
}

// among notes the further sheets of the workbook.
func (s *sheet) among(all []*sheet) *sheet {
	for _, other := range all {
		if other != s {
			s.others = append(s.others, other)
		}
	}
	return s
}

// load reads what the library tells only of a whole sheet.
func (s *sheet) load() error {
	props, err := s.file.GetWorkbookProps()
	if err != nil {
		return err
	}
	s.date1904 = props.Date1904 != nil && *props.Date1904
	ranges, err := s.file.GetMergeCells(s.name, true)
	if err != nil {
		return err
	}
	for _, r := range ranges {
		left, top, err := excelize.CellNameToCoordinates(r.GetStartAxis())
		if err != nil {
			return err
		}
		right, bottom, err := excelize.CellNameToCoordinates(r.GetEndAxis())
		if err != nil {
			return err
		}
		s.merged = append(s.merged, area{top - 1, left - 1, bottom - 1, right - 1})
	}
	return nil
}

// text is what a cell holds; "" outside the sheet.
func (s *sheet) text(row, col int) string {
	if row >= len(s.rows) || col >= len(s.rows[row]) {
		return ""
	}
	return s.rows[row][col]
}

// label is a cell's text as a label: without spaces, the mark of a required
// field and a colon.
func (s *sheet) label(row, col int) string { return bareLabel(s.text(row, col)) }

func bareLabel(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFC.String(s))
	return strings.Trim(s, "*＊:：")
}

// area is the merged range a cell belongs to, or the cell alone.
func (s *sheet) area(row, col int) area {
	for _, m := range s.merged {
		if m.holds(row, col) {
			return m
		}
	}
	return area{row, col, row, col}
}

// place is where a cell stands, as people write it.
func (s *sheet) place(row, col int) string {
	name, err := excelize.CoordinatesToCellName(col+1, row+1)
	if err != nil {
		return s.name
	}
	if !s.first {
		return s.name + "!" + name
	}
	return name
}

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
		if k := kinds.Named(text); k != nil && k.Title == text {
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
