// Package docxtest writes Word documents for tests.
package docxtest

import (
	"archive/zip"
	"bytes"
	"strings"
)

const (
	space     = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// Document is a docx with that body, and styles and numbering where they are not empty:
// WordprocessingML without the elements around it, in the namespace w.
func Document(body, styles, numbering string) []byte {
	files := [][2]string{
		{"_rels/.rels", related("r0", "officeDocument", "word/document.xml")},
		{"word/document.xml", `<w:document ` + space + `><w:body>` + body + `</w:body></w:document>`},
		{"word/_rels/document.xml.rels", related("r1", "styles", "styles.xml", "r2", "numbering", "numbering.xml")},
		{"word/styles.xml", `<w:styles ` + space + `>` + styles + `</w:styles>`},
		{"word/numbering.xml", `<w:numbering ` + space + `>` + numbering + `</w:numbering>`},
	}
	return Package(files)
}

// Package is a zip file of names with contents.
func Package(files [][2]string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		part, err := w.Create(f[0])
		if err == nil {
			_, err = part.Write([]byte(f[1]))
		}
		if err != nil {
			panic(err) // memory does not fail
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func related(all ...string) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i := 0; i < len(all); i += 3 {
		b.WriteString(`<Relationship Id="` + all[i] + `" Type="` + relations + all[i+1] + `" Target="` + all[i+2] + `"/>`)
	}
	return b.String() + `</Relationships>`
}

// Paragraph is a paragraph of text, with a style's name for none.
func Paragraph(style, text string) string {
	look := ""
	if style != "" {
		look = `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
	}
	return `<w:p>` + look + `<w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

// Picture is a paragraph with a picture in it.
const Picture = `<w:p><w:r><w:drawing><w:inline><a:graphic xmlns:a="a"><a:graphicData><pic:pic xmlns:pic="p"/></a:graphicData></a:graphic></w:inline></w:drawing></w:r></w:p>`

// Headings are styles of headings, called h1 to h4.
const Headings = `<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="h3"><w:name w:val="heading 3"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="h4"><w:basedOn w:val="h3"/><w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>`
