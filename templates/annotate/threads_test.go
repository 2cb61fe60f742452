package annotate_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/annotate"
)

const (
	discussed = `<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">` +
		`<threadedComment ref="B5" dT="2026-05-01T08:00:00.00" personId="{A}" id="{1}"><text>单位对吗</text></threadedComment>` +
		`<threadedComment ref="B5" dT="2026-05-02T08:00:00.00" personId="{A}" id="{2}" parentId="{1}"><text>对的</text></threadedComment>` +
		`<threadedComment ref="B6" dT="2026-05-01T08:00:00.00" personId="{A}" id="{3}"><text>谁办</text></threadedComment></ThreadedComments>`
	persons = `<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">` +
		`<person displayName="王芳" id="{A}" userId="w" providerId="None"/></personList>`
)

// threaded is a form on which people discuss two cells, as Excel keeps that: beside
// the thread a comment for other programs.
func threaded(t *testing.T) []byte {
	form := edited(t, func(f *excelize.File) error {
		for at, id := range map[string]string{"B5": "{1}", "B6": "{3}"} {
			if err := f.AddComment("介绍信", excelize.Comment{Cell: at, Author: "tc=" + id, Text: "[线程批注]"}); err != nil {
				return err
			}
		}
		return nil
	})
	relate := func(xml, id, typ, to string) string {
		return strings.Replace(xml, "</Relationships>", `<Relationship Id="`+id+`" Type="http://schemas.microsoft.com/office/2017/10/relationships/`+typ+`" Target="`+to+`"/></Relationships>`, 1)
	}
	return rewritten(t, form, func(parts []part) []part {
		for i, p := range parts {
			switch p.name {
			case "xl/_rels/workbook.xml.rels":
				parts[i].content = relate(p.content, "rId90", "person", "persons/person.xml")
			case "xl/worksheets/_rels/sheet1.xml.rels":
				parts[i].content = relate(p.content, "rId90", "threadedComment", "../threadedComments/threadedComment1.xml")
			}
		}
		return append(parts, part{"xl/persons/person.xml", persons}, part{"xl/threadedComments/threadedComment1.xml", discussed})
	})
}

// Excel shows a thread in place of the comment, so what is wrong is said there, too.
func TestWorkbookRepliesInThreads(t *testing.T) {
	const thread, person = "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml"
	marked := annotated(t, threaded(t), annotate.Note{Cell: "B5", Text: "没有这个单位"}, annotate.Note{Cell: "B4", Text: "日期太晚"})
	got := parts(t, marked)
	reply := strings.Index(got[thread], `parentId="{1}"><text>【表单审核】`+"\n没有这个单位</text>")
	if reply < strings.Index(got[thread], "对的") || reply > strings.Index(got[thread], "谁办") {
		t.Errorf("no reply behind the last of the thread:\n%s", got[thread])
	}
	if strings.Count(got[person], "<person ") != 2 {
		t.Errorf("persons:\n%s", got[person])
	}
	if note := noted(t, marked, "介绍信")["B5"]; note != `tc={1} "[线程批注]\n【表单审核】\n没有这个单位" FFE08A` {
		t.Error(note)
	}
	again := parts(t, annotated(t, marked, annotate.Note{Cell: "B4", Text: "日期太晚"}))
	if again[thread] != discussed {
		t.Errorf("the reply of before stays:\n%s", again[thread])
	}
	if again[person] != got[person] {
		t.Error("persons changed again")
	}
}
