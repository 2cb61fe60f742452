package returns

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"

	"gongwen/archive"
	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Notice is what the office reads when a form comes back: the 退件通知.
type Notice struct {
	File      string    // the form's name as dropped
	Kind      string    // the kind's title; empty when none could be made out
	Unit      string    // whose inbox it was; may be empty
	Received  time.Time // when it was taken
	Arrival   string    // its key: by that the corrected form is known as the next version; may be empty
	Office    string
	Phone     string // the office's; may be empty
	Findings  []form.Finding
	Duplicate string                    // the number under which the same was filed before; then there are no findings
	Unnamed   bool                      // the number is not to be told
	Marked    bool                      // a copy with the cells at fault marked comes with it
	Renamed   []Renamed                 // files that come back under another name
	Quote     func(cited string) string // the words of an article; nil where there are none
	Cited     string                    // the regulation: 《工作规则》, if it is empty
}

// Regulation is how a regulation is cited of which nothing else is known.
const Regulation = "《工作规则》"

// Renamed is a file that comes back under another name, for its own is that of the
// notice, of the marked copy, or of another file but for case.
type Renamed struct{ From, To string }

// quoted are the words of the article a finding cites, in quotation marks; ""
// where they are not at hand.
func (n Notice) quoted(f form.Finding) string {
	if n.Quote == nil {
		return ""
	}
	words := n.Quote(f.Article)
	if words == "" {
		return ""
	}
	return "“" + Visible(words) + "”"
}

// Heading says in one line how it ended.
func (n Notice) Heading() string {
	if n.Unnamed {
		return "同样内容的表单此前已经办理，原件不在本单位的查阅范围内，不再重复编号。"
	}
	if n.Duplicate != "" {
		return fmt.Sprintf("这份表单此前已经办理，编号%s，不再重复编号。", n.Duplicate)
	}
	if e := form.EndingOf(n.Findings); e != "" {
		return "这份表单" + e.Chinese() + "："
	}
	return fmt.Sprintf("这份表单有%d处不符合要求，未予办理：", n.returning())
}

// Next says what to do now.
func (n Notice) Next() string {
	if n.Unnamed {
		return "请向" + n.Office + "核实；确需另行办理的，请在表单里写明与前一份的区别后提交。"
	}
	if n.Duplicate != "" {
		return "文件请到 issued 文件夹或档案中领取；确需另行办理的，请在表单里写明与前一份的区别后提交。"
	}
	folder := "收件文件夹（inbox）"
	if n.Unit != "" {
		folder = "收件文件夹 inbox/" + Visible(n.Unit)
	}
	e := form.EndingOf(n.Findings)
	if e.Again() {
		return "改好以后，把表单连同附件和这份通知重新放入" + folder + "。"
	}
	if e != "" {
		return "" // the advice says it all
	}
	return "请按上述办法改正后，把表单连同附件重新放入" + folder + "。"
}

// blank says where the blank form is; empty where the kind is not known, and where none
// is to be filled in.
func (n Notice) blank() string {
	if e := form.EndingOf(n.Findings); n.Kind == "" || e != "" && !e.Anew() {
		return ""
	}
	return "forms 文件夹的“" + archive.SafeName(n.Kind+".xlsx") + "”"
}

// ask says whom to ask.
func (n Notice) ask() string {
	if n.Phone == "" {
		return "如有疑问，请与" + n.Office + "联系。"
	}
	return "如有疑问，请与" + n.Office + "联系，电话" + n.Phone + "。"
}

// aboutNames says which files come back under another name; empty where none does.
func (n Notice) aboutNames() string {
	var all []string
	for _, r := range n.Renamed {
		all = append(all, fmt.Sprintf("“%s”改名为“%s”", Visible(r.From), Visible(r.To)))
	}
	if all == nil {
		return ""
	}
	return "为免重名，您送来的" + strings.Join(all, "，") + "，内容没有改动。"
}

func (n Notice) returning() int {
	count := 0
	for _, f := range n.Findings {
		if f.Returns() {
			count++
		}
	}
	return count
}

// Where names the place of a finding on the form: 有效期至（B12）; or says that it is none,
// but how the signing ended.
func Where(f form.Finding) string {
	switch {
	case f.Ending != "":
		return "签批"
	case f.Field != "" && f.Cell != "":
		return f.Field + "（" + f.Cell + "）"
	case f.Field != "":
		return f.Field
	case f.Cell != "":
		return f.Cell
	}
	return "整份表单"
}

// Text is the notice as plain text, for whoever opens it without a PDF reader.
// Lines end as Windows' Notepad likes them.
func (n Notice) Text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line("退件通知")
	line("")
	line("文件：%s", Visible(n.File))
	if n.Kind != "" {
		line("表单：%s", n.Kind)
	}
	if n.Unit != "" {
		line("单位：%s", Visible(n.Unit))
	}
	line("收到：%s", n.Received.Format("2006-01-02 15:04"))
	if n.Arrival != "" {
		line("%s", ours.ArrivalLine(n.Arrival))
	}
	line("")
	line("%s", n.Heading())
	number := 0
	for _, f := range n.Findings {
		if !f.Returns() {
			continue
		}
		line("")
		if f.Ending != "" {
			line("%s", said(f))
			line("")
			line("%s", Visible(f.Advised()))
			continue
		}
		number++
		line("%d. %s", number, Visible(f.Message))
		line("   位置：%s", Where(f))
		if f.Value != "" {
			line("   所填：%s", Visible(f.Value))
		}
		if f.Because != "" {
			line("   缘由：%s", Visible(f.Because))
		}
		if f.Article != "" {
			line("   依据：%s%s%s", Visible(cmp.Or(n.Cited, Regulation)), form.ArticleName(f.Article), n.quoted(f))
		}
		line("   办法：%s", Visible(f.Advised()))
		if way := f.Way(); way != "" {
			line("   或者：%s", way)
		}
	}
	if number > 0 || n.returning() == 0 {
		line("")
	}
	if n.Marked {
		line("有问题的格子在批注本中已经标出。")
	}
	if about := n.aboutNames(); about != "" {
		line("%s", about)
	}
	if next := n.Next(); next != "" {
		line("%s", next)
	}
	if blank := n.blank(); blank != "" && n.returning() > 0 {
		line("需要重新填写的，空白表单是 %s。", blank)
	}
	line("%s", n.ask())
	line("")
	line("%s", n.Office)
	return b.String()
}

// forRenderer is the notice for printing.
func (n Notice) forRenderer() pdf.Notice {
	p := pdf.Notice{Office: n.Office, Kind: n.Kind, File: Visible(n.File), Unit: Visible(n.Unit),
		Date: templates.Today(n.Received), Duplicate: n.Duplicate, Unnamed: n.Unnamed, Marked: n.Marked, Names: n.aboutNames(), Blank: n.blank(), Phone: n.Phone}
	if e := form.EndingOf(n.Findings); e != "" {
		p.Ending, p.Next = e.Chinese(), n.Next()
	}
	for _, f := range n.Findings {
		if f.Ending != "" {
			p.Said, p.Next = said(f), Visible(f.Advised())+p.Next
		} else if f.Returns() {
			p.Findings = append(p.Findings, pdf.NoticeFinding{
				Where: Where(f), Value: Visible(f.Value), Article: form.ArticleName(f.Article), Words: n.quoted(f),
				Message: Visible(f.Message), Because: Visible(f.Because), Advice: Visible(f.Advised()), Way: briefWay(f),
			})
		}
	}
	return p
}

// said is why a form ended, as a sentence, with the facts behind it.
func said(f form.Finding) string {
	text := strings.TrimRight(Visible(f.Message), "。") + "。"
	if f.Because != "" {
		text += Visible(f.Because)
	}
	return text
}

// briefWay is form.Finding.Way where what a row of the exceptions is has been told once.
func briefWay(f form.Finding) string {
	switch f.Severity {
	case form.Principle:
		return "确有特殊情况的，写例外" + f.Code + "。"
	case form.Confirm:
		return "确实无误的，写例外" + f.Code + "。"
	}
	return ""
}

// Visible makes a name or value from outside safe to print on one line: what
// cannot be seen is shown as a mark.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return '□'
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf) || r == unicode.ReplacementChar {
			return '□'
		}
		return r
	}, s)
}
