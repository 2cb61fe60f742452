package delegation

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// Situation is what a delegation is held against.
type Situation struct {
	Now    time.Time
	Roster *roster.Roster
	// Matter is the title of a kind of form that is approved, as somebody wrote it; ok is
	// false for anything else. Unit is the name of a unit.
	Matter, Unit func(written string) (name string, ok bool)
	// Unprintable names the characters of a text that no font here has; empty for none. A
	// nil function is for that too.
	Unprintable func(text string) string
}

// What one delegation may say at most.
const (
	maxDocument = 200 // runes
	maxWords    = 200 // runes
	maxNames    = 200 // matters or units
	maxYears    = 5
)

func refuse(format string, args ...any) error {
	return &signoff.Refusal{Reason: fmt.Sprintf(format, args...)}
}

func forbid(format string, args ...any) error {
	return &signoff.Refusal{Reason: fmt.Sprintf(format, args...), Forbidden: true}
}

// Check tells whether an event may be added to the delegations that there are, and gives
// it as it is to be kept. Of the event the caller gives Act, who does it, and what they
// chose. The error is a *signoff.Refusal.
func Check(e Event, all []Delegation, at Situation) (Event, error) {
	e.At = at.Now.Truncate(time.Millisecond)
	e.Words = strings.TrimSpace(e.Words)
	if utf8.RuneCountInString(e.Words) > maxWords {
		return e, refuse("理由最多%d字，请写短一些。", maxWords)
	}
	if e.Act == Delegated {
		return checkDelegated(e, all, at)
	}
	i := slices.IndexFunc(all, func(d Delegation) bool { return d.Code == e.Of })
	if i < 0 {
		return e, refuse("没有这项委托，请重新打开页面再看。")
	}
	d := &all[i]
	principal := e.Name != "" && e.Name == d.Principal
	e.Grant, e.Administrator = nil, e.Administrator && !principal
	switch e.Act {
	case Ended:
		switch {
		case !principal && !e.Administrator:
			return e, forbid("这项委托要由%s本人或者管理员终止。", d.Principal)
		case d.Ended != nil:
			return e, refuse("这项委托已于%s终止。", d.Ended.At.Local().Format("2006年1月2日15时04分"))
		case d.At(at.Now) == Over:
			return e, refuse("这项委托到%s已经期满，不必再终止。", d.Until)
		case e.Administrator && e.Words == "":
			return e, refuse("请写明终止的理由，%s本人会看到。", d.Principal)
		}
		return e, nil
	case Told:
		switch {
		case !principal:
			return e, forbid("要由%s本人表示知悉。", d.Principal)
		case d.told:
			return e, refuse("已经知悉。")
		}
		e.Administrator, e.Words = false, ""
		return e, nil
	}
	return e, forbid("不认识“%s”这种操作。", e.Act)
}

func checkDelegated(e Event, all []Delegation, at Situation) (Event, error) {
	if e.Grant == nil {
		return e, refuse("请写明委托谁。")
	}
	g := *e.Grant
	e.Grant, e.Of, e.Words = &g, "", ""
	g.Principal, g.Delegate, g.Document = strings.TrimSpace(g.Principal), strings.TrimSpace(g.Delegate), strings.Join(strings.Fields(g.Document), " ")
	principal := e.Name != "" && e.Name == g.Principal
	e.Administrator = e.Administrator && !principal
	today := templates.Today(at.Now)
	switch {
	case g.Principal == "" || g.Delegate == "":
		return e, refuse("请写明由谁委托、委托给谁。")
	case !principal && !e.Administrator:
		return e, forbid("%s的职权，要由其本人或者管理员设定委托。", g.Principal)
	case g.Principal == g.Delegate:
		return e, refuse("不能委托给自己。")
	case e.Administrator && e.Name == g.Delegate:
		return e, forbid("管理员不能把别人的职权委托给自己，请由委托人本人或者另一位管理员设定。")
	case g.From.IsZero() || g.Until.IsZero():
		return e, refuse("请写明自哪一天起、至哪一天止。")
	case g.Until.Before(g.From.Time):
		return e, refuse("止日（%s）早于起日（%s）。", g.Until, g.From)
	case g.From.Before(today.Time):
		return e, refuse("起日（%s）已经过去：委托自今天（%s）起才能生效，不能倒签。", g.From, today)
	case g.Until.After(g.From.AddDate(maxYears, 0, 0)):
		return e, refuse("一项委托最多%d年，请核对止日（%s）。", maxYears, g.Until)
	}
	if err := checkDocument(g.Document); err != nil {
		return e, err
	}
	if err := printable(&g, at); err != nil {
		return e, err
	}
	for _, name := range []string{g.Principal, g.Delegate} {
		if day, ok := at.Roster.Throughout(name, g.From, g.Until); !ok {
			return e, refuse("花名册上，%s在%s没有任职；委托期间，双方都要在任。请核对姓名和日期，或先更正花名册。", name, day)
		}
	}
	var err error
	if g.Matters, err = named(g.Matters, at.Matter, "“%s”不是需要签批的表单种类，请从列出的种类里选。"); err != nil {
		return e, err
	}
	if g.Units, err = named(g.Units, at.Unit, "花名册上没有“%s”这个单位，请从列出的单位里选。"); err != nil {
		return e, err
	}
	for _, d := range overlapping(all, &g, at.Now) {
		if d.same(&g) && !d.From.After(g.From.Time) && !d.Until.Before(g.Until.Time) {
			return e, refuse("同样的委托已经有了：%s至%s，依据%s。", d.From, d.Until, d.Document)
		}
	}
	return e, nil
}

// checkDocument reports what is wrong with what a grant rests on: a number, or the name of
// a document. Whether there is such a document, people must know: not all are on file.
func checkDocument(document string) error {
	letters := 0
	for _, r := range document {
		if unicode.IsControl(r) {
			return refuse("依据里有不可见的字符，请重新填写。")
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters++
		}
	}
	switch {
	case letters < 4:
		return refuse("请写明依据：文件的编号或者名称，如 青政办发〔2026〕5号、区政府第12次常务会议纪要。没有依据的，不能委托。")
	case utf8.RuneCountInString(document) > maxDocument:
		return refuse("依据最多%d字，请只写编号或者名称。", maxDocument)
	}
	return nil
}

// printable refuses a grant that could not be printed where its delegate signs: what was
// set would let them sign nothing.
func printable(g *Grant, at Situation) error {
	if at.Unprintable == nil {
		return nil
	}
	if err := signoff.CheckWords(g.Document, at.Unprintable); err != nil {
		return err
	}
	if missing := at.Unprintable(g.Principal + g.Delegate); missing != "" {
		return refuse("委托人或者受托人的姓名里有%s，印不到公文上。请管理员安装含有此字的字体，装好再设定。", missing)
	}
	return nil
}

// named are names as they are known, each once.
func named(written []string, known func(string) (string, bool), unknown string) (names []string, err error) {
	if len(written) > maxNames {
		return nil, refuse("一次最多选%d项；全部都要的，一项也不选。", maxNames)
	}
	for _, w := range written {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		name, ok := known(w)
		if !ok {
			return nil, refuse(unknown, w)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}
