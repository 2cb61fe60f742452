package form

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"gongwen/templates/bounded/boundedtest"
)

// TestReadHostileWorkbooks: small files that a library unfolds to more than there is
// memory are refused, and reading them does not take it.
func TestReadHostileWorkbooks(t *testing.T) {
	set := builtin(t)
	k := set.Named("letter")
	sound := filled(t, k, example(t, set, k).Values)
	many := map[string]string{"xl/workbook.xml": "<workbook/>"}
	for i := range 50_000 {
		many[fmt.Sprint("xl/", i)] = ""
	}
	for _, tt := range []struct {
		name, reason string
		data         []byte
	}{
		{"the last column of every row", "工作簿里没有写明“表单种类”",
			boundedtest.WithSheet(t, sound, boundedtest.Rows(`<row r="#"><c r="XFD#"><v>1</v></c></row>`, 300_000))},
		{"the last row", "工作表“介绍信”的A1048576有内容，超出了前3000行、前100列",
			boundedtest.WithSheet(t, sound, boundedtest.Rows(`<row r="1"><c r="A1" t="inlineStr"><is><t>表单种类</t></is></c><c r="B1" t="inlineStr"><is><t>介绍信</t></is></c></row>`+
				`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`, 1))},
		{"a hundred thousand rows", "工作簿里没有写明“表单种类”", boundedtest.WithSheet(t, sound, boundedtest.Rows(`<row r="#"><c r="A#"><v>1</v></c></row>`+strings.Repeat(" ", 64), 100_000))},
		{"parts that lie on each other", "文件已经损坏，无法读取", overlapping(t)},
		{"fifty thousand parts", "工作簿的内容太多，不像是一份表单", zipped(t, many)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _, err := Read("f.xlsx", tt.data, set)
			runtime.ReadMemStats(&after)
			var u *Unreadable
			if !errors.As(err, &u) || u.Reason != tt.reason {
				t.Errorf("got %v, want %s", err, tt.reason)
			}
			if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 200<<20 {
				t.Errorf("reading %d bytes took %d MB", len(tt.data), grown>>20)
			}
		})
	}
}

// overlapping is a workbook of three megabytes with a thousand parts, of which each
// says that it takes up two.
func overlapping(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	part, err := w.Create("xl/workbook.xml")
	must(t, err)
	_, err = part.Write([]byte("<workbook/>"))
	must(t, err)
	for i := range 1000 {
		_, err := w.CreateRaw(&zip.FileHeader{Name: fmt.Sprintf("xl/%d.xml", i), CompressedSize64: 2 << 20, UncompressedSize64: 2})
		must(t, err)
	}
	part, err = w.CreateHeader(&zip.FileHeader{Name: "xl/media/image1.png"}) // stored
	must(t, err)
	_, err = part.Write(make([]byte, 3<<20))
	must(t, err)
	must(t, w.Close())
	return b.Bytes()
}

// TestReadHeavyMarkup: a few kilobytes that unpack to tags by the million are passed over
// or refused before a library makes structs of them, whichever part they stand in. What is
// no content of the form's sheet keeps nobody from reading it.
func TestReadHeavyMarkup(t *testing.T) {
	set := builtin(t)
	k := set.Named("letter")
	sound := filled(t, k, example(t, set, k).Values)
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	for part, tt := range map[string]struct{ begin, tag, end, want string }{
		"xl/worksheets/sheet1.xml":   {"<worksheet " + main + "><sheetData><row>", "<c/>", "</row></sheetData></worksheet>", "文件已经损坏，无法读取"}, // of more columns than there are
		"xl/worksheets/sheet2.xml":   {"<worksheet " + main + "><sheetData>", "<row/>", "</sheetData></worksheet>", ""},
		"xl/sharedStrings.xml":       {"<sst " + main + ">", "<si/>", "</sst>", ""},
		"xl/styles.xml":              {"<styleSheet " + main + "><cellXfs>", "<xf/>", "</cellXfs></styleSheet>", ""},
		"xl/workbook.xml":            {"<workbook><sheets>", "<sheet/>", "</sheets></workbook>", "文件已经损坏，无法读取"}, // which are not there
		"xl/_rels/workbook.xml.rels": {"<Relationships>", "<Relationship/>", "</Relationships>", "工作簿的内容太多，不像是一份表单"},
		"[Content_Types].xml":        {"<Types>", "<Override/>", "</Types>", ""},
		"docProps/app.xml":           {"<Properties>", `<a b=""/>`, "</Properties>", ""},
	} {
		data := boundedtest.WithPart(t, sound, part, tt.begin+strings.Repeat(tt.tag, 6<<20/len(tt.tag))+tt.end)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := Read("f.xlsx", data, set)
		runtime.ReadMemStats(&after)
		var u *Unreadable
		if got := errors.As(err, &u); got != (tt.want != "") || got && u.Reason != tt.want {
			t.Errorf("%s: got %v", part, err)
		}
		if cost := after.TotalAlloc - before.TotalAlloc; cost > 16<<20 {
			t.Errorf("%s: %d KB took %d MB", part, len(data)>>10, cost>>20)
		}
	}
}
