package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table/layout"
)

// registerColumn is a column with the type of its cells and their styles.
type registerColumn struct {
	templates.Column
	typ    templates.Type
	sums   bool          // its amounts are added up
	styles [2][2]int     // by whether the record is voided, and the text long
	total  templates.Fen // of the records that are not voided
}

// The columns every register has beside those its kind asks for.
var (
	serialColumn = templates.Column{Label: templates.SerialLabel, From: "(serial)", Width: 6}
	voidColumn   = templates.Column{Label: templates.VoidLabel, From: "(void)", Width: 18}
	hashColumn   = templates.Column{Label: templates.HashLabel, From: "form_sha", Width: 20}
	exceptColumn = templates.Column{Label: templates.ExceptLabel, From: "(except)", Width: 24}
	lostColumn   = templates.Column{Label: templates.LostLabel, From: "(lost)", Width: 24}
)

// columnType is the type of a column's cells. What comes from a list is text:
// one cell tells of all its rows.
func (r *register) columnType(from string) templates.Type {
	if t, own := templates.RecordColumns[from]; own {
		return t
	}
	switch from {
	case serialColumn.From:
		return templates.TypeInteger
	case voidColumn.From:
		return templates.TypeText
	case exceptColumn.From, lostColumn.From:
		return templates.TypeParagraph
	}
	f := r.kind.At(from)
	if f == nil || f.IsList() || strings.Contains(from, ".") {
		return templates.TypeParagraph
	}
	return f.Type
}

func (c *registerColumn) makeStyles(f *excelize.File) error {
	for voided := range c.styles {
		for long := range c.styles[voided] {
			s := excelize.Style{
				Font:      font(10.5, ink),
				Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
			}
			switch c.typ {
			case templates.TypeInteger, templates.TypeDate, templates.TypeTime, templates.TypeYesNo, templates.TypeChoice:
				s.Alignment.Horizontal = "center"
			case templates.TypeMoney:
				s.Alignment.Horizontal = "right"
			}
			if c.From == hashColumn.From { // to be compared, not read: it may run out of its cell
				s.Font.Color, s.Alignment.WrapText = grey, false
			}
			if c.From == "document" {
				s.Font.Color, s.Font.Underline = linkInk, "single"
			}
			if voided == 1 {
				s.Font.Color, s.Font.Strike = grey, c.From != voidColumn.From
			}
			if format := numberFormats[c.typ]; format != "" && !(format == "@" && (long == 1 || c.From == "document")) {
				s.CustomNumFmt = &format
			}
			id, err := f.NewStyle(boxed(s))
			if err != nil {
				return err
			}
			c.styles[voided][long] = id
		}
	}
	return nil
}

// width leaves room for the label with its filter button, and for the values.
func (c *registerColumn) width() float64 {
	if c.Width > 0 {
		return c.Width
	}
	least := map[templates.Type]float64{
		templates.TypeDate: 12, templates.TypeTime: 17, templates.TypeMoney: 16, templates.TypePhone: 15,
		templates.TypePerson: 11, templates.TypePeople: 14, templates.TypeUnit: 20,
	}
	return max(least[c.typ], layout.Chars(c.Label)+4)
}
