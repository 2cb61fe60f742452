package form

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// TestHostileWorkbooks: small files that a library unfolds to more than there is
// memory are refused, and reading them does not take it.
func TestHostileWorkbooks(t *testing.T) {
	set := builtin(t)
	k := set.Named("letter")
	sound := filled(t, k, example(t, set, k).Values)
	rows := func(row string, n int) string {
		var b strings.Builder
		b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
		for i := 1; i <= n; i++ {
			b.WriteString(strings.ReplaceAll(row, "#", fmt.Sprint(i)))
		}
		return b.String() + `</sheetData></worksheet>`
	}
	many := map[string]string{"xl/workbook.xml": "<workbook/>"}
	for i := range 50_000 {
		many[fmt.Sprint("xl/", i)] = ""
	}
	for _, tt := range []struct {
		name, reason string
		data         []byte
	}{
		{"the last column of every row", "工作簿里没有写明“表单种类”",
			withSheet(t, sound, rows(`<row r="#"><c r="XFD#"><v>1</v></c></row>`, maxSheetRow))},
		{"the last row", "工作表“letter”超出了3000行100列",
			withSheet(t, sound, rows(`<row r="1"><c r="A1" t="inlineStr"><is><t>表单种类</t></is></c><c r="B1" t="inlineStr"><is><t>介绍信</t></is></c></row>`+
				`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`, 1))},
		{"a hundred thousand rows", "工作簿的内容太多，不像是一份表单", withSheet(t, sound, rows(`<row r="#"><c r="A#"><v>1</v></c></row>`+strings.Repeat(" ", 64), 100_000))},
		{"a million parts", "工作簿的内容太多，不像是一份表单", zipped(t, many)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _, err := Read("f.xlsx", tt.data, set)
			runtime.ReadMemStats(&after)
			var u *Unreadable
			if !errors.As(err, &u) || u.Reason != tt.reason && !strings.Contains(u.Reason, "超出了3000行100列") {
				t.Errorf("got %v, want %s", err, tt.reason)
			}
			if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 200<<20 {
				t.Errorf("reading %d bytes took %d MB", len(tt.data), grown>>20)
			}
		})
	}
}

// withSheet is a workbook with other XML for its first sheet.
func withSheet(t testing.TB, workbook []byte, xml string) []byte {
	t.Helper()
	const part = "xl/worksheets/sheet1.xml"
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
