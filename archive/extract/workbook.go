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
	parts, err := light(data, x.limits.Unpacked)
	if err != nil {
		return err
	}
	book, err := excelize.OpenReader(parts, excelize.Options{UnzipSizeLimit: x.limits.Unpacked, UnzipXMLSizeLimit: mostWhole})
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
	mostWhole = 256 << 10
	// mostMarkup is what the rest may weigh, styles above all, and mostRest how many
	// bytes it may have.
	mostMarkup = 300_000
	mostRest   = 32 << 20
)

// light gives the parts of a workbook that have text, as long as reading them does
// not take the memory of the machine: of those that are streamed as much as may be
// unpacked at all, of the others little. Package zip holds each part to what it says
// it unpacks to.
func light(data []byte, most int64) (*bytes.Buffer, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	packed, unpacked, rest, markup := uint64(len(data)), uint64(most), uint64(mostRest), mostMarkup
	for _, part := range archive.File {
		name := strings.ToLower(part.Name)
		if !hasText(name) {
			continue
		}
		if part.CompressedSize64 > packed || part.UncompressedSize64 > unpacked {
			return nil, errTooLarge
		}
		packed -= part.CompressedSize64 // parts that lie on each other would each be copied
		unpacked -= part.UncompressedSize64
		streamed := strings.HasPrefix(name, "xl/worksheets/") || name == "xl/sharedstrings.xml"
		if streamed && part.UncompressedSize64 > mostWhole {
			continue
		}
		if part.UncompressedSize64 > rest {
			return nil, errTooLarge
		}
		rest -= part.UncompressedSize64
		if streamed { // a real table of short strings is small and has many tags
			continue
		}
		weight, err := bounded.Markup(part, markup)
		if err != nil {
			return nil, err
		}
		if markup -= weight; markup < 0 {
			return nil, errTooLarge
		}
	}
	return bounded.Only(archive, hasText)
}

// hasText tells by its name, in lower case, a part of a workbook whose text is read,
// or that is needed for it.
func hasText(name string) bool {
	return bounded.IsMarkup(name) && !strings.HasPrefix(name, "xl/drawings/") && !strings.HasPrefix(name, "xl/charts/")
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
