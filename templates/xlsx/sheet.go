package xlsx

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// sheet is one list on its way into a workbook.
type sheet struct {
	*layout.Sheet
	rowWriter
	book   *table.Book
	f      *excelize.File
	out    *excelize.StreamWriter // of all but the rows
	name   string
	index  int // among the sheets
	notes  []string
	widths []float64
}

// write writes a sheet: first the rows, as they come, then what depends on how many there
// were.
func (s *sheet) write() error {
	for i, c := range s.All {
		s.columns = append(s.columns, rowColumn{Column: c, open: `<c r="` + table.ColumnName(i)})
	}
	if err := s.Read(s.book.A3, s.settle, func(row *table.Row) error {
		if s.row == layout.MostRows {
			return fmt.Errorf("%s 超过 %d 行，一张工作表放不下，请缩小范围，分几次导出", s.title(), layout.MostRows-1)
		}
		s.add(row)
		return nil
	}); err != nil {
		return err
	}
	if s.err != nil {
		return s.err
	}
	if err := s.spool.End(); err != nil {
		return err
	}
	return s.finish()
}

// settle fixes the widths of the columns.
func (s *sheet) settle(widths []float64) {
	s.widths = widths
	for _, w := range widths[:s.Printed] {
		s.rooms = append(s.rooms, w-layout.CellPadding)
	}
}

// finish writes all but the rows.
func (s *sheet) finish() error {
	if s.Notes != nil {
		s.notes = s.Notes()
	}
	for _, step := range []func() error{
		s.setLooks, s.setPage, s.setWidths, s.drawChart, s.writeHead, s.makeTable, s.writeBelow, s.setPrinted, // in this order
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return s.out.Flush()
}

// setLooks sets how a sheet shows itself.
func (s *sheet) setLooks() error {
	return errors.Join(
		s.f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: ptr(true), OutlineSummaryBelow: ptr(false)}),
		s.f.SetPanes(s.name, s.panes()),
		s.f.SetSheetDimension(s.name, fmt.Sprint("A1:", table.ColumnName(len(s.columns)-1), s.row+s.belowRows())),
	)
}

func (s *sheet) setWidths() error {
	var errs []error
	for i, width := range s.widths {
		name := table.ColumnName(i)
		errs = append(errs, s.f.SetColWidth(s.name, name, name, width))
	}
	if s.Chart != nil && s.beside() {
		first := len(s.columns)
		errs = append(errs, s.f.SetColWidth(s.name, table.ColumnName(first), table.ColumnName(first+chartColumns), chartColumnWidth))
	}
	return errors.Join(errs...)
}

// panes keep the labels in sight, and the first columns by which a row is known.
func (s *sheet) panes() *excelize.Panes {
	at := s.Frozen(s.widths)
	corner := table.ColumnName(at) + "2"
	p := &excelize.Panes{Freeze: true, XSplit: at, YSplit: 1, TopLeftCell: corner, ActivePane: "bottomLeft"}
	if at > 0 {
		p.ActivePane = "bottomRight"
	}
	return p
}

// tableHead is the look of the row of labels.
var tableHead = boxed(excelize.Style{
	Font: &excelize.Font{Family: bodyFont, Size: layout.BodySize, Bold: true, Color: "FFFFFF"}, Fill: fill(headFill),
	Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
})

// writeHead begins the part of the workbook with the labels.
func (s *sheet) writeHead() error {
	head, err := s.f.NewStyle(tableHead)
	if err != nil {
		return err
	}
	if s.out, err = s.f.NewStreamWriter(s.name); err != nil {
		return err
	}
	cells, lines := make([]any, len(s.columns)), 1
	taken := map[string]bool{}
	for i := range s.columns {
		c := &s.columns[i]
		c.Label = freeLabel(c.Label, taken)
		cells[i] = excelize.Cell{StyleID: head, Value: c.Label}
		if i < s.Printed {
			lines = max(lines, layout.Lines(c.Label, s.rooms[i]))
		}
	}
	return s.out.SetRow("A1", cells, excelize.RowOpts{Height: float64(layout.Height(lines) + layout.RowPadding)})
}

// freeLabel is a label that no other column of the table has: Excel repairs tables in which
// two are alike.
func freeLabel(label string, taken map[string]bool) string {
	if label = strings.Join(strings.Fields(label), " "); label == "" { // Excel repairs tables with a line end in a label, too
		label = "列"
	}
	free := label
	for n := 2; taken[strings.ToLower(free)]; n++ {
		free = fmt.Sprint(label, n)
	}
	taken[strings.ToLower(free)] = true
	return free
}

// makeTable makes the rows an Excel table with a filter, and names the columns.
func (s *sheet) makeTable() error {
	if s.Bare {
		return nil
	}
	last := s.row
	area := "A1:" + table.ColumnName(len(s.columns)-1) + fmt.Sprint(last)
	if last == 1 { // Excel knows no table without a row
		return s.f.AutoFilter(s.name, area, nil)
	}
	if s.index == 0 {
		if err := s.nameColumns(); err != nil {
			return err
		}
	}
	name := tableName
	if s.index > 0 {
		name = fmt.Sprint(tableName, s.index+1)
	}
	return s.out.AddTable(&excelize.Table{Range: area, Name: name, ShowRowStripes: ptr(false)})
}
