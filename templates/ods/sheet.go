package ods

import (
	"fmt"
	"strconv"
	"strings"

	"gongwen/templates"
	"gongwen/templates/deflated"
	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// sheet is one list on its way into a file.
type sheet struct {
	*layout.Sheet
	*file
	index int // among the sheets
	name  string
	out   *deflated.Stream // all that is in the sheet, but for begin

	widths, rooms []float64 // in halves; rooms of the columns that are printed
	rows          int       // with the labels, without what stands below
	below         int       // how many rows stand below
	level         int       // of the row last written
	folded        bool      // there are rows below others
	cells         [layout.RowStates][layout.CellKinds][]string
}

// mostLevels is how deep rows are folded.
const mostLevels = 7

// write writes the rows, and what stands below them.
func (s *sheet) write() error {
	if err := s.Read(s.book.A3, s.head, s.add); err != nil {
		return err
	}
	s.unfold(0)
	s.writeBelow()
	return s.out.End()
}

// head writes the row of labels, which every printed page has, unless there are other parts.
func (s *sheet) head(widths []float64) {
	s.widths = widths
	lines := 1
	for i, w := range widths[:s.Printed] {
		s.rooms = append(s.rooms, w-layout.CellPadding)
		lines = max(lines, layout.Lines(s.All[i].Label, s.rooms[i]))
	}
	for look := range layout.RowStates {
		for k := range layout.CellKinds {
			s.cells[look][k] = make([]string, len(s.All))
		}
	}
	if !s.Parts {
		s.put(`<table:table-header-rows>`)
	}
	s.openRow(layout.Height(lines) + layout.RowPadding)
	for _, c := range s.All {
		s.text(s.styles.named(headStyle), c.Label)
	}
	s.put(`</table:table-row>`)
	if !s.Parts {
		s.put(`</table:table-header-rows>`)
	}
	s.rows = 1
}

// add writes a row.
func (s *sheet) add(row *table.Row) error {
	if s.rows == layout.MostRows {
		return fmt.Errorf("%s 超过 %d 行，一张工作表放不下，请缩小范围，分几次导出", s.title(), layout.MostRows-1)
	}
	s.rows++
	s.unfold(min(row.Level, mostLevels))
	s.openRow(layout.Height(s.Lines(row, s.rooms)))
	looks := layout.StateOf(row)
	columns := s.All
	if layout.Free(row) {
		columns = nil
		s.put(`<table:table-cell/>`)
	}
	for i := range columns {
		if n := i - s.Counts; n >= 0 && n < min(s.Counted, len(row.Counted)) {
			s.amount(s.cellStyle(i, looks, layout.AmountCell), row.Counted[n])
		} else {
			s.value(i, looks, s.Cell(row, i))
		}
	}
	s.put(`</table:table-row>`)
	s.out.Next()
	return nil
}

// unfold begins or ends the groups of rows, so that the next is so deep below others.
func (s *sheet) unfold(level int) {
	for ; s.level < level; s.level++ {
		s.folded = true
		s.put(`<table:table-row-group>`)
	}
	for ; s.level > level; s.level-- {
		s.put(`</table:table-row-group>`)
	}
}

// writeBelow writes what stands below the rows, see layout.Sheet.
func (s *sheet) writeBelow() {
	last := s.rows
	if len(s.Sums) > 0 {
		s.below = s.BelowRows()
		s.openRow(6)
		s.put(`<table:table-cell/></table:table-row>`)
		control := last + 3
		s.writeTotals(layout.FilteredLabel, func(t layout.Total) any { return t.Filtered(last, s.folded) })
		s.writeTotals(layout.ControlLabel, func(t layout.Total) any { return t.Sum })
		s.writeTotals(layout.CheckLabel, func(t layout.Total) any { return t.Check(last, control) })
		for _, t := range s.Sums {
			s.writeAcross(s.InCapitals(t), totalsStyle)
		}
	}
	if s.Notes != nil {
		for _, note := range s.Notes() {
			s.below++
			s.writeAcross(note, noteStyle)
		}
	}
}

// writeTotals writes a line of figures under their columns, with its label over those before
// the first.
func (s *sheet) writeTotals(label string, value func(layout.Total) any) {
	s.openRow(22)
	at := min(s.Sums[0].Column, s.First)
	if at > 0 {
		s.across(label, totalsStyle, at)
	}
	for _, t := range s.Sums {
		for ; at < t.Column; at++ {
			s.put(`<table:table-cell table:style-name="` + s.styles.named(totalsStyle) + `"/>`)
		}
		s.styled(s.styles.named(figuresStyle), value(t))
		at++
	}
	for ; at < s.Printed; at++ {
		s.put(`<table:table-cell table:style-name="` + s.styles.named(totalsStyle) + `"/>`)
	}
	s.put(`</table:table-row>`)
}

// writeAcross writes a line of text over all the columns of a printed page.
func (s *sheet) writeAcross(text, style string) {
	columns, room := max(s.First, 1), -layout.CellPadding
	for _, w := range s.widths[:columns] {
		room += w
	}
	s.openRow(max(22, layout.Height(layout.Lines(text, room))))
	s.across(text, style, columns)
	s.put(`</table:table-row>`)
}

// across writes a cell that is as wide as so many columns.
func (s *sheet) across(text, style string, columns int) {
	if columns == 1 {
		s.text(s.styles.named(style), text)
		return
	}
	s.put(`<table:table-cell table:style-name="` + s.styles.named(style) + `" table:number-columns-spanned="` + strconv.Itoa(columns) +
		`" table:number-rows-spanned="1" office:value-type="string">`)
	s.paragraphs(text)
	s.put(`</table:table-cell><table:covered-table-cell table:number-columns-repeated="` + strconv.Itoa(columns-1) + `"/>`)
}

func (s *sheet) openRow(height int) {
	s.put(`<table:table-row table:style-name="`)
	s.put(s.styles.row(height))
	s.put(`">`)
}

func (s *sheet) put(text string) { s.out.Raw = append(s.out.Raw, text...) }

// begin is what comes before the rows: the sheet with what of it is printed, its columns.
func (s *sheet) begin() []byte {
	out := fmt.Appendf(nil, `<table:table table:name="%s" table:style-name="ta%d" table:print-ranges="%s">`,
		escaped(s.name), s.index, s.area(max(s.Printed, 1), s.rows+s.below))
	if s.Repeated > 0 {
		out = append(out, `<table:table-header-columns>`...)
	}
	for i, w := range s.widths {
		out = fmt.Appendf(out, `<table:table-column table:style-name="%s"/>`, s.styles.column(w))
		if i == s.Repeated-1 {
			out = append(out, `</table:table-header-columns>`...)
		}
	}
	return out
}

// area is the cells of so many columns and rows, as attributes name them.
func (s *sheet) area(columns, rows int) string {
	name := escaped("'" + strings.ReplaceAll(s.name, "'", "''") + "'")
	return fmt.Sprintf("%s.A1:%s.%s%d", name, name, table.ColumnName(columns-1), rows)
}

func (s *sheet) title() string {
	if s.Title != "" {
		return s.Title
	}
	return s.book.Title
}

// cellStyle is the name of the style of a cell in a column.
func (s *sheet) cellStyle(column int, looks layout.RowState, kind layout.CellKind) string {
	name := &s.cells[looks][kind][column]
	if *name == "" {
		c := s.All[column]
		*name = s.styles.cell(layout.Look{Type: c.Type, Technical: c.Technical, Unstruck: c.Unstruck, Row: looks, Kind: kind})
	}
	return *name
}

// value writes a cell of a column.
func (s *sheet) value(column int, looks layout.RowState, value any) {
	kind := layout.ShortCell
	switch v := value.(type) {
	case nil:
		kind = layout.EmptyCell
	case string:
		if v == "" {
			kind, value = layout.EmptyCell, nil
		}
	case table.Link:
		kind = layout.LinkCell
	case table.Formula:
		kind = kindOf(v.Value)
	default:
		kind = kindOf(v)
	}
	s.styled(s.cellStyle(column, looks, kind), value)
}

func kindOf(value any) layout.CellKind {
	switch value.(type) {
	case nil:
		return layout.EmptyCell
	case int64:
		return layout.WholeCell
	case templates.Fen:
		return layout.AmountCell
	case templates.Date:
		return layout.DayCell
	case templates.Moment:
		return layout.MomentCell
	}
	return layout.ShortCell
}
