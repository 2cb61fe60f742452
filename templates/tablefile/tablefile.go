// Package tablefile knows the kinds of file that tables can be had in (格式): a workbook for
// Excel and WPS, one for LibreOffice and whoever needs OpenDocument, and text for programs.
package tablefile

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"gongwen/templates/csv"
	"gongwen/templates/normal"
	"gongwen/templates/ods"
	"gongwen/templates/table"
	"gongwen/templates/xlsx"
)

// Format is one of them, by the extension of its files without the dot.
type Format string

const (
	XLSX Format = "xlsx" // Office Open XML, ECMA-376
	CSV  Format = "csv"  // RFC 4180, with the first sheet alone
	ODS  Format = "ods"  // OpenDocument 1.3, ISO/IEC 26300
)

// Formats are all of them, the usual one first.
var Formats = []Format{XLSX, CSV, ODS}

// Named is the format that a text names: xlsx, .XLSX.
func Named(text string) (Format, error) {
	f := Format(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(normal.Narrow(text))), "."))
	if !slices.Contains(Formats, f) {
		return "", fmt.Errorf("格式“%s”不认识，可用：xlsx（Excel）、csv（文本）、ods（OpenDocument）", text)
	}
	return f, nil
}

// Extension is what the names of its files end in: .xlsx.
func (f Format) Extension() string { return "." + string(f) }

// Title is what people call it.
func (f Format) Title() string {
	return map[Format]string{XLSX: "Excel", CSV: "CSV", ODS: "ODS"}[f]
}

// Media is the media type of its files.
func (f Format) Media() string {
	return map[Format]string{
		XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		CSV:  "text/csv; charset=utf-8; header=present",
		ODS:  "application/vnd.oasis.opendocument.spreadsheet",
	}[f]
}

// Write writes a book, which must have a sheet, in the format. Rows are written as they come.
func (f Format) Write(w io.Writer, b table.Book) error {
	if len(b.Sheets) == 0 {
		return fmt.Errorf("%s：没有工作表可写", b.Name)
	}
	return map[Format]func(io.Writer, table.Book) error{XLSX: xlsx.Write, CSV: csv.Write, ODS: ods.Write}[f](w, b)
}
