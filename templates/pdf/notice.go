package pdf

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

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
	Unnamed   bool // it was filed before, but under which number is not to be told
	// Ending says in a clause how a form ended that nothing is wrong with, 不再办理; then
	// there are no findings, Said is why, and Next what may be done, in sentences.
	Ending, Said, Next string
	Marked             bool   // a copy of the workbook with the cells at fault marked comes with it
	Blank              string // where the blank form is: forms 文件夹的“介绍信.xlsx”; empty when there is none to point at
	Phone              string // of the office; may be empty
	Names              string // a sentence about files that come back under another name; may be empty
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
	Way     string // what can take the place of a correction, a row of the exceptions (例外); empty where nothing can
}

// basis is the article with why it applies and what it says. Nothing is said twice: facts
// that the message tells, or that are many, are left out, and so is the article where the reason cites it.
func (f NoticeFinding) basis() string {
	facts, asks, cited := strings.Cut(f.Because, "（"+f.Article+"）→ ")
	switch {
	case f.Article == "":
		return f.Because
	case !cited: // nothing but values
		return f.Article + gist(f.Words)
	}
	told := func(fact string) bool { return strings.Contains(f.Message, fact) }
	if all := strings.Split(facts, "，"); utf8.RuneCountInString(f.Because) > longestReason || !slices.ContainsFunc(all, func(fact string) bool { return !told(fact) }) {
		return f.Article + "，" + asks + gist(f.Words)
	}
	return f.Because + gist(f.Words)
}

// toDo is what to do, and what can take its place.
func (f NoticeFinding) toDo() string {
	if f.Way == "" {
		return f.Advice
	}
	return strings.TrimRight(f.Advice, "。") + "。" + f.Way
}

// found is the value, unless the message tells it.
func (f NoticeFinding) found() string {
	if strings.Contains(f.Message, f.Value) {
		return ""
	}
	return strings.Trim(brief("“"+f.Value+"”"), "“”")
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
	findings, ways := rows{}, false
	for _, f := range n.Findings {
		ways = ways || f.Way != ""
		findings = append(findings, object{
			"where": show(f.Where), "value": show(f.found()), "basis": show(f.basis()),
			"message": show(brief(f.Message)), "advice": show(f.toDo()),
		})
	}
	return object{
		"office": n.Office, "kind": show(n.Kind), "file": show(n.File), "unit": show(n.Unit), "date": n.Date,
		"findings": findings, "ways": ways, "duplicate": n.Duplicate, "unnamed": n.Unnamed, "marked": n.Marked,
		"ending": n.Ending, "said": show(n.Said), "next": show(n.Next),
		"names": show(n.Names), "blank": show(n.Blank), "phone": n.Phone,
	}
}

// quoted are words in quotation marks within a sentence.
var quoted = regexp.MustCompile(`“[^“”]+”`)

// longestQuoted is how many characters of a value are quoted within a message.
const longestQuoted = 16

// brief is a message with long values that it quotes cut short: who reads it has the form.
func brief(message string) string {
	return quoted.ReplaceAllStringFunc(message, func(q string) string {
		words := []rune(q)
		if len(words) <= longestQuoted+2 {
			return q
		}
		return string(words[:longestQuoted-2]) + "……”"
	})
}

// longestReason is how many characters a reason has that is printed with its facts.
const longestReason = 36

// longestQuotation is how many characters of an article are quoted whole. What is
// longer takes the notice over its page; the text beside it has all of it.
const longestQuotation = 32

// gist is a quotation cut at the end of a clause, so that it stays within longestQuotation.
func gist(quotation string) string {
	words := []rune(quotation)
	if len(words) <= longestQuotation {
		return quotation
	}
	words = words[:longestQuotation-3] // for ……”
	cut := len(words)
	for i := len(words) - 1; i > len(words)/2; i-- {
		if strings.ContainsRune("，。；：、", words[i]) {
			cut = i
			break
		}
	}
	return string(words[:cut]) + "……”"
}

var sampleNotice = Notice{
	Office: "机关", Kind: "表单", File: "文件", Unit: "单位", Date: templates.NewDate(2026, 1, 1), Duplicate: "编号", Ending: "不再办理", Said: "缘由", Next: "办法", Marked: true, Names: "改名", Blank: "空白表单", Phone: "电话",
	Findings: []NoticeFinding{{Where: "字段", Value: "值", Article: "条款", Words: "“条文”", Message: "问题", Because: "缘由", Advice: "办法", Way: "例外"}},
}
