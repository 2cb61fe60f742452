package xlsx

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
)

// CSV writes the list as text with commas (RFC 4180), for programs that read no
// workbooks. It begins with the mark by which Excel knows UTF-8. Days are written
// 2026-05-01, amounts 1234.50.
//
// A text that a spreadsheet would take for a formula gets a ' before it, which people
// see, know from Excel, and can take away again.
func (l List) CSV(w io.Writer, rows Rows) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	cells := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		cells[i] = c.Label
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		for i, c := range l.Columns {
			cells[i] = plainCell(c, row)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	if note := l.note(); note != "" {
		clear(cells)
		cells[0] = note
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// plainCell is what a row has for a column, in plain characters.
func plainCell(c ListColumn, row templates.Values) string {
	switch v := row[c.From].(type) {
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
