package extract

import (
	"archive/zip"
	"bytes"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/bounded"
)

// readWorkbook reads the cells of every sheet as they are shown, a row a line,
// then the comments.
func readWorkbook(x *Extractor, into *text, data []byte) error {
	if err := packed(data, x.limits.Unpacked); err != nil {
		return err
	}
	if err := light(data); err != nil {
		return err
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit:    x.limits.Unpacked,
		UnzipXMLSizeLimit: mostWhole,
	})
	if err != nil {
		return err
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		if err := into.write(sheet); err != nil {
			return err
		}
		if err := readSheet(into, book, sheet); err != nil {
			return err
		}
	}
	return nil
}

const (
	// mostWhole is how many bytes of a sheet, or of the table of strings, are read as
	// a whole; what is larger goes through a temporary file. Read as a whole, it takes
	// up to a hundred times that.
	mostWhole = 1 << 20
	// mostMarkup is what the rest may weigh, styles above all.
	mostMarkup = 1_000_000
)

// light refuses a workbook whose parts that are read as a whole would take the
// memory of the machine.
func light(data []byte) error {
	if !bounded.Parts(data, mostParts) {
		return errTooLarge
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	left := mostMarkup
	for _, part := range archive.File {
		name := strings.ToLower(part.Name)
		streamed := strings.HasPrefix(name, "xl/worksheets/") || name == "xl/sharedstrings.xml"
		if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") || streamed && part.UncompressedSize64 > mostWhole {
			continue
		}
		weight, err := bounded.Markup(part, left)
		if err != nil {
			return err
		}
		if left -= weight; left < 0 {
			return errTooLarge
		}
	}
	return nil
}

func readSheet(into *text, book *excelize.File, sheet string) error {
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil // a chart has none
	}
	defer rows.Close()
	for rows.Next() {
		if err := into.breakLine(); err != nil {
			return err
		}
		cells, err := rows.Columns()
		if err != nil {
			return err
		}
		for _, cell := range cells {
			if cell == "" {
				continue
			}
			if err := into.write(cell + " "); err != nil {
				return err
			}
		}
	}
	if err := rows.Error(); err != nil {
		return err
	}
	comments, err := book.GetComments(sheet)
	if err != nil {
		return err
	}
	for _, c := range comments {
		if err := into.breakLine(); err != nil {
			return err
		}
		if err := into.write(c.Text); err != nil {
			return err
		}
		for _, run := range c.Paragraph {
			if err := into.write(run.Text); err != nil {
				return err
			}
		}
	}
	return into.breakLine()
}

// packed looks at what a zip file says it unpacks to; package zip holds it to
// that.
func packed(data []byte, limit int64) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	left := uint64(limit)
	for _, f := range archive.File {
		if f.UncompressedSize64 > left {
			return errTooLarge
		}
		left -= f.UncompressedSize64
	}
	return nil
}
