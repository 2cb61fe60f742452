package xlsx

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// belowRows is how many rows writeBelow writes.
func (s *sheet) belowRows() int { return s.BelowRows() + len(s.notes) }

// writeBelow writes what stands below the rows.
func (s *sheet) writeBelow() error {
	last := s.row
	if len(s.Sums) > 0 {
		s.row++
		if err := s.out.SetRow(fmt.Sprint("A", s.row), nil, excelize.RowOpts{Height: 6}); err != nil {
			return err
		}
		control := s.row + 2
		for _, line := range []totalsLine{
			{layout.FilteredLabel, func(t layout.Total) any { return t.Filtered(last, s.levels > 0) }},
			{layout.ControlLabel, func(t layout.Total) any { return t.Sum }},
			{layout.CheckLabel, func(t layout.Total) any { return t.Check(last, control) }},
		} {
			if err := s.writeTotals(line); err != nil {
				return err
			}
		}
		if err := s.warnOfDifferences(); err != nil {
			return err
		}
		for _, t := range s.Sums {
			if err := s.writeAcross(s.InCapitals(t), &totalsStyle); err != nil {
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
	label string
	value func(layout.Total) any // Fen, a string or a Formula
}

var totalsStyle = *boxed(excelize.Style{
	Font: &excelize.Font{Family: bodyFont, Size: layout.BodySize, Bold: true, Color: ink}, Fill: fill(bandFill),
	Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true},
})

var noteStyle = excelize.Style{Font: font(layout.BodySize, ink), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}

// writeTotals writes a line under the rows. Its label stands on the left, over as many
// columns as there are before the first figure.
func (s *sheet) writeTotals(line totalsLine) error {
	s.row++
	figures := totalsStyle
	figures.Font = &excelize.Font{Family: figureFont, Size: layout.BodySize, Bold: true, Color: ink}
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
	cells := make([]any, s.Printed)
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: band}
	}
	for _, t := range s.Sums {
		cell := belowCell(line.value(t))
		cell.StyleID = amounts
		for len(cells) <= t.Column {
			cells = append(cells, nil)
		}
		cells[t.Column] = cell
	}
	if first := min(s.Sums[0].Column, s.First); first > 0 {
		cells[0] = excelize.Cell{StyleID: band, Value: line.label}
		if first > 1 {
			if err := s.out.MergeCell(fmt.Sprint("A", s.row), fmt.Sprint(table.ColumnName(first-1), s.row)); err != nil {
				return err
			}
		}
	}
	return s.out.SetRow(fmt.Sprint("A", s.row), cells, excelize.RowOpts{Height: 22})
}

func belowCell(value any) excelize.Cell {
	switch v := value.(type) {
	case templates.Fen:
		return excelize.Cell{Value: v.Yuan()}
	case table.Formula:
		cell := belowCell(v.Value)
		cell.Formula = v.Text
		return cell
	}
	return excelize.Cell{Value: value}
}

// warnOfDifferences makes layout.Different red.
func (s *sheet) warnOfDifferences() error {
	warning, err := s.f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: fill(red)})
	if err != nil {
		return err
	}
	var cells []string
	for _, t := range s.Sums {
		cells = append(cells, fmt.Sprint(table.ColumnName(t.Column), s.row))
	}
	return s.f.SetConditionalFormat(s.name, strings.Join(cells, " "), []excelize.ConditionalFormatOptions{
		{Type: "cell", Criteria: "==", Value: `"` + layout.Different + `"`, Format: &warning},
	})
}

// writeAcross writes a line of text over all the columns of a printed page.
func (s *sheet) writeAcross(text string, style *excelize.Style) error {
	s.row++
	id, err := s.f.NewStyle(style)
	if err != nil {
		return err
	}
	room := -layout.CellPadding
	cells := make([]any, max(s.First, 1))
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
	return s.out.SetRow(fmt.Sprint("A", s.row), cells, excelize.RowOpts{Height: float64(max(22, layout.Height(layout.Lines(text, room))))})
}
