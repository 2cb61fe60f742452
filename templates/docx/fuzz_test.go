package docx

import (
	"strings"
	"testing"

	"gongwen/templates"
	"gongwen/templates/docx/docxtest"
)

// FuzzRead: whatever a document's parts say, reading it ends, and what it gives keeps
// its promises: no empty paragraph, tables of even rows, numbers that rise, and every
// character of plain runs of text that are not told of as trouble.
func FuzzRead(f *testing.F) {
	f.Add(docxtest.Paragraph("h1", "甲")+docxtest.Picture, docxtest.Headings, "")
	f.Add(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="9"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr><w:tr/></w:tbl>`, "", "")
	f.Add(`<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>`, `<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="a"/></w:style>`,
		`<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="-9"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1%9"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	f.Add(`<w:p><w:r><w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="separate"/><w:t>甲</w:t></w:r></w:p>`, "", "")
	f.Fuzz(func(t *testing.T, body, styles, numbering string) {
		d, err := Read(docxtest.Document(docxtest.Paragraph("", "首")+body+docxtest.Paragraph("", "尾"), styles, numbering))
		if err != nil {
			return
		}
		at, last := 0, ""
		for _, b := range d.Blocks {
			if b.At <= at {
				t.Errorf("block %d after %d", b.At, at)
			}
			at, last = b.At, b.Text
			if b.Table == nil && strings.TrimSpace(b.Text) == "" {
				t.Error("an empty paragraph")
			}
			for _, row := range b.Table {
				if len(row) != len(b.Table[0]) || len(row) < 2 {
					t.Errorf("a row of %d cells", len(row))
				}
			}
			if b.Table != nil {
				if p := templates.Passages(templates.Tabular(b.Table)); len(b.Table) > 1 && len(p) > 1 {
					t.Errorf("a table became %d passages", len(p))
				}
			}
		}
		if len(d.Troubles) == 0 && !strings.Contains(body, "fldChar") && last != "尾" && !strings.Contains(body, "</w:body>") {
			t.Errorf("ends with %q", last)
		}
	})
}
