package xlsx

import (
	"strings"
	"sync"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table/layout"
)

// Fonts every Chinese Windows and WPS has.
const (
	bodyFont  = "宋体"
	titleFont = "黑体"
	// figureFont is that of numbers in tables: its figures are half as wide as they are high
	// also where another stands for it.
	figureFont = "Times New Roman"
)

// Colours, RGB.
const (
	ink       = "1F2933"
	grey      = "7B8794"
	red       = "C00000"
	line      = "7F8A94"
	labelFill = "EDF2F7"
	bandFill  = "DCE6F1"
	fixedFill = "F5F5F5"
	headFill  = "2F5496"
	linkInk   = "0563C1"
)

// numberFormats are how the typed values show. Short texts are formatted as
// text, so that Excel makes no date of 3-5 and drops no zero of 0459; where
// that format is missing it shows #### for long ones, hence not for paragraphs.
var numberFormats = map[templates.Type]string{
	templates.TypeText:    "@",
	templates.TypePerson:  "@",
	templates.TypePeople:  "@",
	templates.TypeUnit:    "@",
	templates.TypePhone:   "@",
	templates.TypeChoice:  "@",
	templates.TypeYesNo:   "@",
	templates.TypeFile:    "@",
	templates.TypeInteger: "0",
	templates.TypeMoney:   "#,##0.00",
	templates.TypeDate:    "yyyy-mm-dd",
	templates.TypeTime:    "yyyy-mm-dd hh:mm",
}

// cellValue is a form's value as a spreadsheet holds it.
func cellValue(v any) any {
	switch v := v.(type) {
	case templates.Date:
		return v.Time
	case templates.Moment:
		return v.Time
	case templates.Fen:
		return v.Yuan()
	case int64:
		return v
	}
	return templates.Text(v)
}

var (
	labelStyle = boxed(excelize.Style{
		Font: &excelize.Font{Family: bodyFont, Size: 11, Bold: true, Color: ink}, Fill: fill(labelFill),
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	})
	// questionStyle is that of a label as long as a sentence.
	questionStyle = boxed(excelize.Style{
		Font: &excelize.Font{Family: bodyFont, Size: 11, Bold: true, Color: ink}, Fill: fill(labelFill),
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", Indent: 1, WrapText: true},
	})
	headStyle = boxed(excelize.Style{
		Font: &excelize.Font{Family: bodyFont, Size: 10.5, Bold: true, Color: ink}, Fill: fill(labelFill),
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	})
	numberStyle = boxed(excelize.Style{
		Font: font(10.5, grey), Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"},
	})
	nameStyle = boxed(excelize.Style{
		Font: font(11, ink), CustomNumFmt: ptr(numberFormats[templates.TypePerson]),
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	})
)

// valueStyle is the style of the cells a clerk fills in; of one type it is the same each
// time.
func valueStyle(t templates.Type, inList bool) *excelize.Style {
	style, _ := valueStyles.LoadOrStore(valueCell{t, inList}, newValueStyle(t, inList))
	return style.(*excelize.Style)
}

// valueStyles are those that were made, by valueCell.
var valueStyles sync.Map

// valueCell is a sort of cell that is filled in.
type valueCell struct {
	of     templates.Type
	inList bool
}

func newValueStyle(t templates.Type, inList bool) *excelize.Style {
	s := excelize.Style{
		Font:      font(11, ink),
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", Indent: 1, WrapText: true},
	}
	if t == templates.TypeParagraph {
		s.Alignment.Vertical = "top"
	}
	if inList {
		s.Font.Size = 10.5
		s.Alignment.Indent = 0
		switch t {
		case templates.TypePerson, templates.TypeChoice, templates.TypeYesNo, templates.TypeDate, templates.TypeTime:
			s.Alignment.Horizontal = "center"
		case templates.TypeInteger, templates.TypeMoney:
			s.Alignment.Horizontal = "right"
		}
	}
	if format, ok := numberFormats[t]; ok {
		s.CustomNumFmt = &format
	}
	return boxed(s)
}

// boxed is a cell style with thin borders all round.
func boxed(s excelize.Style) *excelize.Style {
	for _, side := range []string{"left", "top", "right", "bottom"} {
		s.Border = append(s.Border, excelize.Border{Type: side, Color: line, Style: 1})
	}
	return &s
}

func font(size float64, colour string) *excelize.Font {
	return &excelize.Font{Family: bodyFont, Size: size, Color: colour}
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// linesIn counts the lines a text takes in a cell of the given width.
func linesIn(s string, width float64) int {
	n := 0
	for _, l := range strings.Split(s, "\n") {
		n += max(1, int(layout.Chars(l)/(width-2))+1)
	}
	return n
}

func ptr[T any](v T) *T { return &v }
