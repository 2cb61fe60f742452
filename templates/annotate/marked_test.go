package annotate_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/annotate"
)

func TestIsMarked(t *testing.T) {
	form := filled(t)
	marked := annotated(t, form, notes...)
	commented := func(author, text string) []byte {
		return edited(t, func(f *excelize.File) error {
			return f.AddComment("填表说明", excelize.Comment{Cell: "C3", Author: author, Paragraph: []excelize.RichTextRun{{Text: text}}})
		})
	}
	for name, test := range map[string]struct {
		data []byte
		want bool
	}{
		"a form":                      {form, false},
		"a marked copy":               {marked, true},
		"saved by LibreOffice":        {resaved(t, marked), true},
		"saved by openpyxl":           {made(t, "openpyxl", marked), true},
		"saved as strict":             {each(strict)(t, marked), true},
		"of an earlier version":       {commented("表单审核", "日期太晚"), true},
		"with another author":         {commented("Administrator", "【表单审核】\n日期太晚"), true},
		"behind people's own":         {commented("王芳", "我来办\r\n【表单审核】 \r\n日期太晚"), true},
		"with people's notes":         {commented("王芳", "表单审核不通过"), false},
		"that quote us in a sentence": {commented("王芳", "看【表单审核】说的"), false},
		"corrected, marks deleted":    {annotated(t, marked), false},
		"no workbook":                 {[]byte("表单审核"), false},
		"empty":                       {nil, false},
		"cut off":                     {marked[:len(marked)/2], false},
		"notes that cannot be read": {each(func(p *part) {
			if strings.Contains(p.name, "comments") {
				p.content = p.content[:20]
			}
		})(t, marked), false},
		"too many notes": {each(func(p *part) {
			if strings.Contains(p.name, "comments") {
				p.content = strings.Replace(p.content, "<commentList>", "<commentList>"+strings.Repeat("<a/>", 1<<20), 1)
			}
		})(t, marked), false},
	} {
		if got := annotate.IsMarked(test.data); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Text that looks like markup, and what XML has no place for, does not break a note.
func TestWorkbookTexts(t *testing.T) {
	for text, want := range map[string]string{
		"</t></r><x>&amp;":           "</t></r><x>&amp;",
		"一\r\n二":                     "一\n二",
		"坏\x00字\x1b\xff":             "坏\ufffd字\ufffd\ufffd",
		"𠮷 & ]]> <!-- 龙　凤":           "𠮷 & ]]> <!-- 龙　凤",
		" 前后有空格 ":                    " 前后有空格 ",
		strings.Repeat("很长的话", 9000): strings.Repeat("很长的话", 1250) + "……",
	} {
		form := annotated(t, filled(t), annotate.Note{Cell: "B4", Text: text})
		f, err := excelize.OpenReader(bytes.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		comments, err := f.GetComments("介绍信")
		if err != nil || len(comments) != 1 {
			t.Fatalf("%q: %v, %v", text, comments, err)
		}
		if got := comments[0].Paragraph[len(comments[0].Paragraph)-1].Text; got != "\n"+want {
			t.Errorf("%q: got %q", text, got)
		}
	}
}
