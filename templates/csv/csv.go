// Package csv writes tables as text with commas (RFC 4180), for programs that read no
// workbooks.
//
// A file has the first sheet of a book and no more: a line of labels, and a line for each
// row. What the rows come to is not among them, so that whoever adds up a column counts
// nothing twice; what each row adds to the totals has columns of its own (计入…), see
// table.Sheet.Written. Titles and the other sheets are left to workbooks, and so are the
// notes below totals; where there are no totals notes are lines at the end, in the first
// column, because such a note may say that the list is not whole.
//
// The file begins with the mark by which Excel knows UTF-8, and its lines end in CR LF. Days
// are written 2026-05-01, moments 2026-05-01 09:30, amounts 1234.50, and a formula is what it
// comes to. Of a link there is the text, or what it opens where the text is only OpenText. A
// text that a spreadsheet would take for a formula gets a ' before it, which people see, know
// from Excel, and can take away again.
package csv

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
	"gongwen/templates/table"
)

// Write writes the first sheet of a book. The first error from its rows ends the writing and
// is returned.
func Write(w io.Writer, b table.Book) error {
	sheet := &b.Sheets[0]
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	columns, counts := sheet.Written(), sheet.CountedColumn(0)
	counted := len(columns) - len(sheet.Columns)
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = unformula(c.Label)
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	for row, err := range sheet.Rows {
		if err != nil {
			return err
		}
		clear(cells)
		for i, value := range row.Cells[:min(len(row.Cells), len(sheet.Columns))] {
			at := i
			if i >= counts {
				at += counted
			}
			cells[at] = plain(value)
		}
		for i, fen := range row.Counted[:min(len(row.Counted), counted)] {
			cells[counts+i] = fen.Plain()
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	if sheet.Notes != nil && !sheet.Totals {
		for _, note := range sheet.Notes() {
			clear(cells)
			cells[0] = unformula(note)
			if err := out.Write(cells); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// plain is a cell in plain characters.
func plain(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case templates.Date:
		return v.ISO()
	case templates.Moment:
		return v.Time.Format("2006-01-02 15:04")
	case templates.Fen:
		return v.Plain()
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return unformula(v)
	case table.Link:
		if v.Text == table.OpenText {
			return unformula(v.Target)
		}
		return unformula(v.Text)
	case table.Formula:
		return plain(v.Value)
	default:
		return unformula(templates.Text(v))
	}
}

// unformula keeps a text from being worked out. Chinese Excel takes the wide signs for
// the narrow ones.
func unformula(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	if text != "" && strings.ContainsRune("=+-@＝＋－＠\t\r\n", first) {
		return "'" + text
	}
	return text
}
