package signoff

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// Refusal is the error of Check for what may not be done. Its text tells a person why and
// what to do.
type Refusal struct {
	Reason string
	// Forbidden is set where the person may not, now or ever: that belongs in the trail.
	// Else it is too late or too early, or something is missing.
	Forbidden bool
}

func (r *Refusal) Error() string { return r.Reason }

func refuse(format string, args ...any) error { return &Refusal{Reason: fmt.Sprintf(format, args...)} }

func forbid(format string, args ...any) error {
	return &Refusal{Reason: fmt.Sprintf(format, args...), Forbidden: true}
}

// maxWords bounds what somebody writes, in runes: an opinion is printed.
const maxWords = 500

// urgeAgain is how long nobody can be urged again.
const urgeAgain = 2 * time.Hour

// Check tells whether somebody may do something now, and fills in the event what it
// counts for. Of the event the caller gives Act, who did it, and what they chose; the
// error is a *Refusal, or that of the archive. It is asked again in the same order for
// every event, so that nothing is counted that was not allowed when it was done.
func (s Signing) Check(e Event, at Situation) (Event, error) {
	e.At = at.Now.Truncate(time.Millisecond)
	e.Words = strings.TrimSpace(e.Words)
	if utf8.RuneCountInString(e.Words) > maxWords {
		return e, refuse("意见最多%d字，请写短一些，详细的可以另附文件。", maxWords)
	}
	switch {
	case s.opened() == nil:
		return e, refuse("这份表单没有在等候签批。")
	case s.Ended() != nil:
		return e, refuse("这份表单已经%s，不再签批。", s.ended())
	}
	switch e.Act {
	case Signed:
		return s.checkSigned(e, at)
	case TakenBack:
		return s.checkTakenBack(e)
	case PassedOn:
		return s.checkPassedOn(e, at)
	case Asked:
		return s.checkAsked(e, at)
	case Advised, Unasked:
		return s.checkAnswer(e)
	case Circulated:
		return s.checkCirculated(e, at)
	case Read:
		if !slices.Contains(s.Unread(), e.Name) {
			return e, forbid("没有传阅给%s，或者已经阅过。", who(e))
		}
		return e, nil
	case Urged:
		for _, before := range s.Events {
			if before.Act == Urged && e.At.Sub(before.At) < urgeAgain {
				return e, refuse("%s刚催办过，请过些时候再催。", before.At.Format("15:04"))
			}
		}
		return e, nil
	case Recalled, Replaced:
		return e, nil
	}
	return e, forbid("不认识“%s”这种操作。", e.Act)
}

// ended is how the signing ended, in words.
func (s Signing) ended() string {
	switch e := s.Ended(); {
	case e.Act == Recalled:
		return "由送交人撤回"
	case e.Act == Replaced:
		return "由改后的表单代替"
	case e.Decision == templates.Refused:
		return "由" + e.Name + "批示不同意"
	default:
		return "由" + e.Name + "退回修改"
	}
}

func who(e Event) string {
	if e.Name == "" {
		return "您的账号"
	}
	return e.Name
}

// signsAs is who somebody would sign a step as, for the first of its open titles that
// they may sign for; those that are their own come first.
func (s Signing) signsAs(name string, p rules.Progress, at Situation) (c rules.Candidate, ok bool, err error) {
	for _, title := range p.Open {
		found, may, err := at.May(name, title, p.InPerson)
		if err != nil {
			return c, false, err
		}
		if may && (!ok || c.For != "" && found.For == "") {
			c, ok = found, true
		}
	}
	return c, ok, nil
}

// CanSign is as whom somebody would sign now, and what their agreement would count for;
// ok is false where it is not their turn. Of steps that they sign for themselves and
// others they sign for somebody else, the former come first: each is a signature of its
// own, in its own post.
func (s Signing) CanSign(name string, at Situation) (c rules.Candidate, counts []form.SignedFor, ok bool, err error) {
	if name == "" {
		return c, nil, false, nil
	}
	for _, p := range at.Route {
		if !p.Ready || p.Done() || p.Unknown != "" {
			continue
		}
		found, may, err := s.signsAs(name, p, at)
		if err != nil {
			return c, nil, false, err
		}
		if may && (!ok || c.For != "" && found.For == "") {
			c, ok = found, true
		}
	}
	if !ok {
		return c, nil, false, nil
	}
	counts, err = s.counts(c, at)
	return c, counts, len(counts) > 0, err
}

// counts is what an agreement would count for: the open titles that would be open no
// more.
func (s Signing) counts(c rules.Candidate, at Situation) (counts []form.SignedFor, err error) {
	after, err := at.Would(c.Name, c.Post)
	if err != nil {
		return nil, err
	}
	for _, p := range at.Route {
		i := slices.IndexFunc(after, func(q rules.Progress) bool { return q.Step == p.Step })
		if i < 0 || p.Unknown != "" || after[i].Unknown != "" {
			continue
		}
		for _, title := range p.Open {
			as, may, err := at.May(c.Name, title, p.InPerson)
			if err != nil {
				return nil, err
			}
			// For another they sign apart from what they sign for themselves.
			if !may || as.For != c.For || as.Post != c.Post || slices.Contains(after[i].Open, title) {
				continue
			}
			counts = append(counts, form.SignedFor{Step: p.Step, Title: title, For: as.For, Ground: as.Ground})
		}
	}
	return counts, nil
}

func (s Signing) checkSigned(e Event, at Situation) (Event, error) {
	if !slices.Contains([]string{templates.Agreed, templates.Refused, templates.SentBack}, e.Decision) {
		return e, refuse("请选择同意、不同意或退回修改。")
	}
	c, counts, ok, err := s.CanSign(e.Name, at)
	switch {
	case err != nil:
		return e, err
	case !ok:
		return e, forbid("现在不由%s签批：%s", who(e), s.WhoseTurn(at))
	case e.Shown != s.Shown():
		return e, refuse("表单换过稿，您看到的不是现在的这一稿。请重新打开，看过再签。")
	case e.Decision != templates.Agreed && e.Words == "":
		return e, refuse("%s的，请写明理由，经办人要据以修改。", e.Decision)
	}
	for _, ask := range s.Asks() {
		if ask.Name == e.Name {
			return e, refuse("您请%s提意见，还没有答复。请等答复，或先撤销加签。", ask.To[0])
		}
	}
	e.Post, e.For = c.Post, counts
	return e, nil
}

func (s Signing) checkTakenBack(e Event) (Event, error) {
	counted := s.Counted()
	if len(counted) == 0 || counted[len(counted)-1].Name != e.Name || e.Name == "" {
		for _, c := range counted {
			if c.Name == e.Name && e.Name != "" {
				return e, refuse("您签过以后，%s已经签了，不能再撤回。请与其商量，由其退回修改。", counted[len(counted)-1].Name)
			}
		}
		return e, forbid("没有%s可以撤回的签批。", who(e))
	}
	last := counted[len(counted)-1]
	e.Of, e.Post = s.Code(last), last.Post
	return e, nil
}

// turnOf is the ready step of that id which somebody may sign, or the first of them.
func (s Signing) turnOf(name, step string, at Situation) (p rules.Progress, c rules.Candidate, err error) {
	for _, p := range at.Route {
		if !p.Ready || p.Done() || p.Unknown != "" || step != "" && p.Step != step {
			continue
		}
		c, ok, err := s.signsAs(name, p, at)
		if err != nil || ok {
			return p, c, err
		}
	}
	return p, c, forbid("现在不由%s签批：%s", name, s.WhoseTurn(at))
}

func (s Signing) checkPassedOn(e Event, at Situation) (Event, error) {
	if e.Name == "" {
		return e, forbid("转办要由轮到签批的人自己办。")
	}
	p, c, err := s.turnOf(e.Name, e.Step, at)
	if err != nil {
		return e, err
	}
	if len(e.To) != 1 || e.To[0] == e.Name {
		return e, refuse("请选择转给谁。")
	}
	to, ok, err := s.signsAs(e.To[0], p, at)
	switch {
	case err != nil:
		return e, err
	case !ok:
		return e, refuse("%s不能办这一步（%s，第%s条）：要由任职的人，或者有委托、请假单等依据的人办。", e.To[0], strings.Join(p.Open, "、"), p.Article)
	}
	e.To, e.Post, e.Step = []string{to.Name}, c.Post, p.Step
	return e, nil
}

func (s Signing) checkAsked(e Event, at Situation) (Event, error) {
	if e.Name == "" {
		return e, forbid("加签要由轮到签批的人自己办。")
	}
	p, c, err := s.turnOf(e.Name, e.Step, at)
	if err != nil {
		return e, err
	}
	switch {
	case len(e.To) != 1 || e.To[0] == e.Name || !at.OnRoster(e.To[0]):
		return e, refuse("请从花名册上选一位别的人来提意见。")
	case e.Words == "":
		return e, refuse("请写明请%s看什么。", e.To[0])
	case slices.ContainsFunc(s.Asks(), func(ask Event) bool { return ask.To[0] == e.To[0] && ask.Name == e.Name }):
		return e, refuse("已经请%s提意见，还没有答复。", e.To[0])
	}
	e.Post, e.Step = c.Post, p.Step
	return e, nil
}

// checkAnswer is for what ends a request for an opinion: the answer, or that who asked
// does without.
func (s Signing) checkAnswer(e Event) (Event, error) {
	for _, ask := range s.Asks() {
		mine := e.Act == Advised && ask.To[0] == e.Name || e.Act == Unasked && ask.Name == e.Name
		if e.Name == "" || !mine || e.Of != "" && e.Of != s.Code(ask) {
			continue
		}
		if e.Act == Advised && e.Words == "" {
			return e, refuse("请写明意见。")
		}
		e.Of, e.Decision = s.Code(ask), ""
		return e, nil
	}
	return e, forbid("没有请%s提的意见，或者已经答复、撤销。", who(e))
}

func (s Signing) checkCirculated(e Event, at Situation) (Event, error) {
	if len(e.To) == 0 {
		return e, refuse("请选择传阅给谁。")
	}
	var to []string
	for _, name := range e.To {
		if !at.OnRoster(name) {
			return e, refuse("花名册上没有%s。", name)
		}
		if !slices.Contains(to, name) && name != e.Name {
			to = append(to, name)
		}
	}
	e.To = to
	return e, nil
}

// WhoseTurn tells whose turn it is, in a sentence.
func (s Signing) WhoseTurn(at Situation) string {
	var turns []string
	for _, p := range at.Route {
		if !p.Ready || p.Done() {
			continue
		}
		turns = append(turns, RequestOf(p))
	}
	for _, ask := range s.Asks() {
		turns = append(turns, "等"+ask.To[0]+"答复")
	}
	if len(turns) == 0 {
		return "都已签完。"
	}
	return strings.Join(turns, "；") + "。"
}
