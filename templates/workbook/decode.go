package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"
)

// decode reads the filled cells of the sheets, and has the library read those that are
// not plain. texts are the shared strings that they show,
// and left is how many bytes of content there may be.
func decode(sheets []*Sheet, texts map[int][]byte, left int) error {
	plain := true
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
	rows := make([][]byte, len(sheets))
	for i, s := range sheets {
		var err error
		if rows[i], err = s.cells.rows(texts, &left); err != nil {
			return err
		}
	}
	small, err := Small(rows, nil, false)
	if err != nil {
		return err
	}
	file, err := excelize.OpenReader(bytes.NewReader(small),
		excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, RawCellValue: true})
	if err != nil {
		return err
	}
	for i, s := range sheets {
		s.file, s.sheet = file, SmallName(i)
		if err := s.readTexts(); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", s.Name, err), file.Close())
		}
		s.place()
	}
	return file.Close() // which removes temporary files; the library still knows the cells
}

// errTooMuchText is the error for more than there may be in all cells together.
var errTooMuchText = fmt.Errorf("%w: in its cells", ErrTooMuch)

// rows are those of a sheet with nothing but its filled cells that have not been read
// yet. left is as for takePlain.
func (a *sheetCells) rows(texts map[int][]byte, left *int) ([]byte, error) {
	var b bytes.Buffer
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
		b.WriteString(`<c r="` + CellName(c.row, c.col) + `"`)
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
			return fmt.Errorf("%w: %s cannot be read", io.ErrUnexpectedEOF, CellName(c.row, c.col))
		}
		s.put(c, text)
	}
	return nil
}
