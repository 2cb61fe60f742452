// Package boundedtest makes workbooks as no office program writes them, for tests
// of readers that must not be exhausted by them.
package boundedtest

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// T is the test that asks: a *testing.T, B or F.
type T interface {
	Helper()
	Fatal(args ...any)
}

// Rows is the XML of a sheet with a row n times. Each # in it is the row's number,
// from 1.
func Rows(row string, n int) string {
	var b strings.Builder
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i := 1; i <= n; i++ {
		b.WriteString(strings.ReplaceAll(row, "#", fmt.Sprint(i)))
	}
	return b.String() + `</sheetData></worksheet>`
}

// WithSheet is a workbook with other XML for its first sheet.
func WithSheet(t T, workbook []byte, xml string) []byte {
	t.Helper()
	return WithPart(t, workbook, "xl/worksheets/sheet1.xml", xml)
}

// WithPart is a workbook with other XML in one part.
func WithPart(t T, workbook []byte, part, xml string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, old := range archive.File {
		if old.Name != part {
			err = errors.Join(err, w.Copy(old))
		}
	}
	p, createErr := w.Create(part)
	_, writeErr := io.WriteString(p, xml)
	if err := errors.Join(err, createErr, writeErr, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
