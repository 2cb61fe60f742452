package extract

import (
	"encoding/xml"
	"maps"
	"strings"
)

// A vocabulary says what the elements of a format mean for its text. Elements go by
// their local names: the same element has several namespaces, by edition of the
// standard (transitional and strict), and any prefix.
type vocabulary map[string]element

// of is what an element means: what "" does, where the vocabulary does not have it.
func (v vocabulary) of(name string) element {
	e, known := v[name]
	if !known {
		e = v[""]
	}
	return e
}

// element is what one element means. One that means nothing is passed through: what
// is in it counts.
type element struct {
	role  role
	says  string                                    // what it stands for: -
	attrs []string                                  // attributes that people read, such as the words for who cannot see a picture
	own   func(w *walker, s xml.StartElement) error // reads it to its end in a way of its own
}

type role uint16

const (
	isText     role = 1 << iota // its characters are text
	isLine                      // its end is the end of a line
	isBlank                     // it stands for a blank
	isSkipped                   // with all that is in it
	isAside                     // hangs on a line without being part of it: a note, a text box. Its text follows the line
	isVariants                  // holds the same several times over, for newer and older programs
	isVariant                   // one of these; the first that has text is read
	isContent                   // stands for something that is read elsewhere, and counts as text of a variant
	isShape                     // may be a place to be filled in
	isPrompt                    // marks the shape as one
	isBody                      // of a shape: in a place to be filled in it tells what to fill in
	isPlace                     // what is in it may mean something else
)

// words gives elements, named in one string, a role.
func (v vocabulary) words(r role, all string) vocabulary {
	for _, name := range strings.Fields(all) {
		e := v[name]
		e.role |= r
		v[name] = e
	}
	return v
}

// with is the vocabulary with more elements.
func (v vocabulary) with(more vocabulary) vocabulary {
	all := maps.Clone(v)
	maps.Copy(all, more)
	return all
}

// office are the elements of docx, pptx and of the drawings in xlsx (ECMA-376
// parts 1 and 4, and Microsoft's additions to them). Of what is kept of changes, what
// was inserted or moved here is read, what was struck out or moved away is not;
// hidden text is read. Numbers of paragraphs (一、) are not in the file.
var office = vocabulary{
	"noBreakHyphen":     {says: "-"},
	"sym":               {own: symbol},
	"pPr":               {own: paragraphProperties},
	"ddList":            {own: dropDown},
	"footnoteReference": {own: noteMark},
	"endnoteReference":  {own: noteMark},
	"docPr":             {attrs: []string{"title", "descr"}},
	"shape":             {attrs: []string{"alt"}}, // of VML, as the next two
	"rect":              {attrs: []string{"alt"}},
	"cNvPr":             {attrs: []string{"title", "descr"}},
	"textpath":          {attrs: []string{"string"}}, // WordArt and watermarks
}.
	words(isText, "t v text").        // w:t a:t m:t; c:v; of comments
	words(isText|isAside, "textbox"). // of VML; in docx it has paragraphs
	words(isText|isLine, "pt").       // of a chart
	words(isLine, "p br cr tr div v text comment cm threadedComment title").
	words(isBlank, "tab ptab tc").
	words(isSkipped, "rPr tblPr tblGrid trPr tcPr sectPr sdtPr instrText delInstrText del delText moveFrom rPh").
	words(isAside, "txbxContent rt").
	words(isVariants, "AlternateContent").
	words(isVariant, "Choice Fallback").
	words(isContent, "chart relIds")

// master are those of masters and layouts of slides, whose places to be filled in
// say 单击此处编辑母版标题样式.
var master = office.with(nil).words(isShape, "sp").words(isPrompt, "ph").words(isBody, "txBody")

// properties are what a file says about itself: Dublin Core, and what Office and ODF
// add to it.
var properties = vocabulary{}.words(isText|isLine, "title subject description keyword keywords category")

// openDocument are those of ODF 1.3 part 3, and MathML's in embedded formulas.
var openDocument = vocabulary{
	"table":      {own: sheetName},
	"frame":      {own: frame},
	"g":          {own: group},
	"checkbox":   {attrs: []string{"label"}},
	"radio":      {attrs: []string{"label"}},
	"button":     {attrs: []string{"label"}},
	"fixed-text": {attrs: []string{"label"}},
	"textarea":   {attrs: []string{"current-value"}},
	"combobox":   {attrs: []string{"current-value"}},
}.
	words(isText, "p h desc title mi mn mo mtext ruby-text").
	words(isLine, "p h line-break table-row math").
	words(isText|isLine, "header-decl footer-decl date-time-decl").
	words(isBlank, "tab s table-cell").
	words(isPlace, "spreadsheet chart master-page").
	words(isSkipped, "tracked-changes scripts font-face-decls automatic-styles note-citation binary-data").
	words(isAside, "note annotation text-box ruby-text desc title").
	words(isAside, "custom-shape rect line polyline polygon regular-polygon path circle ellipse connector caption measure")
