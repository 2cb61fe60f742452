package xlsx

import (
	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table/layout"
)

// cellStyles are those of a workbook's tables, each made when it is first used.
type cellStyles struct {
	f    *excelize.File
	made map[layout.Look]int
}

// of is the style of a cell.
func (s *cellStyles) of(l layout.Look) (int, error) {
	if id, ok := s.made[l]; ok {
		return id, nil
	}
	id, err := s.f.NewStyle(styleOf(l))
	if err == nil {
		s.made[l] = id
	}
	return id, err
}

// styleOf is the style of a cell that looks so.
func styleOf(l layout.Look) *excelize.Style {
	s := excelize.Style{
		Font:      font(layout.BodySize, ink),
		Alignment: &excelize.Alignment{Vertical: "center", Horizontal: sides[l.Side()], WrapText: !l.Technical},
	}
	switch {
	case l.Row == layout.StruckRow:
		s.Font.Color, s.Font.Strike = grey, !l.Unstruck
	case l.Row == layout.StrongRow:
		s.Font.Bold, s.Fill = true, fill(labelFill)
	case l.Technical:
		s.Font.Color = grey
	}
	if l.Kind == layout.LinkCell {
		s.Font.Underline = "single"
		if l.Row != layout.StruckRow {
			s.Font.Color = linkInk
		}
	}
	if format := formatOf(l); format != "" {
		s.CustomNumFmt = &format
		if format != numberFormats[templates.TypeText] { // numbers are never ###, but smaller
			s.Alignment.WrapText, s.Alignment.ShrinkToFit, s.Font.Family = false, true, figureFont
		}
	}
	return boxed(s)
}

// sides are what Excel calls the places in a cell.
var sides = [...]string{layout.Start: "left", layout.Middle: "center", layout.End: "right"}

// formatOf is the number format of a cell: that of what it holds, in a column of whatever
// type.
func formatOf(l layout.Look) string {
	switch l.Kind {
	case layout.ShortCell:
		if l.Type == templates.TypeParagraph {
			return ""
		}
		return numberFormats[templates.TypeText]
	case layout.WholeCell:
		if l.Type == templates.TypeMoney {
			return numberFormats[templates.TypeMoney]
		}
		return numberFormats[templates.TypeInteger]
	case layout.AmountCell:
		return numberFormats[templates.TypeMoney]
	case layout.DayCell:
		return numberFormats[templates.TypeDate]
	case layout.MomentCell:
		return numberFormats[templates.TypeTime]
	case layout.EmptyCell: // as what people will type there
		return numberFormats[l.Type]
	}
	return ""
}
