package xlsx

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table"
)

// sheet is one list on its way into a workbook.
type sheet struct {
	*table.Sheet
	rowWriter
	book   *table.Book
	f      *excelize.File
	out    *excelize.StreamWriter // of all but the rows
	name   string
	index  int // among the sheets
	notes  []string
	widths []float64
	sums   []templates.Fen // what the rows count, by column with Total
}

// write writes a sheet: first the rows, as they come, then what depends on how many there
// were.
func (s *sheet) write() error {
	if err := s.writeRows(); err != nil {
		return err
	}
	if s.err != nil {
		return s.err
	}
	if err := s.spool.end(); err != nil {
		return err
	}
	return s.finish()
}

// writeRows writes the rows, of which it looks at the first before all else.
func (s *sheet) writeRows() error {
	var sample []*table.Row
	s.setColumns()
	for row, err := range s.Rows {
		if err != nil {
			return err
		}
		if s.row == mostRows {
			return fmt.Errorf("%s 超过 %d 行，一张 Excel 工作表放不下，请缩小范围，分几次导出", s.title(), mostRows-1)
		}
		for i, fen := range row.Counted[:min(len(row.Counted), len(s.sums))] {
			s.sums[i] += fen
		}
		if s.widths != nil {
			s.add(row)
			continue
		}
		// A row may be used again by whoever gave it.
		kept := *row
		kept.Cells, kept.Counted = slices.Clone(row.Cells), slices.Clone(row.Counted)
		if sample = append(sample, &kept); len(sample) == mostSampled {
			s.settle(sample, false)
		}
	}
	if s.widths == nil {
		s.settle(sample, true)
	}
	return nil
}

// mostRows is how many rows Excel has.
const mostRows = 1 << 20

// setColumns makes the columns as they are written.
func (s *sheet) setColumns() {
	s.printed = s.Printed()
	written := s.Written()
	s.counted = len(written) - len(s.Columns)
	s.sums = make([]templates.Fen, s.counted)
	for i, c := range written {
		s.columns = append(s.columns, rowColumn{Column: c, open: `<c r="` + table.ColumnName(i)})
	}
}

// settle fixes the widths of the columns by a sample of the rows, which it then writes; all
// tells that there are no more.
func (s *sheet) settle(sample []*table.Row, all bool) {
	measures := make([]measure, len(s.columns))
	n := 0 // of the columns with Total
	for i, c := range s.columns {
		total := templates.Fen(0)
		if at := i - s.printed; at >= 0 && at < s.counted {
			total = s.sums[at]
		} else if c.Total && n < len(s.sums) {
			total = s.sums[n]
			n++
		}
		if !all {
			total *= 100 // of how many rows that is the sum is not known yet
		}
		measures[i] = measured(c.Column, s.valuesIn(sample, i), total)
	}
	if i := s.identifier(); i >= 0 {
		measures[i].identifies()
	}
	most := float64(mostOnA4)
	if s.book.A3 {
		most = mostOnA3
	}
	for i := range measures[:s.printed] {
		measures[i].cells = some(measures[i].cells)
	}
	s.widths = fitted(measures[:s.printed], most)
	for _, m := range measures[s.printed:] {
		s.widths = append(s.widths, m.natural)
	}
	for i := range s.columns[:s.printed] {
		s.columns[i].room = s.widths[i] - cellPadding
	}
	for _, row := range sample {
		s.add(row)
	}
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
func (s *sheet) valuesIn(rows []*table.Row, column int) iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, row := range rows {
			var v any
			if n := column - s.printed; n < 0 || n >= s.counted {
				v = cellAt(row.Cells, s.source(column))
			} else if n < len(row.Counted) {
				v = row.Counted[n]
			}
			if !yield(v) {
				return
			}
		}
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
	at, wide := s.identifier()+1, 0.0
	for _, w := range s.widths[:at] {
		wide += w
	}
	if s.Bare || wide > mostFrozen {
		at = 0
	}
	corner := table.ColumnName(at) + "2"
	p := &excelize.Panes{Freeze: true, XSplit: at, YSplit: 1, TopLeftCell: corner, ActivePane: "bottomLeft"}
	if at > 0 {
		p.ActivePane = "bottomRight"
	}
	return p
}

// identifier is the column, from 0, by which people know a row: the first but for 序号. It is
// -1 where there is none.
func (s *sheet) identifier() int {
	for i, c := range s.columns[:s.printed] {
		if c.Type != templates.TypeInteger {
			return i
		}
	}
	return -1
}

// mostFrozen is how wide, in halves, the columns that stay in sight may be.
const mostFrozen = 40

// tableHead is the look of the row of labels.
var tableHead = boxed(excelize.Style{
	Font: &excelize.Font{Family: bodyFont, Size: bodySize, Bold: true, Color: "FFFFFF"}, Fill: fill(headFill),
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
		if i < s.printed {
			lines = max(lines, linesOf(c.Label, s.widths[i]-cellPadding))
		}
	}
	return s.out.SetRow("A1", cells, excelize.RowOpts{Height: float64(heightOf(lines) + rowPadding)})
}

// freeLabel is a label that no other column of the table has: Excel repairs tables in which
// two are alike.
func freeLabel(label string, taken map[string]bool) string {
	if label == "" {
		label = "列"
	}
	free := label
	for n := 2; taken[free]; n++ {
		free = fmt.Sprint(label, n)
	}
	taken[free] = true
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
