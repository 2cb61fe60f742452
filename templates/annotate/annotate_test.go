package annotate_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/annotate"
)

func annotated(t testing.TB, workbook []byte, notes ...annotate.Note) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := annotate.Workbook(&b, workbook, notes); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// noted are the notes of a workbook's sheet, by their cells, with the colour of the cell.
func noted(t testing.TB, workbook []byte, sheet string) map[string]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	comments, err := f.GetComments(sheet)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, c := range comments {
		id, err := f.GetCellStyle(sheet, c.Cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		text := c.Text
		if text == "" {
			for _, run := range c.Paragraph {
				text += run.Text
			}
		}
		found[c.Cell] = fmt.Sprintf("%s %q %s", c.Author, text, strings.Join(style.Fill.Color, ""))
	}
	return found
}

func expect(t *testing.T, workbook []byte, sheet string, want map[string]string) {
	t.Helper()
	if got := noted(t, workbook, sheet); !maps.Equal(got, want) {
		t.Errorf("on %s: got\n%v\nwant\n%v", sheet, got, want)
	}
}

// edited is a filled form with changes by excelize.
func edited(t testing.TB, change func(f *excelize.File) error) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(filled(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := change(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbook(t *testing.T) {
	once := annotated(t, filled(t), notes...)
	expect(t, once, "介绍信", map[string]string{
		"B4":  `表单审核 "【表单审核】\n1. 开具日期：晚于今天\n请改为今天或以前的日期\n2. 与有效期不符" FFE08A`,
		"B5":  `表单审核 "【表单审核】\n没有这个单位 <“&”>" FFE08A`,
		"A20": `表单审核 "【表单审核】\n没有填写" FFE08A`,
		"H40": `表单审核 "【表单审核】\n表外的内容" FFE08A`,
	})
	expect(t, once, "填表说明", map[string]string{"D2": `表单审核 "【表单审核】\n这里不要写" FFE08A`})
	if !bytes.Equal(once, annotated(t, filled(t), notes...)) {
		t.Error("the same form and notes give other bytes")
	}
	if got := annotated(t, filled(t)); !maps.Equal(parts(t, got), parts(t, filled(t))) {
		t.Error("without notes something changed")
	}
}

// Parts that have nothing to do with the marks stay byte for byte.
func TestWorkbookKeepsParts(t *testing.T) {
	for name, workbook := range map[string][]byte{"our own": filled(t), "of XlsxWriter": made(t, "xlsxwriter", nil)} {
		before, after := parts(t, workbook), parts(t, annotated(t, workbook, annotate.Note{Cell: "B4", Text: "日期太晚"}))
		var changed []string
		for part, content := range before {
			if after[part] != content {
				changed = append(changed, part)
			}
		}
		slices.Sort(changed)
		want := map[string]string{
			"our own":       "[[Content_Types].xml xl/styles.xml xl/worksheets/sheet1.xml]",
			"of XlsxWriter": "[xl/comments1.xml xl/drawings/vmlDrawing1.vml xl/styles.xml xl/worksheets/sheet2.xml]",
		}[name]
		if got := fmt.Sprint(changed); got != want {
			t.Errorf("%s: changed %s, want %s", name, got, want)
		}
	}
}

func parts(t testing.TB, workbook []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", file.Name, err)
		}
		all[file.Name] = string(content)
	}
	return all
}

// A second return says what is wrong now, and nothing of what was wrong before.
func TestWorkbookAgain(t *testing.T) {
	form := edited(t, func(f *excelize.File) error {
		return f.AddComment("介绍信", excelize.Comment{Cell: "B6", Author: "王芳", Text: "我来办"})
	})
	once := annotated(t, form, append(notes, annotate.Note{Cell: "B6", Text: "没有这个人"})...)
	if got, want := noted(t, once, "介绍信")["B6"], `王芳 "我来办\n【表单审核】\n没有这个人" FFE08A`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	again := annotated(t, once, annotate.Note{Cell: "B5", Text: "仍然没有这个单位"})
	expect(t, again, "介绍信", map[string]string{
		"B5": `表单审核 "【表单审核】\n仍然没有这个单位" FFE08A`,
		"B6": `王芳 "我来办" `,
	})
	expect(t, again, "填表说明", map[string]string{})
	if vml := parts(t, again)["xl/drawings/vmlDrawing1.vml"]; strings.Count(vml, "<x:Row>") != 2 {
		t.Errorf("not a box for each note:\n%s", vml)
	}
	third := annotated(t, again, annotate.Note{Cell: "B6", Text: "仍然没有这个人"})
	expect(t, third, "介绍信", map[string]string{"B6": `王芳 "我来办\n【表单审核】\n仍然没有这个人" FFE08A`})
	if a, b := parts(t, again)["xl/styles.xml"], parts(t, third)["xl/styles.xml"]; strings.Count(b, "FFFFE08A") != 1 || len(b) > len(a)+1000 {
		t.Error("formats pile up with every return")
	}
}

// Programs put the pieces of a note together, or cut them otherwise.
func TestWorkbookAgainInOtherPieces(t *testing.T) {
	for name, runs := range map[string][]string{
		"one":          {"我来办\n【表单审核】\n日期太晚"},
		"many":         {"我来", "办\n【表单", "审核】", "\n日期", "太晚"},
		"line by line": {"我来办", "\r\n", "【表单审核】\r\n", "日期太晚"},
	} {
		form := edited(t, func(f *excelize.File) error {
			note := excelize.Comment{Cell: "B6", Author: "王芳"}
			for _, run := range runs {
				note.Paragraph = append(note.Paragraph, excelize.RichTextRun{Text: run})
			}
			return f.AddComment("介绍信", note)
		})
		if got, want := noted(t, annotated(t, form, annotate.Note{Cell: "B6", Text: "没有这个人"}), "介绍信")["B6"], `王芳 "我来办\n【表单审核】\n没有这个人" FFE08A`; got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// Boxes lie in the same drawing as buttons and the like, which stay.
func TestWorkbookKeepsControls(t *testing.T) {
	form := edited(t, func(f *excelize.File) error {
		return f.AddFormControl("介绍信", excelize.FormControl{Cell: "F3", Type: excelize.FormControlButton, Text: "提交"})
	})
	marked := annotated(t, form, annotate.Note{Cell: "B4", Text: "日期太晚"})
	expect(t, marked, "介绍信", map[string]string{"B4": `表单审核 "【表单审核】\n日期太晚" FFE08A`})
	f, err := excelize.OpenReader(bytes.NewReader(marked))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if controls, err := f.GetFormControls("介绍信"); err != nil || len(controls) != 1 || controls[0].Cell != "F3" {
		t.Errorf("controls %v, %v", controls, err)
	}
}

// Excel takes the parts of a sheet in no other order than the standard's.
func TestWorkbookKeepsOrder(t *testing.T) {
	const head = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">`
	for _, test := range []struct{ before, last, after string }{
		{`<sheetData/>`, "</sheetData>", `</worksheet>`},
		{`<sheetData/><mergeCells><mergeCell ref="A1:B1"/></mergeCells><pageSetup/><drawing r:id="rId7"/>`, `<drawing r:id="rId7"/>`, `<legacyDrawingHF r:id="rId8"/><tableParts/><extLst/></worksheet>`},
		{`<sheetData/><dataValidations/><ignoredErrors/>`, "<ignoredErrors/>", "\n<mc:AlternateContent><mc:Choice><controls/></mc:Choice></mc:AlternateContent><extLst><ext><drawing/></ext></extLst></worksheet>"},
	} {
		form := inSheets(func(string) string { return head + test.before + test.after })(t, filled(t))
		sheet := parts(t, annotated(t, form, annotate.Note{Cell: "B4", Text: "日期太晚"}))["xl/worksheets/sheet1.xml"]
		before, rest, _ := strings.Cut(sheet, "<legacyDrawing ")
		if _, after, _ := strings.Cut(rest, "/>"); !strings.HasSuffix(before, test.last) || after != test.after {
			t.Errorf("got\n%s", sheet)
		}
	}
}

// Whatever the form lacks is made.
func TestWorkbookMakesWhatIsMissing(t *testing.T) {
	const head = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
	for name, sheet := range map[string]string{
		"no rows":           head + `<sheetData/></worksheet>`,
		"no rows, end tag":  head + `<sheetData></sheetData><extLst/></worksheet>`,
		"an empty row":      head + `<sheetData><row/><row r="4"/><row r="9"><c r="A9"/></row></sheetData></worksheet>`,
		"rows after":        head + `<sheetData><row r="50"><c><v>1</v></c></row></sheetData></worksheet>`,
		"cells after":       head + `<sheetData><row r="4" spans="1:1"><c r="A4"/><c r='D4' /></row></sheetData></worksheet>`,
		"an empty cell":     head + `<sheetData><row r="4"><c r="B4"/></row></sheetData><pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/></worksheet>`,
		"a cell twice":      head + `<sheetData><row r="4"><c r="B4" s="1"/><c r="b4" s="2"><v>1</v></c></row></sheetData></worksheet>`,
		"single quotes":     head + `<sheetData><row r='4'><c r='B4' s = '0' t='n'></c></row></sheetData></worksheet>`,
		"cells without row": head + `<sheetData><row><c/></row><row/><row/><row><c/><c s=""/></row></sheetData></worksheet>`,
	} {
		for styled, change := range map[string]func([]part) []part{"with styles": keep, "without styles": withoutStyles} {
			form := rewritten(t, filled(t), func(parts []part) []part {
				for i := range parts {
					if parts[i].name == "xl/worksheets/sheet1.xml" {
						parts[i].content = sheet
					}
				}
				return change(parts)
			})
			expect(t, annotated(t, form, annotate.Note{Cell: "B4", Text: "没有填写"}, annotate.Note{Cell: "C4", Text: "没有填写"}, annotate.Note{Cell: "B12", Text: "没有填写"}), "介绍信", map[string]string{
				"B4":  `表单审核 "【表单审核】\n没有填写" FFE08A`,
				"C4":  `表单审核 "【表单审核】\n没有填写" FFE08A`,
				"B12": `表单审核 "【表单审核】\n没有填写" FFE08A`,
			})
			if t.Failed() {
				t.Fatal(name, styled)
			}
		}
	}
}

func keep(parts []part) []part { return parts }

func withoutStyles(parts []part) []part {
	var left []part
	for _, p := range parts {
		if p.name == "xl/_rels/workbook.xml.rels" {
			relations := strings.SplitAfter(p.content, "</Relationship>")
			p.content = strings.Join(slices.DeleteFunc(relations, func(r string) bool { return strings.Contains(r, "/styles") }), "")
		}
		if p.name != "xl/styles.xml" {
			left = append(left, p)
		}
	}
	return left
}

func TestWorkbookRefuses(t *testing.T) {
	form := filled(t)
	for name, test := range map[string]struct {
		form []byte
		note string
	}{
		"no workbook":      {[]byte("x"), "B4"},
		"no such sheet":    {form, "没有!B4"},
		"no cell":          {form, "第4行"},
		"beyond the sheet": {form, "XFE1"},
		"a sheet of charts": {each(func(p *part) {
			p.content = strings.ReplaceAll(p.content, "relationships/worksheet", "relationships/chartsheet")
		})(t, form), "B4"},
		"no sheet visible": {each(func(p *part) { p.content = strings.ReplaceAll(p.content, "<sheet ", `<sheet state="veryHidden" `) })(t, form), "B4"},
		"entities": {inSheets(func(xml string) string {
			return strings.Replace(xml, "<worksheet", `<!DOCTYPE x [<!ENTITY a "b">]><worksheet`, 1)
		})(t, form), "B4"},
		"cut off":      {inSheets(func(xml string) string { return xml[:len(xml)/2] })(t, form), "B4"},
		"not in UTF-8": {inSheets(func(xml string) string { return strings.Replace(xml, `"UTF-8"`, `"GBK"`, 1) })(t, form), "B4"},
		"too much markup": {inSheets(func(xml string) string {
			return strings.Replace(xml, "<sheetData>", "<sheetData>"+strings.Repeat("<row/>", 1<<20), 1)
		})(t, form), "B4"},
		"a part twice": {rewritten(t, form, func(parts []part) []part { return append(parts, parts...) }), "B4"},
		"box elsewhere": {inSheets(func(xml string) string {
			return strings.Replace(xml, "</worksheet>", `<legacyDrawing r:id="rId99"/></worksheet>`, 1)
		})(t, form), "B4"},
	} {
		if err := annotate.Workbook(&bytes.Buffer{}, test.form, []annotate.Note{{Cell: test.note, Text: "x"}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
