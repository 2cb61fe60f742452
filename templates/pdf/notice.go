package pdf

import (
	"slices"
	"strings"

	"gongwen/templates"
)

// Notice is what a return notice (退件通知) says: which form came back, why, and
// what to do. Everything in it is text as the clerk is to read it.
type Notice struct {
	Office   string         // who returns it
	Kind     string         // the kind's title; empty when it is not known
	File     string         // the form's file name
	Unit     string         // whose inbox it came through; may be empty
	Date     templates.Date // the day it was received and judged
	Findings []NoticeFinding
	// Duplicate is the number under which the same form was filed before; then
	// there are no findings.
	Duplicate string
	Unnamed   bool   // it was filed before, but under which number is not to be told
	Marked    bool   // a copy of the workbook with the cells at fault marked comes with it
	Names     string // a sentence about files that come back under another name; may be empty
}

// NoticeFinding is one thing found wrong.
type NoticeFinding struct {
	Where   string // field and cell: 有效期至（B12）
	Value   string // what was found there; may be empty
	Article string // 第八十一条第（六）项; empty when the form itself is at fault
	Words   string // the article's own, in quotation marks; empty where they are not at hand
	Message string // what is wrong
	Because string // why, in one line with the values; may be empty
	Advice  string // what to do
	Way     string // what can take the place of a correction; empty where nothing can
}

// noticeRoot is what the notice's template sees. A notice has to go out even if
// it is about a character that cannot be printed, so such characters, as
// missing finds them, are shown as □.
func noticeRoot(n Notice, missing func(string) []rune) object {
	show := func(s string) string {
		holes := missing(s)
		return printable(strings.Map(func(c rune) rune {
			if slices.Contains(holes, c) {
				return '□'
			}
			return c
		}, s))
	}
	findings := rows{}
	for _, f := range n.Findings {
		findings = append(findings, object{
			"where": show(f.Where), "value": show(f.Value), "article": show(f.Article), "words": show(f.Words),
			"message": show(f.Message), "because": show(f.Because), "advice": show(f.Advice), "way": show(f.Way),
		})
	}
	return object{
		"office": n.Office, "kind": show(n.Kind), "file": show(n.File), "unit": show(n.Unit), "date": n.Date,
		"findings": findings, "duplicate": n.Duplicate, "unnamed": n.Unnamed, "marked": n.Marked,
		"names": show(n.Names),
	}
}

var sampleNotice = Notice{
	Office: "机关", Kind: "表单", File: "文件", Unit: "单位", Date: templates.NewDate(2026, 1, 1), Duplicate: "编号", Marked: true, Names: "改名",
	Findings: []NoticeFinding{{Where: "字段", Value: "值", Article: "条款", Words: "“条文”", Message: "问题", Because: "缘由", Advice: "办法", Way: "例外"}},
}
