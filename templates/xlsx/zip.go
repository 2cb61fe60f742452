package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/deflated"
)

// save writes a workbook with the rows of its sheets, in their order, straight to w, where
// the library would hold the whole file in memory first. Nothing is written before all of
// it is there.
func save(f *excelize.File, w io.Writer, rows []*rowWriter) error {
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		p := &pack{Writer: zip.NewWriter(w), parts: map[string]*bytes.Buffer{}, rows: map[string]*rowWriter{}}
		for i, s := range rows {
			p.rows[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = s
		}
		return p
	})
	return f.Write(io.Discard)
}

// pack is the zip file of a workbook. The library writes the parts in no order; here they
// wait for the end, small as they are without the rows, so that the same book is always
// the same file.
type pack struct {
	*zip.Writer
	parts map[string]*bytes.Buffer
	rows  map[string]*rowWriter // by part
}

// Create begins a part of the workbook.
func (p *pack) Create(name string) (io.Writer, error) {
	p.parts[name] = new(bytes.Buffer)
	return p.parts[name], nil
}

// Close writes the file.
func (p *pack) Close() error {
	// [Content_Types].xml sorts before the others: by it programs know what sort of file it is.
	for _, name := range slices.Sorted(maps.Keys(p.parts)) {
		if err := p.add(name, p.parts[name].Bytes(), p.rows[name]); err != nil {
			return err
		}
	}
	return p.Writer.Close()
}

// add writes a part. The rows of a sheet come behind the row of labels, which is the first
// that the library wrote.
func (p *pack) add(name string, text []byte, rows *rowWriter) error {
	if rows == nil {
		w, err := p.Writer.Create(name)
		if err == nil {
			_, err = w.Write(text)
		}
		return err
	}
	const rowEnd = "</row>"
	at := bytes.Index(text, []byte(rowEnd))
	if at < 0 {
		return errors.New("no row of labels in " + name)
	}
	at += len(rowEnd)
	if rows.levels > 0 { // the library has no word for how deep rows are folded
		const format = "<sheetFormatPr "
		if i := bytes.Index(text[:at], []byte(format)); i >= 0 {
			i += len(format)
			levels := fmt.Appendf(nil, `outlineLevelRow="%d" `, rows.levels)
			text, at = slices.Insert(text, i, levels...), at+len(levels)
		}
	}
	return deflated.Add(p.Writer, name, deflated.Piece{Text: text[:at], Stream: rows.spool}, deflated.Piece{Text: text[at:]})
}
