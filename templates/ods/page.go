package ods

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gongwen/templates/table/layout"
)

// How sheets are printed: across, as many pages wide as their columns need, under the title
// and what is in the book, above the number of the page.

const (
	titleSize = 16 // points
	scopeSize = 11
	// scopeWide is how many characters of the scope's size a line has room for on A4.
	scopeWide = 140
)

// pages is the part with the styles that are not of single cells, and the pages, one for
// each sheet.
func (f *file) pages() string {
	const region = `<style:header-footer-properties fo:min-height="6mm" fo:margin-%s="2mm"/>`
	var b strings.Builder
	width, height, wide := 297, 210, scopeWide
	if f.book.A3 {
		width, height, wide = 420, 297, scopeWide*3/2
	}
	b.WriteString(header + `<office:document-styles` + namespaces + fonts + `<office:styles>` +
		`<style:default-style style:family="table-cell"><style:text-properties style:font-name="` + bodyFont + `" style:font-name-asian="` + bodyFont +
		`" fo:font-size="` + points(layout.BodySize) + `" style:font-size-asian="` + points(layout.BodySize) +
		`" fo:language="zh" fo:country="CN" style:language-asian="zh" style:country-asian="CN"/></style:default-style>` +
		`<style:style style:name="Default" style:family="table-cell"/></office:styles><office:automatic-styles>`)
	for _, s := range f.sheets {
		fmt.Fprintf(&b, `<style:page-layout style:name="layout%d"><style:page-layout-properties fo:page-width="%dmm" fo:page-height="%dmm" style:print-orientation="landscape"`+
			` fo:margin-top="7.6mm" fo:margin-bottom="7.6mm" fo:margin-left="7.6mm" fo:margin-right="7.6mm" style:table-centering="horizontal"`+
			` style:scale-to-X="%d" style:scale-to-Y="0" style:print="objects charts drawings zero-values"/>`+
			`<style:header-style>`+region+`</style:header-style><style:footer-style>`+region+`</style:footer-style></style:page-layout>`,
			s.index, width, height, s.Pages, "bottom", "top")
	}
	b.WriteString(paragraphStyle("title", titleFont, titleSize) + paragraphStyle("scope", bodyFont, scopeSize) +
		`</office:automatic-styles><office:master-styles>`)
	for _, s := range f.sheets {
		b.WriteString(`<style:master-page style:name="page` + itoa(s.index) + `" style:display-name="` + escaped(s.name) + `" style:page-layout-name="layout` + itoa(s.index) + `"><style:header>`)
		b.WriteString(paragraph("title", s.title()))
		if f.book.Scope != "" {
			for _, line := range layout.ScopeLines(f.book.Scope, float64(wide)) {
				b.WriteString(paragraph("scope", line))
			}
		}
		b.WriteString(`</style:header><style:footer><text:p text:style-name="scope">第 <text:page-number>1</text:page-number> 页，共 <text:page-count>1</text:page-count> 页</text:p>`)
		if f.book.Foot != "" {
			b.WriteString(paragraph("scope", f.book.Foot))
		}
		b.WriteString(`</style:footer></style:master-page>`)
	}
	b.WriteString(`</office:master-styles></office:document-styles>`)
	return b.String()
}

func paragraphStyle(name, font string, size int) string {
	return fmt.Sprintf(`<style:style style:name="%s" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>`+
		`<style:text-properties style:font-name="%s" style:font-name-asian="%[2]s" fo:font-size="%dpt" style:font-size-asian="%[3]dpt"/></style:style>`, name, font, size)
}

func paragraph(style, text string) string {
	return `<text:p text:style-name="` + style + `">` + escaped(strings.Join(strings.Fields(text), " ")) + `</text:p>`
}

// settings is the part that keeps the labels in sight, and the first columns by which a row
// is known.
func (f *file) settings() string {
	var b strings.Builder
	b.WriteString(header + `<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" office:version="1.3">` +
		`<office:settings><config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>` +
		item("ViewId", "string", "view1") + item("ActiveTable", "string", f.sheets[0].name) +
		// What is not said is off, for LibreOffice.
		item("ShowZeroValues", "boolean", "true") + item("ShowGrid", "boolean", "true") + item("HasColumnRowHeaders", "boolean", "true") +
		item("HasSheetTabs", "boolean", "true") + item("IsOutlineSymbolsSet", "boolean", "true") + `<config:config-item-map-named config:name="Tables">`)
	const frozen, upperLeft, lowerRight = "2", "0", "3"
	for _, s := range f.sheets {
		columns := s.Frozen(s.widths)
		across, pane := upperLeft, "2"
		if columns > 0 {
			across, pane = frozen, lowerRight
		}
		b.WriteString(`<config:config-item-map-entry config:name="` + escaped(s.name) + `">` +
			item("CursorPositionX", "int", "0") + item("CursorPositionY", "int", "1") +
			item("HorizontalSplitMode", "short", across) + item("VerticalSplitMode", "short", frozen) +
			item("HorizontalSplitPosition", "int", itoa(columns)) + item("VerticalSplitPosition", "int", "1") + item("ActiveSplitRange", "short", pane) +
			item("PositionLeft", "int", "0") + item("PositionRight", "int", itoa(columns)) + item("PositionTop", "int", "0") + item("PositionBottom", "int", "1") +
			`</config:config-item-map-entry>`)
	}
	b.WriteString(`</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>`)
	return b.String()
}

func item(name, kind, value string) string {
	return `<config:config-item config:name="` + name + `" config:type="` + kind + `">` + escaped(value) + `</config:config-item>`
}

// meta is the part with the properties.
func (f *file) meta() string {
	by := escaped(cmp.Or(f.book.By, program))
	text := header + `<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3">` +
		`<office:meta><meta:generator>` + program + `</meta:generator><dc:title>` + escaped(cmp.Or(f.book.Title, f.book.Name)) + `</dc:title><dc:subject>` + escaped(f.book.Scope) +
		`</dc:subject><meta:initial-creator>` + by + `</meta:initial-creator><dc:creator>` + by + `</dc:creator>`
	if made := f.book.Made; !made.IsZero() {
		at := made.UTC().Format(time.RFC3339)
		text += `<meta:creation-date>` + at + `</meta:creation-date><dc:date>` + at + `</dc:date>`
	}
	return text + `</office:meta></office:document-meta>`
}

func itoa(n int) string { return strconv.Itoa(n) }
