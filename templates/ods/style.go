package ods

import (
	"fmt"
	"strconv"
	"strings"

	"gongwen/templates/table/layout"
)

// Fonts that every Chinese Windows and WPS has; figures stand in one in which they are half
// as wide as high, see package layout.
const (
	bodyFont   = "宋体"
	titleFont  = "黑体"
	figureFont = "Times New Roman"
)

const fonts = `<office:font-face-decls>` +
	`<style:font-face style:name="宋体" svg:font-family="宋体" style:font-family-generic="roman" style:font-pitch="variable"/>` +
	`<style:font-face style:name="黑体" svg:font-family="黑体" style:font-family-generic="swiss" style:font-pitch="variable"/>` +
	`<style:font-face style:name="Times New Roman" svg:font-family="&apos;Times New Roman&apos;" style:font-family-generic="roman" style:font-pitch="variable"/>` +
	`</office:font-face-decls>`

// Colours.
const (
	ink       = "#1f2933"
	grey      = "#7b8794"
	red       = "#c00000"
	line      = "#7f8a94"
	labelFill = "#edf2f7"
	bandFill  = "#dce6f1"
	headFill  = "#2f5496"
	linkInk   = "#0563c1"
)

// Styles that are not of rows.
const (
	headStyle      = "head"
	totalsStyle    = "totals"
	figuresStyle   = "figures"
	noteStyle      = "note"
	differentStyle = "different"
)

// styles are those of a file's columns, rows and cells, each made when it is first used.
type styles struct {
	made  map[string]string // names by what makes them
	texts strings.Builder
	looks map[layout.Look]string
	high  map[int]string
}

// add is the name of a style, which write defines unless there is one.
func (s *styles) add(key, prefix string, define func(name string) string) string {
	if name, ok := s.made[key]; ok {
		return name
	}
	if s.made == nil {
		s.made = map[string]string{}
	}
	name := prefix + strconv.Itoa(len(s.made)+1)
	s.made[key] = name
	s.texts.WriteString(define(name))
	return name
}

// column is the style of a column so many halves wide.
func (s *styles) column(halves float64) string {
	width := points(halves * layout.Half)
	return s.add("column "+width, "co", func(name string) string {
		return `<style:style style:name="` + name + `" style:family="table-column"><style:table-column-properties style:column-width="` + width + `"/></style:style>`
	})
}

// row is the style of a row so many points high.
func (s *styles) row(height int) string {
	if name, ok := s.high[height]; ok {
		return name
	}
	name := s.add(fmt.Sprint("row ", height), "ro", func(name string) string {
		return `<style:style style:name="` + name + `" style:family="table-row"><style:table-row-properties style:row-height="` + points(float64(height)) +
			`" style:use-optimal-row-height="false"/></style:style>`
	})
	if s.high == nil {
		s.high = map[int]string{}
	}
	s.high[height] = name
	return name
}

// cell is the style of a cell of a row.
func (s *styles) cell(l layout.Look) string {
	if name, ok := s.looks[l]; ok {
		return name
	}
	name := s.addCell(propertiesOf(l))
	if s.looks == nil {
		s.looks = map[layout.Look]string{}
	}
	s.looks[l] = name
	return name
}

// named is one of those that are not of rows.
func (s *styles) named(which string) string {
	p := properties{side: "start", wrap: true, boxed: true, bold: true, fill: bandFill, colour: ink}
	switch which {
	case headStyle:
		p.side, p.fill, p.colour = "center", headFill, "#ffffff"
	case figuresStyle:
		p.side, p.wrap, p.shrink, p.font, p.format = "end", false, true, figureFont, moneyFormat
		p.when = `cell-content()="` + layout.Different + `"`
		p.then = s.named(differentStyle)
	case differentStyle:
		p.side, p.fill, p.colour = "end", red, "#ffffff"
	case noteStyle:
		p.bold, p.boxed, p.fill = false, false, ""
	}
	return s.addCell(p)
}

// properties are those of a style of cells.
type properties struct {
	side          string // start, center or end
	wrap, shrink  bool
	boxed         bool
	bold, crossed bool
	underlined    bool
	colour, fill  string
	font, format  string // empty for those that cells have otherwise
	when, then    string // a condition, and the style that holds where it does
}

func (s *styles) addCell(p properties) string {
	return s.add(fmt.Sprintf("cell %+v", p), "ce", func(name string) string { return p.style(name) })
}

func (p properties) style(name string) string {
	var b strings.Builder
	b.WriteString(`<style:style style:name="` + name + `" style:family="table-cell" style:parent-style-name="Default"`)
	if p.format != "" {
		b.WriteString(` style:data-style-name="` + p.format + `"`)
	}
	b.WriteString(`><style:table-cell-properties style:vertical-align="middle" fo:padding="0.35mm"`)
	if p.boxed {
		b.WriteString(` fo:border="0.5pt solid ` + line + `"`)
	}
	if p.fill != "" {
		b.WriteString(` fo:background-color="` + p.fill + `"`)
	}
	if p.wrap {
		b.WriteString(` fo:wrap-option="wrap"`)
	}
	if p.shrink {
		b.WriteString(` style:shrink-to-fit="true"`)
	}
	b.WriteString(` style:text-align-source="fix"/><style:paragraph-properties fo:text-align="` + p.side + `"/><style:text-properties fo:color="` + p.colour + `"`)
	if p.font != "" {
		b.WriteString(` style:font-name="` + p.font + `"`)
	}
	if p.bold {
		b.WriteString(` fo:font-weight="bold" style:font-weight-asian="bold"`)
	}
	if p.crossed {
		b.WriteString(` style:text-line-through-style="solid" style:text-line-through-type="single"`)
	}
	if p.underlined {
		b.WriteString(` style:text-underline-style="solid" style:text-underline-width="auto"`)
	}
	b.WriteString(`/>`)
	if p.when != "" {
		b.WriteString(`<style:map style:condition="` + escaped(p.when) + `" style:apply-style-name="` + p.then + `"/>`)
	}
	b.WriteString(`</style:style>`)
	return b.String()
}

// propertiesOf are those of a cell that looks so.
func propertiesOf(l layout.Look) properties {
	p := properties{side: sides[l.Side()], wrap: !l.Technical, boxed: true, colour: ink, format: formatOf(l)}
	switch {
	case l.Row == layout.StruckRow:
		p.colour, p.crossed = grey, !l.Unstruck
	case l.Row == layout.StrongRow:
		p.bold, p.fill = true, labelFill
	case l.Technical:
		p.colour = grey
	}
	if l.Kind == layout.LinkCell {
		p.underlined = true
		if l.Row != layout.StruckRow {
			p.colour = linkInk
		}
	}
	if p.format != "" && p.format != textFormat { // numbers are never ###, but smaller
		p.wrap, p.shrink, p.font = false, true, figureFont
	}
	return p
}

// sides are what styles call the places in a cell.
var sides = [...]string{layout.Start: "start", layout.Middle: "center", layout.End: "end"}

func points(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) + "pt" }
