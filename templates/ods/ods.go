// Package ods writes tables as OpenDocument spreadsheets (OASIS OpenDocument 1.3, ISO/IEC
// 26300), which LibreOffice, WPS and Excel open, and which offices must be able to take that
// are told to use an open format.
//
// A file has all that the same book has as an Excel workbook, see package xlsx, but for
// charts: the labels in the first row, a filter, the totals that follow it beside a fixed
// figure, what is printed and how. Dates, numbers and amounts are such, texts stay texts.
// What stands in formulas is written in OpenFormula, and what they come to beside it.
//
// Of the libraries for Go none writes rows as they come, or sets up pages; so this package
// writes the parts of a file itself:
//
//	mimetype               first and not compressed, so that programs know the file by it
//	content.xml            the sheets, with the looks of columns, rows and cells
//	styles.xml             pages: paper, margins, what stands above and below
//	settings.xml           which rows and columns stay in sight
//	meta.xml               the properties
//	META-INF/manifest.xml  what there is
package ods

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"io"

	"gongwen/templates/deflated"
	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// program stands in the properties of files.
const program = "gongwen"

const mediaType = "application/vnd.oasis.opendocument.spreadsheet"

const header = xml.Header

// Write writes a book as an OpenDocument spreadsheet.
//
// Rows are written as they come and never all held; the first error from them ends the
// writing and is returned, and nothing has been written then. A sheet has 1,048,576 rows, see layout.MostRows.
// The same book gives the same bytes.
func Write(w io.Writer, b table.Book) (err error) {
	f := file{book: &b, styles: &styles{}}
	defer func() {
		for _, s := range f.sheets {
			s.out.Close()
		}
	}()
	for i, name := range layout.SheetNames(b) {
		s := &sheet{Sheet: layout.Of(&b.Sheets[i], b.A3), file: &f, index: i, name: name, out: new(deflated.Stream)}
		f.sheets = append(f.sheets, s)
		if err := s.write(); err != nil {
			return err
		}
	}
	z := zip.NewWriter(w)
	if err := addMimetype(z); err != nil {
		return err
	}
	if err := deflated.Add(z, "content.xml", f.content()...); err != nil {
		return err
	}
	for _, part := range []struct{ name, text string }{
		{"styles.xml", f.pages()}, {"settings.xml", f.settings()}, {"meta.xml", f.meta()}, {"META-INF/manifest.xml", manifest},
	} {
		if err := deflated.Add(z, part.name, deflated.Piece{Text: []byte(part.text)}); err != nil {
			return err
		}
	}
	return z.Close()
}

// file is a spreadsheet on its way.
type file struct {
	book   *table.Book
	styles *styles
	sheets []*sheet
}

// addMimetype writes the part by which programs know what sort of file it is: at the same
// place in each, without anything between (part 2 of the standard, 3.3).
func addMimetype(z *zip.Writer) error {
	w, err := z.CreateRaw(&zip.FileHeader{Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(mediaType)),
		CompressedSize64: uint64(len(mediaType)), UncompressedSize64: uint64(len(mediaType))})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, mediaType)
	return err
}

const manifest = header + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">` +
	`<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="` + mediaType + `"/>` +
	`<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>` +
	`<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>` +
	`<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>` +
	`<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>` +
	`</manifest:manifest>`

// namespaces are those of the parts that have more than one.
const namespaces = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
	` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"` +
	` xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"` +
	` xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"` +
	` xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3">`

// content is the part with the sheets. What searches in formulas find is as in Excel.
func (f *file) content() []deflated.Piece {
	pieces := []deflated.Piece{{Text: []byte(header + `<office:document-content` + namespaces + fonts + `<office:automatic-styles>` + f.automaticStyles() +
		`</office:automatic-styles><office:body><office:spreadsheet>` +
		`<table:calculation-settings table:case-sensitive="false" table:use-regular-expressions="false" table:use-wildcards="true"/>`)}}
	ranges := ""
	for _, s := range f.sheets {
		last := &pieces[len(pieces)-1]
		last.Text = append(last.Text, s.begin()...)
		last.Stream = s.out
		pieces = append(pieces, deflated.Piece{Text: []byte(`</table:table>`)})
		if !s.Bare {
			name := "台账"
			if s.index > 0 {
				name = fmt.Sprint(name, s.index+1)
			}
			ranges += fmt.Sprintf(`<table:database-range table:name="%s" table:target-range-address="%s" table:display-filter-buttons="true" table:contains-header="true"/>`,
				name, s.area(len(s.All), s.rows))
		}
	}
	end := &pieces[len(pieces)-1]
	if ranges != "" {
		end.Text = append(end.Text, `<table:database-ranges>`+ranges+`</table:database-ranges>`...)
	}
	end.Text = append(end.Text, `</office:spreadsheet></office:body></office:document-content>`...)
	return pieces
}
