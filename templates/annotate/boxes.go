package annotate

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Namespaces of VML (ECMA-376 part 4, 19).
const (
	vmlSpace    = "urn:schemas-microsoft-com:vml"
	officeSpace = "urn:schemas-microsoft-com:office:office"
	excelSpace  = "urn:schemas-microsoft-com:office:excel"
)

const noBoxes = `<xml` + boxSpaces + `>` +
	`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>`

const (
	boxType  = "_x0000_t202" // a box of text, as Excel numbers its shapes
	boxTypes = `<v:shapetype%s id="` + boxType + `" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">` +
		`<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`
	boxShape = `<v:shape%s id="_x0000_s%d" type="#` + boxType + `" style="position:absolute;width:%dpt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#FFF8DC" o:insetmode="auto">` +
		`<v:fill color2="#FFF8DC"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>` +
		`<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>` +
		`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor>` +
		`<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`
	boxSpaces = ` xmlns:v="` + vmlSpace + `" xmlns:o="` + officeSpace + `" xmlns:x="` + excelSpace + `"`
)

// draw draws the boxes of the notes on a sheet, in place of those there were on the
// same cells, and takes away those on cells that have no note any more.
func (b *book) draw(s *sheet, g *grid, boxes []box, empty []cell) error {
	doc, err := b.drawing(s, g, len(boxes) > 0)
	if err != nil || doc == nil {
		return err
	}
	old := map[cell]bool{}
	for _, at := range empty {
		old[at] = true
	}
	for _, n := range boxes {
		old[n.at] = true
	}
	last, typed := 1024, false // Excel numbers a sheet's shapes from 1025
	for _, e := range doc.root.elements {
		switch {
		case e.name.Space != vmlSpace:
		case e.name.Local == "shapetype":
			typed = typed || e.attr("id") == boxType
		case e.name.Local == "shape":
			last = max(last, natural(strings.TrimPrefix(e.attr("id"), "_x0000_s")))
			if at, is := doc.noteAt(e); is && old[at] {
				doc.remove(e)
			}
		}
	}
	spaces := boxSpaces
	if declared(doc.root, boxSpaces) {
		spaces = "" // as in every drawing but the oddest
	}
	if len(boxes) > 0 && !typed {
		doc.append(doc.root, fmt.Sprintf(boxTypes, spaces))
	}
	for i, n := range boxes {
		width, height := size(n.text)
		doc.append(doc.root, fmt.Sprintf(boxShape, spaces, last+1+i, width*3/4, height*3/4, i+1,
			g.anchor(n.at, width, height), n.at.row-1, n.at.col-1))
	}
	return nil
}

// declared reports whether an element declares all of some namespaces, as they are
// written in its tag.
func declared(e *element, spaces string) bool {
	for _, space := range strings.Fields(spaces) {
		prefix, name, _ := strings.Cut(strings.TrimPrefix(space, "xmlns:"), "=")
		if !slices.Contains(e.attrs, xml.Attr{Name: xml.Name{Space: "xmlns", Local: prefix}, Value: strings.Trim(name, `"`)}) {
			return false
		}
	}
	return true
}

// drawing is the drawing with the notes' boxes on a sheet, made if it is needed; else
// nil where there is none.
func (b *book) drawing(s *sheet, g *grid, needed bool) (*document, error) {
	refers := g.doc.root.one("legacyDrawing")
	if refers != nil {
		related, err := s.part.Related()
		if err != nil {
			return nil, err
		}
		drawing := byID(related, relationshipID(refers))
		if drawing == nil || drawing.Part == nil {
			return nil, errOdd
		}
		return b.read(drawing.Part, parseVML)
	}
	if !needed {
		return nil, nil
	}
	doc, id, err := b.create(s.part, b.free("drawings/vmlDrawing", ".vml", 1), relationshipSpace+"/vmlDrawing",
		"application/vnd.openxmlformats-officedocument.vmlDrawing", noBoxes)
	if err != nil {
		return nil, err
	}
	text := `<` + g.doc.prefix(g.doc.root) + `legacyDrawing xmlns:r="` + relationshipSpace + `" r:id="` + id + `"/>`
	at := 0
	for _, e := range g.doc.root.elements {
		if e.name.Space == g.doc.root.name.Space && beforeDrawing[e.name.Local] {
			at = e.to
		}
	}
	g.doc.insert(at, text)
	return doc, nil
}

// beforeDrawing are the parts of a worksheet that stand before legacyDrawing
// (18.3.1.99).
var beforeDrawing = func() map[string]bool {
	before := map[string]bool{}
	for _, name := range strings.Fields(`sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr
		sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells
		phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter
		rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing`) {
		before[name] = true
	}
	return before
}()

// noteAt is the cell whose note a shape is the box of.
func (d *document) noteAt(shape *element) (cell, bool) {
	for _, data := range shape.elements {
		if data.name.Space != excelSpace || data.name.Local != "ClientData" || data.attr("ObjectType") != "Note" {
			continue
		}
		row, col := data.one("Row"), data.one("Column")
		if row == nil || col == nil {
			return cell{}, false
		}
		return cell{d.number(row) + 1, d.number(col) + 1}, true
	}
	return cell{}, false
}

func (d *document) number(e *element) int { return natural(strings.TrimSpace(d.content(e))) }

// A box in pixels: wide enough for a sentence in three lines, as high as its text.
const (
	boxWidth  = 320
	boxMargin = 16
	lineHigh  = 20
	maxLines  = 40
)

// size is the width and height of the box for a text, in pixels.
func size(text string) (width, height int) {
	const halves = (boxWidth - boxMargin) / 7 // halves of a Chinese character in 10 points, in a line
	lines := 0
	for _, line := range strings.Split(text, "\n") {
		n := 0
		for _, r := range line {
			n++
			if r > 0x2E7F {
				n++
			}
		}
		lines += max(1, (n+halves-1)/halves)
	}
	return boxWidth, boxMargin + lineHigh*min(lines, maxLines)
}

// anchor says where a box lies: right of the cell, its corners as a column or row from
// 0 and the pixels beyond its edge.
func (g *grid) anchor(at cell, width, height int) string {
	const beside, lastCol, lastRow = 12, 16384, 1048576
	left, top := min(g.merged(at).last.col+1, lastCol), max(at.row-1, 1)
	right, x := along(left, beside+width, lastCol, g.across)
	bottom, y := along(top, beside+height, lastRow, g.down)
	numbers := []int{left - 1, beside, top - 1, beside, right - 1, x, bottom - 1, y}
	var words []string
	for _, n := range numbers {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, ", ")
}

// along is where one comes to who goes some pixels on from the edge of a column or row.
func along(from, pixels, last int, size func(int) int) (at, beyond int) {
	for at = from; at < last && pixels >= size(at); at++ {
		pixels -= size(at)
	}
	return at, pixels
}
