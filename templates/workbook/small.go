package workbook

import (
	"fmt"
	"strings"

	"gongwen/templates/opc"
)

const (
	mainNamespace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	related       = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	contentTypes  = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
	relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	relationship  = `<Relationship Id="r%d" Type="` + related + `/%s" Target="%s"/>`
)

// Small is a workbook of one form, for excelize to read: of each sheet the rows, as
// markup without prefixes, and the part of the styles, if there is one.
func Small(rows [][]byte, styles []byte, date1904 bool) ([]byte, error) {
	var parts []opc.NewPart
	part := func(name, format string, values ...any) {
		parts = append(parts, opc.NewPart{Name: name, Content: fmt.Appendf(nil, format, values...)})
	}
	var list, links strings.Builder
	for i := range rows {
		target := fmt.Sprintf("worksheets/sheet%d.xml", i+1)
		part("xl/"+target, `<worksheet %s><sheetData>%s</sheetData></worksheet>`, mainNamespace, rows[i])
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="r%d"/>`, SmallName(i), i+1, i+1)
		fmt.Fprintf(&links, relationship, i+1, "worksheet", target)
	}
	part("[Content_Types].xml", contentTypes)
	part("_rels/.rels", relationships, fmt.Sprintf(relationship, 1, "officeDocument", "xl/workbook.xml"))
	part("xl/_rels/workbook.xml.rels", relationships, links.String())
	part("xl/workbook.xml", `<workbook %s xmlns:r="%s"><workbookPr date1904="%t"/><sheets>%s</sheets></workbook>`, mainNamespace, related, date1904, list.String())
	if styles != nil {
		parts = append(parts, opc.NewPart{Name: "xl/styles.xml", Content: styles})
	}
	return opc.Pack(parts)
}

// SmallName is what the i-th sheet of a small workbook is called, from 0.
func SmallName(i int) string { return fmt.Sprintf("s%d", i+1) }
