package xlsx

import (
	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table/layout"
)

// cellLook is all that the look of a cell of a table depends on.
type cellLook struct {
	typ       templates.Type // of its column
	technical bool
	unstruck  bool
	looks     state
	kind      cellKind
}

// cellStyles are those of a workbook's tables, each made when it is first used.
type cellStyles struct {
	f    *excelize.File
	made map[cellLook]int
}

// of is the style of a cell.
func (s *cellStyles) of(l cellLook) (int, error) {
	if id, ok := s.made[l]; ok {
		return id, nil
	}
	id, err := s.f.NewStyle(l.style())
	if err == nil {
		s.made[l] = id
	}
	return id, err
}

func (l cellLook) style() *excelize.Style {
	s := excelize.Style{
		Font:      font(layout.BodySize, ink),
		Alignment: &excelize.Alignment{Vertical: "center", Horizontal: l.side(), WrapText: !l.technical},
	}
	switch {
	case l.looks == struck:
		s.Font.Color, s.Font.Strike = grey, !l.unstruck
	case l.looks == strong:
		s.Font.Bold, s.Fill = true, fill(labelFill)
	case l.technical:
		s.Font.Color = grey
	}
	if l.kind == linkCell {
		s.Font.Underline = "single"
		if l.looks != struck {
			s.Font.Color = linkInk
		}
	}
	if format := l.format(); format != "" {
		s.CustomNumFmt = &format
		if format != numberFormats[templates.TypeText] { // numbers are never ###, but smaller
			s.Alignment.WrapText, s.Alignment.ShrinkToFit, s.Font.Family = false, true, figureFont
		}
	}
	return boxed(s)
}

// side is where a cell's text stands: numbers below one another, short words in the middle.
func (l cellLook) side() string {
	if l.typ == templates.TypeParagraph { // texts and numbers among them
		return "left"
	}
	switch l.kind {
	case amountCell:
		return "right"
	case dayCell, momentCell, linkCell:
		return "center"
	case wholeCell:
		if l.typ == templates.TypeMoney {
			return "right"
		}
		return "center"
	}
	switch l.typ {
	case templates.TypeInteger, templates.TypeDate, templates.TypeTime, templates.TypeYesNo, templates.TypeChoice, templates.TypePerson:
		return "center"
	case templates.TypeMoney:
		return "right"
	}
	return "left"
}

// format is the number format of a cell: that of what it holds, in a column of whatever
// type.
func (l cellLook) format() string {
	switch l.kind {
	case shortCell:
		if l.typ == templates.TypeParagraph {
			return ""
		}
		return numberFormats[templates.TypeText]
	case wholeCell:
		if l.typ == templates.TypeMoney {
			return numberFormats[templates.TypeMoney]
		}
		return numberFormats[templates.TypeInteger]
	case amountCell:
		return numberFormats[templates.TypeMoney]
	case dayCell:
		return numberFormats[templates.TypeDate]
	case momentCell:
		return numberFormats[templates.TypeTime]
	case emptyCell: // as what people will type there
		return numberFormats[l.typ]
	}
	return ""
}
