package annotatetest_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/annotate"
	"gongwen/templates/annotate/annotatetest"
)

// collected are the errors of a test that is expected to fail.
type collected struct {
	*testing.T
	errors []string
}

func (c *collected) Errorf(format string, args ...any) {
	c.errors = append(c.errors, fmt.Sprintf(format, args...))
}

// TestJudgeNotices: a judge that finds everything in order proves nothing.
func TestJudgeNotices(t *testing.T) {
	form := workbook(t, func(*excelize.File) error { return nil })
	notes, marked := []annotate.Note{{Cell: "B4", Text: "日期太晚"}}, []string{"Sheet1!B4"}
	forms := map[string]annotatetest.Form{
		"sound": {Workbook: form, Notes: notes, Marked: marked},
		"value": {Workbook: form, Notes: notes, Marked: marked, Plain: workbook(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "A4", "期日") })},
		"font": {Workbook: form, Notes: notes, Marked: marked, Plain: workbook(t, func(f *excelize.File) error {
			bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
			if err != nil {
				return err
			}
			return f.SetCellStyle("Sheet1", "A4", "A4", bold)
		})},
		"cell gone": {Workbook: form, Notes: notes, Marked: marked, Plain: workbook(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "D9", "x") })},
		"merged":    {Workbook: form, Notes: notes, Marked: marked, Plain: workbook(t, func(f *excelize.File) error { return f.MergeCell("Sheet1", "C9", "D9") })},
		"unmarked":  {Workbook: form, Notes: notes, Marked: []string{"Sheet1!A4"}},
		"note gone": {Workbook: form, Notes: notes, Marked: marked, Plain: workbook(t, func(f *excelize.File) error {
			return f.AddComment("Sheet1", excelize.Comment{Cell: "A4", Author: "王芳", Text: "我来办"})
		})},
		"not cleared": {Workbook: form, Notes: notes, Cleared: marked},
	}
	got := &collected{T: t}
	annotatetest.Judge(got, forms)
	all := strings.Join(got.errors, "\n")
	for name := range forms {
		for _, judge := range []string{"openpyxl", "LibreOffice"} {
			if noticed := strings.Contains(all, judge+": "+name+": "); noticed != (name != "sound") {
				t.Errorf("%s, %s: noticed is %v", judge, name, noticed)
			}
		}
	}
	if t.Failed() {
		t.Log(all)
	}
}

func workbook(t *testing.T, change func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetRow("Sheet1", "A4", &[]any{"日期", 46143}); err != nil {
		t.Fatal(err)
	}
	if err := change(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
