package signoff

import (
	"slices"
	"strings"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
)

// turnOf is the ready step of that id which somebody may sign, or the first of them.
func (s Signing) turnOf(name, step string, at Situation) (p rules.Progress, c rules.Candidate, err error) {
	for _, p := range at.Route {
		if !p.Signable() || step != "" && p.Step != step {
			continue
		}
		c, ok, err := s.signsAs(name, p, at)
		if err != nil || ok {
			return p, c, err
		}
	}
	return p, c, forbid("现在不由%s签批：%s", name, s.WhoseTurn(at))
}

// checkPassedOn is for what somebody passes on: what they may sign themselves, as far as
// the other may. What else the step asks for stays with others.
func (s Signing) checkPassedOn(e, given Event, at Situation) (Event, error) {
	if e.Name == "" {
		return e, forbid("转办要由轮到签批的人自己办。")
	}
	p, c, err := s.turnOf(e.Name, given.Step, at)
	if err != nil {
		return e, err
	}
	if len(given.To) != 1 || given.To[0] == e.Name {
		return e, refuse("请选择转给谁。")
	}
	e.To, e.Post, e.Step = given.To, c.Post, p.Step
	for _, title := range p.Open {
		mine, err := s.mayBoth(e.Name, e.To[0], title, p, at)
		if err != nil {
			return e, err
		}
		if mine {
			e.For = append(e.For, form.SignedFor{Step: p.Step, Title: title})
		}
	}
	if len(e.For) == 0 {
		step := strings.Join(TitlesInWords(p.Open), "、")
		if p.Article != "" {
			step += "，" + form.ArticleName(p.Article)
		}
		return e, refuse("%s不能办这一步（%s）：要由任职的人，或者有委托、请假单等依据的人办。", e.To[0], step)
	}
	return e, nil
}

// mayBoth reports whether two people may both sign for a title of a step.
func (s Signing) mayBoth(one, other, title string, p rules.Progress, at Situation) (bool, error) {
	_, may, err := at.May(one, title, p.InPerson)
	if err == nil && may {
		_, may, err = at.May(other, title, p.InPerson)
	}
	return may, err
}

func (s Signing) checkAsked(e, given Event, at Situation) (Event, error) {
	if e.Name == "" {
		return e, forbid("加签要由轮到签批的人自己办。")
	}
	p, c, err := s.turnOf(e.Name, given.Step, at)
	if err != nil {
		return e, err
	}
	switch {
	case len(given.To) != 1 || given.To[0] == e.Name || !at.OnRoster(given.To[0]):
		return e, refuse("请从花名册上选一位别的人来提意见。")
	case e.Words == "":
		return e, refuse("请写明请%s看什么。", given.To[0])
	case slices.ContainsFunc(s.Asks(), func(ask Event) bool { return ask.To[0] == given.To[0] && ask.Name == e.Name }):
		return e, refuse("已经请%s提意见，还没有答复。", given.To[0])
	}
	e.To, e.Post, e.Step = given.To, c.Post, p.Step
	return e, nil
}

// checkAnswer is for what ends a request for an opinion: the answer, or that it is done
// without. That decides who asked, or whoever may sign the same step: they may have gone
// meanwhile, like whom they asked, and nothing is to wait for ever.
func (s Signing) checkAnswer(e, given Event, at Situation) (Event, error) {
	if e.Name == "" {
		return e, forbid("答复和撤销加签要由被征求意见、征求意见的人自己办。")
	}
	for _, ask := range s.Asks() {
		if given.Of != "" && given.Of != s.Code(ask) {
			continue
		}
		mine := e.Act == Advised && ask.To[0] == e.Name || e.Act == Unasked && ask.Name == e.Name
		if e.Act == Unasked && !mine {
			var err error
			if mine, err = s.mayStep(e.Name, ask.Step, at); err != nil {
				return e, err
			}
		}
		if !mine {
			continue
		}
		if e.Act == Advised && e.Words == "" {
			return e, refuse("请写明意见。")
		}
		if e.Of = s.Code(ask); e.Act == Advised {
			return e, printable(e, at)
		}
		return e, nil
	}
	return e, forbid("没有请%s提的意见，或者已经答复、撤销。", who(e))
}

// mayStep reports whether somebody may sign a step, whatever is done of it.
func (s Signing) mayStep(name, step string, at Situation) (bool, error) {
	for _, p := range at.Route {
		if p.Step != step {
			continue
		}
		p.Open = p.Titles // none where it cannot be told who is asked
		_, ok, err := s.signsAs(name, p, at)
		return ok, err
	}
	return false, nil
}

func (s Signing) checkCirculated(e, given Event, at Situation) (Event, error) {
	for _, name := range given.To {
		if !at.OnRoster(name) {
			return e, refuse("花名册上没有%s。", name)
		}
		if !slices.Contains(e.To, name) && name != e.Name {
			e.To = append(e.To, name)
		}
	}
	if len(e.To) == 0 {
		return e, refuse("请选择传阅给谁。")
	}
	return e, nil
}
