package annotate_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/annotate"
	"gongwen/templates/bounded/boundedtest"
)

// FuzzWorkbook: the marked copy of anything that is not refused opens, and has the
// same in all cells, the same parts and our marks.
func FuzzWorkbook(f *testing.F) {
	form := filled(f)
	f.Add(form, "B4", "日期太晚")
	f.Add(annotated(f, form, notes...), "填表说明!A1", "")
	f.Fuzz(func(t *testing.T, data []byte, at, text string) { marks(t, data, at, text) })
}

// FuzzWorkbookParts is the same with the XML of one part mutated inside a sound
// workbook, where FuzzWorkbook rarely gets past the compression.
func FuzzWorkbookParts(f *testing.F) {
	names := []string{
		"xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
		"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels", "[Content_Types].xml",
	}
	sound := annotated(f, small(f), annotate.Note{Cell: "B4", Text: "日期太晚"}, annotate.Note{Cell: "B5", Text: "没有这个单位"})
	all := parts(f, sound)
	for i, name := range names {
		f.Add(uint8(i), []byte(all[name]))
	}
	f.Fuzz(func(t *testing.T, part uint8, xml []byte) {
		marks(t, boundedtest.WithPart(t, sound, names[int(part)%len(names)], string(xml)), "B5", "没有这个单位")
	})
}

// small is a form with little in it, and a comment of people's.
func small(t testing.TB) []byte {
	f := excelize.NewFile()
	defer f.Close()
	var b bytes.Buffer
	if err := errors.Join(f.SetSheetName("Sheet1", "介绍信"), f.SetSheetRow("介绍信", "A4", &[]any{"日期", 46143}),
		f.SetSheetRow("介绍信", "A5", &[]any{"单位", "某局", nil}), f.MergeCell("介绍信", "B5", "C5"),
		f.AddComment("介绍信", excelize.Comment{Cell: "B5", Author: "王芳", Text: "我来办"}), f.Write(&b)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func marks(t *testing.T, data []byte, at, text string) {
	var b bytes.Buffer
	annotate.IsMarked(data)
	if annotate.Workbook(&b, data, []annotate.Note{{Cell: at, Text: text}}) != nil {
		return
	}
	if !annotate.IsMarked(b.Bytes()) {
		t.Error("the marked copy is not known as one")
	}
	after := names(t, b.Bytes())
	for _, part := range names(t, data) {
		if !slices.Contains(after, strings.TrimLeft(strings.ReplaceAll(part, `\`, "/"), "/")) {
			t.Errorf("lost %s", part)
		}
	}
	was, err := cells(data)
	if err != nil {
		return // it was refused by a reader before
	}
	if is, err := cells(b.Bytes()); err != nil || !maps.EqualFunc(was, is, sameRows) {
		t.Errorf("%v: was\n%q\nand is\n%q", err, was, is)
	}
}

// names are those of a workbook's parts, which need not all be sound.
func names(t *testing.T, workbook []byte) []string {
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, file := range archive.File {
		all = append(all, file.Name)
	}
	return all
}

// cells are the values of all sheets' cells, as excelize reads them.
func cells(workbook []byte) (sheets map[string][][]string, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(workbook), excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 64 << 20, RawCellValue: true})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sheets = map[string][][]string{}
	for _, name := range f.GetSheetList() {
		if sheets[name], err = f.GetRows(name); err != nil {
			return nil, err
		}
	}
	return sheets, nil
}

// sameRows does not see empty cells and rows at the end, which a mark may add.
func sameRows(a, b [][]string) bool {
	for i := range max(len(a), len(b)) {
		if !slices.Equal(trimmed(a, i), trimmed(b, i)) {
			return false
		}
	}
	return true
}

func trimmed(rows [][]string, i int) []string {
	if i >= len(rows) {
		return nil
	}
	row := rows[i]
	for len(row) > 0 && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return row
}
