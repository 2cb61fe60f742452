package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Everything but the sheets of the small workbook that the library is given.
const (
	mainNamespace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	related       = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	contentTypes  = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
	relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	relationship  = `<Relationship Id="r%d" Type="` + related + `/%s" Target="%s"/>`
)

// decode reads the filled cells of the sheets, and has the library read those that are
// not plain. texts are the shared strings that they show.
func decode(sheets []*Sheet, texts map[int][]byte) error {
	left, plain := maxText, true
	for _, s := range sheets {
		if err := s.takePlain(texts, &left); err != nil {
			return err
		}
		plain = plain && !slices.ContainsFunc(s.cells.filled, func(c filled) bool { return !c.taken })
	}
	if plain {
		for _, s := range sheets {
			s.place()
		}
		return nil
	}
	small, err := write(sheets, texts, left)
	if err != nil {
		return err
	}
	file, err := excelize.OpenReader(bytes.NewReader(small),
		excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, RawCellValue: true})
	if err != nil {
		return err
	}
	for i, s := range sheets {
		s.file, s.sheet = file, "s"+strconv.Itoa(i+1)
		if err := s.readTexts(); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", s.Name, err), file.Close())
		}
		s.place()
	}
	return file.Close() // which removes temporary files; the library still knows the cells
}

// write writes the small workbook. It is not compressed: it is read at once.
func write(sheets []*Sheet, texts map[int][]byte, left int) ([]byte, error) {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	var errs []error
	part := func(name string, content []byte) {
		to, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = to.Write(content)
		}
		errs = append(errs, err)
	}
	var list, links strings.Builder
	for i, s := range sheets {
		content, err := s.cells.markup(texts, &left)
		if err != nil {
			return nil, err
		}
		target := fmt.Sprintf("worksheets/sheet%d.xml", i+1)
		part("xl/"+target, content)
		fmt.Fprintf(&list, `<sheet name="s%d" sheetId="%d" r:id="r%d"/>`, i+1, i+1, i+1)
		fmt.Fprintf(&links, relationship, i+1, "worksheet", target)
	}
	part("[Content_Types].xml", []byte(contentTypes))
	part("_rels/.rels", fmt.Appendf(nil, relationships, fmt.Sprintf(relationship, 1, "officeDocument", "xl/workbook.xml")))
	part("xl/_rels/workbook.xml.rels", fmt.Appendf(nil, relationships, links.String()))
	part("xl/workbook.xml", fmt.Appendf(nil, `<workbook %s xmlns:r="%s"><sheets>%s</sheets></workbook>`, mainNamespace, related, list.String()))
	err := errors.Join(append(errs, w.Close())...)
	return packed.Bytes(), err
}

// errTooMuchText is the error for more than there may be in all cells together.
var errTooMuchText = fmt.Errorf("%w: in its cells", ErrTooMuch)

// markup is a sheet with nothing but its filled cells that have not been read yet. left
// is as for takePlain.
func (a *sheetCells) markup(texts map[int][]byte, left *int) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`<worksheet ` + mainNamespace + `><sheetData>`)
	row := -1
	for i := range a.filled {
		c := &a.filled[i]
		if c.taken {
			continue
		}
		inner, kind := c.inner, c.kind
		if c.shared >= 0 && !c.formula {
			inner, kind = texts[c.shared], "inlineStr"
		}
		if *left -= len(inner); *left < 0 {
			return nil, errTooMuchText
		}
		if c.row != row {
			if row >= 0 {
				b.WriteString("</row>")
			}
			row = c.row
			fmt.Fprintf(&b, `<row r="%d">`, row+1)
		}
		b.WriteString(`<c r="` + cellName(c.row, c.col) + `"`)
		if kind != "" {
			b.WriteString(` t="` + kind + `"`)
		}
		b.WriteByte('>')
		if kind == "inlineStr" && c.shared >= 0 {
			b.WriteString("<is>")
			b.Write(inner)
			b.WriteString("</is>")
		} else {
			b.Write(inner)
		}
		b.WriteString("</c>")
	}
	if row >= 0 {
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData></worksheet>")
	return b.Bytes(), nil
}

// readTexts has the library read what the cells hold that are not plain. It ends without
// a word where it cannot go on, so that each of them is asked for.
func (s *Sheet) readTexts() (err error) {
	rows, err := s.file.Rows(s.sheet)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var read [][]string
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return err
		}
		read = append(read, cells)
	}
	if err := rows.Error(); err != nil {
		return err
	}
	for i := range s.cells.filled {
		c := &s.cells.filled[i]
		if c.taken {
			continue
		}
		text := ""
		if c.row < len(read) && c.col < len(read[c.row]) {
			text = read[c.row][c.col]
		}
		if text == "" && !c.formula {
			return fmt.Errorf("%w: %s cannot be read", io.ErrUnexpectedEOF, cellName(c.row, c.col))
		}
		s.put(c, text)
	}
	return nil
}
