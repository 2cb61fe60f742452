package xlsx

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table"
)

// Below the rows of a sheet with Totals stand, under each column that is added up:
//
//	合计（随筛选）   SUBTOTAL over what the rows count: of those that the filter shows
//	控制数（定值）   what all rows count, a figure that nothing changes
//	核对            相符 while the rows still come to the control figure and show what they did
//	控制数大写      the control figure in capitals, in a line of its own
//
// An empty row keeps them apart from the table, so that no program takes them for more of
// its rows when it filters or sorts.

// totalColumn is a column that is added up.
type totalColumn struct {
	column, counted int // from 0
	sum             templates.Fen
}

func (s *sheet) totalColumns() []totalColumn {
	if !s.Totals {
		return nil
	}
	var all []totalColumn
	for i, c := range s.columns {
		if c.Total {
			n := len(all)
			all = append(all, totalColumn{i, s.printed + n, s.sums[n]})
		}
	}
	return all
}

// belowRows is how many rows writeBelow writes.
func (s *sheet) belowRows() int {
	rows := len(s.notes)
	if n := len(s.totalColumns()); n > 0 {
		rows += 4 + n
	}
	return rows
}

// writeBelow writes what stands below the rows.
func (s *sheet) writeBelow() error {
	last, totals := s.row, s.totalColumns()
	if len(totals) > 0 {
		s.row++
		if err := s.out.SetRow(fmt.Sprint("A", s.row), nil, excelize.RowOpts{Height: 6}); err != nil {
			return err
		}
		for _, line := range []totalsLine{
			{"合计（随筛选）", "", func(t totalColumn) excelize.Cell { return s.filteredSum(t, last) }},
			{"控制数（定值）", "", func(t totalColumn) excelize.Cell { return excelize.Cell{Value: t.sum.Yuan()} }},
			{"核对", "right", func(t totalColumn) excelize.Cell { return s.checked(t, last) }},
		} {
			if err := s.writeTotals(line, totals); err != nil {
				return err
			}
		}
		if err := s.warnOfDifferences(totals); err != nil {
			return err
		}
		for _, t := range totals {
			text := "控制数大写　" + s.columns[t.column].Label + "：" + templates.MoneyInCapitals(t.sum)
			if err := s.writeAcross(text, &totalsStyle); err != nil {
				return err
			}
		}
	}
	for _, note := range s.notes {
		if err := s.writeAcross(note, &noteStyle); err != nil {
			return err
		}
	}
	return nil
}

// totalsLine is a line of figures under their columns.
type totalsLine struct {
	label, side string
	cell        func(totalColumn) excelize.Cell
}

var totalsStyle = *boxed(excelize.Style{
	Font: &excelize.Font{Family: bodyFont, Size: bodySize, Bold: true, Color: ink}, Fill: fill(bandFill),
	Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true},
})

var noteStyle = excelize.Style{Font: font(bodySize, ink), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}

// writeTotals writes a line under the rows. Its label stands on the left, over as many
// columns as there are before the first figure.
func (s *sheet) writeTotals(line totalsLine, totals []totalColumn) error {
	s.row++
	figures := totalsStyle
	figures.Font = &excelize.Font{Family: figureFont, Size: bodySize, Bold: true, Color: ink}
	figures.Alignment = &excelize.Alignment{Horizontal: "right", Vertical: "center", ShrinkToFit: true}
	figures.CustomNumFmt = ptr(numberFormats[templates.TypeMoney])
	band, err := s.f.NewStyle(&totalsStyle)
	if err != nil {
		return err
	}
	amounts, err := s.f.NewStyle(&figures)
	if err != nil {
		return err
	}
	cells := make([]any, s.printed)
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: band}
	}
	for _, t := range totals {
		cell := line.cell(t)
		cell.StyleID = amounts
		for len(cells) <= t.column {
			cells = append(cells, nil)
		}
		cells[t.column] = cell
	}
	if totals[0].column > 0 {
		cells[0] = excelize.Cell{StyleID: band, Value: line.label}
		if totals[0].column > 1 {
			if err := s.out.MergeCell(fmt.Sprint("A", s.row), fmt.Sprint(table.ColumnName(totals[0].column-1), s.row)); err != nil {
				return err
			}
		}
	}
	return s.out.SetRow(fmt.Sprint("A", s.row), cells, excelize.RowOpts{Height: 22})
}

// filteredSum adds up what the rows count that the filter shows. Rows that are folded away
// below others still count, those that somebody hides do not.
func (s *sheet) filteredSum(t totalColumn, last int) excelize.Cell {
	cell := excelize.Cell{Value: t.sum.Yuan()}
	if last > 1 {
		function := 109
		if s.spool.levels > 0 {
			function = 9
		}
		cell.Formula = fmt.Sprintf("SUBTOTAL(%d,%s)", function, cellsOf(t.counted, last))
	}
	return cell
}

// checked compares what the rows count with the control figure, in fen, since sums of
// binary fractions are not exact; and what they show with what they did.
func (s *sheet) checked(t totalColumn, last int) excelize.Cell {
	cell := excelize.Cell{Value: "相符"}
	if last == 1 {
		return cell
	}
	inFen := func(column int) string { return "SUMPRODUCT(ROUND(" + cellsOf(column, last) + "*100,0))" }
	same := fmt.Sprintf("%s=ROUND(%s%d*100,0)", inFen(t.counted), table.ColumnName(t.column), s.row-1)
	if c := s.columns[t.column]; !c.other {
		same = fmt.Sprintf("AND(%s,%s=%d)", same, inFen(t.column), int64(c.shown))
	}
	cell.Formula = fmt.Sprintf(`IFERROR(IF(%s,"相符","不符"),"不符")`, same)
	return cell
}

// cellsOf are the cells of a column in the rows down to last.
func cellsOf(column, last int) string {
	name := table.ColumnName(column)
	return fmt.Sprintf("$%s$2:$%s$%d", name, name, last)
}

// warnOfDifferences makes 不符 red.
func (s *sheet) warnOfDifferences(totals []totalColumn) error {
	warning, err := s.f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: fill(red)})
	if err != nil {
		return err
	}
	var cells []string
	for _, t := range totals {
		cells = append(cells, fmt.Sprint(table.ColumnName(t.column), s.row))
	}
	return s.f.SetConditionalFormat(s.name, strings.Join(cells, " "), []excelize.ConditionalFormatOptions{
		{Type: "cell", Criteria: "==", Value: `"不符"`, Format: &warning},
	})
}

// writeAcross writes a line of text over all the columns that are printed.
func (s *sheet) writeAcross(text string, style *excelize.Style) error {
	s.row++
	id, err := s.f.NewStyle(style)
	if err != nil {
		return err
	}
	room := -cellPadding
	cells := make([]any, max(s.printed, 1))
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: id}
		room += s.widths[i]
	}
	cells[0] = excelize.Cell{StyleID: id, Value: text}
	if len(cells) > 1 {
		if err := s.out.MergeCell(fmt.Sprint("A", s.row), fmt.Sprint(table.ColumnName(len(cells)-1), s.row)); err != nil {
			return err
		}
	}
	return s.out.SetRow(fmt.Sprint("A", s.row), cells, excelize.RowOpts{Height: float64(max(22, heightOf(linesOf(text, room))))})
}
