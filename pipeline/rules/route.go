package rules

import (
	"errors"
	"fmt"
	"slices"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// Progress is how far an approval step that applies to a form has come.
type Progress struct {
	Step     string   `json:"step"` // the rule's id
	Article  string   `json:"article"`
	Does     string   `json:"does"`              // 审批, 审核, 签发 …
	Because  string   `json:"because,omitempty"` // why it applies, with the values
	Titles   []string `json:"titles"`            // who is asked
	All      bool     `json:"all,omitempty"`     // all of Titles, not any one
	InPerson bool     `json:"in_person,omitempty"`
	// Within is in how many working days it is to be done, from when it is ready; 0 where
	// the rulebook does not say.
	Within int      `json:"within,omitempty"`
	After  []string `json:"after,omitempty"` // the steps it comes after, those that apply
	Open   []string `json:"open,omitempty"`  // titles nobody has agreed for; none when the step is done, all while it is not ready
	// Ready is set when all it comes after are done, so that signatures count.
	Ready bool `json:"ready,omitempty"`
	// Lines are the lines of the approvals that complete it or a part of it.
	Lines []int `json:"lines,omitempty"`
	// Unknown tells why it cannot be told who is asked, or whether; then nobody is.
	Unknown string `json:"unknown,omitempty"`
}

// Done reports whether the step is complete.
func (p Progress) Done() bool { return len(p.Open) == 0 && p.Unknown == "" }

// Signable reports whether somebody can sign it now.
func (p Progress) Signable() bool { return p.Ready && !p.Done() && p.Unknown == "" }

// Route is how far the approval steps that apply to a form have come, in the order of
// the rulebook. It asks the same as Judge. The error is the archive's.
func (r *Regulation) Route(f *form.Form, facts Facts) ([]Progress, error) {
	book := r.On(f.Kind.DateOf(f.Values))
	if book == nil {
		return nil, nil
	}
	return book.route(newEvaluation(f, facts, book))
}

func (b *Rulebook) route(e *evaluation) ([]Progress, error) {
	var all []Progress
	done := map[string]bool{} // of the steps that apply
	for _, p := range b.steps(e.form) {
		progress, applies := e.progress(p)
		if e.records.err != nil {
			return nil, e.records.err
		}
		if !applies {
			continue
		}
		progress.Ready = true
		for _, t := range p.step.after {
			if isDone, applied := done[t.string]; applied {
				progress.After = append(progress.After, t.string)
				progress.Ready = progress.Ready && isDone
			}
		}
		if !progress.Ready && progress.Unknown == "" {
			// What was signed for it while an earlier step was done, which no longer is,
			// stands before that one now and does not count.
			progress.Open, progress.Lines = progress.Titles, nil
		}
		done[progress.Step] = progress.Done()
		all = append(all, progress)
	}
	if p := b.compiled(e.form.Kind.Key).unasked; p != nil && len(all) == 0 && e.form.AtDesk {
		progress, _ := e.progress(p)
		progress.Ready = true
		return []Progress{progress}, e.records.err
	}
	return all, nil
}

// steps are the approval steps of a form: those of its kind and, where it is signed at
// the desk, the rules that ask for signatures there.
func (b *Rulebook) steps(f *form.Form) (all []*program) {
	var more []*program
	for _, p := range b.programs(f.Kind.Key) {
		switch {
		case p.step != nil:
			all = append(all, p)
		case f.AtDesk && p.signing != nil:
			more = append(more, p.signing)
		}
	}
	return append(all, more...)
}

// progress is how far one step has come; applies is false where it is not asked for.
// First it has only what is within reach to go by, see judge.
func (e *evaluation) progress(p *program) (_ Progress, applies bool) {
	progress := Progress{Step: p.id.string, Article: p.article, Does: p.step.does, All: p.step.all, InPerson: p.step.inPerson, Within: p.step.within}
	look := func() (s state, err error) {
		if applies, err = e.applies(p); err != nil || !applies {
			return s, err
		}
		return e.state(p)
	}
	e.records.beyond = nil
	s, err := look()
	if err != nil && len(e.records.beyond) > 0 {
		e.records.whole = true
		s, err = look()
		e.records.whole = false
	}
	var notKnown unknownError
	var empty absent
	switch {
	case err == nil && !applies:
		return progress, false
	case errors.As(err, &notKnown):
		progress.Unknown = notKnown.reason
	case errors.As(err, &empty):
		progress.Unknown = empty.Error()
	case err != nil:
		progress.Unknown = fmt.Sprintf("规则 %s 算不出结果（%s）", p.id.string, err)
	}
	progress.Titles, progress.Open, progress.Lines = s.titles, s.open, s.lines
	if finding := (&form.Finding{}); err == nil {
		progress.Because = e.because(p, finding, e.form.Values, nil)
	}
	return progress, true
}

// Candidate is somebody who may sign for a title.
type Candidate struct {
	Name string `json:"name"`
	Post string `json:"post"` // held that day, in which they sign
	// For is whom they act for: the name, or the title of a vacant post; empty for
	// who holds the title. Ground is what that rests on.
	For    string `json:"for,omitempty"`
	Ground string `json:"ground,omitempty"`
}

// Candidates are the people who may sign a form for a title on a day, those who hold
// it first: what a step finds of a line of theirs. The error is the archive's.
func (r *Regulation) Candidates(f *form.Form, facts Facts, title string, inPerson bool, day templates.Date) ([]Candidate, error) {
	book := r.On(f.Kind.DateOf(f.Values))
	if book == nil {
		return nil, nil
	}
	e := newEvaluation(f, facts, book)
	_, _, names := e.people.people.Listed(day)
	return e.candidates(names, title, inPerson, day)
}

// Candidate is somebody as the one who signs for a title on a day; ok is false where
// they may not.
func (r *Regulation) Candidate(f *form.Form, facts Facts, name, title string, inPerson bool, day templates.Date) (c Candidate, ok bool, err error) {
	return r.CandidateIn(f, facts, name, "", title, inPerson, day)
}

// CandidateIn is Candidate for one of somebody's posts; for any of them where post is
// empty.
func (r *Regulation) CandidateIn(f *form.Form, facts Facts, name, post, title string, inPerson bool, day templates.Date) (c Candidate, ok bool, err error) {
	book := r.On(f.Kind.DateOf(f.Values))
	if book == nil {
		return c, false, nil
	}
	e := newEvaluation(f, facts, book)
	c, ok, err = e.candidate(name, post, title, inPerson, day)
	return c, ok, errors.Join(err, e.records.err)
}

// candidates are those of some people who may sign for a title on a day, those who hold it
// first.
func (e *evaluation) candidates(names []string, title string, inPerson bool, day templates.Date) ([]Candidate, error) {
	var holders, others []Candidate
	for _, name := range names {
		c, ok, err := e.candidate(name, "", title, inPerson, day)
		if e.records.err != nil {
			return nil, e.records.err
		}
		switch {
		case err != nil: // as a rule that cannot be judged: no answer is no
		case ok && c.For == "":
			holders = append(holders, c)
		case ok:
			others = append(others, c)
		}
	}
	return slices.Concat(holders, others), nil
}

// candidate tries somebody's posts of a day: first those that are asked for, then the
// others, in which they may act for whom is asked for.
func (e *evaluation) candidate(name, post, title string, inPerson bool, day templates.Date) (acting Candidate, ok bool, err error) {
	for _, a := range e.people.people.Appointments(name, day) {
		if post != "" && a.Post != post {
			continue
		}
		row := templates.Values{"name": name, "post": a.Post, "date": day, "opinion": templates.Agreed}
		signed := e.people.signatures([]templates.Values{row})[0]
		e.records.beyond = nil
		ok, whom, ground, err := e.people.serves(signed, title, inPerson)
		if err != nil && len(e.records.beyond) > 0 {
			e.records.whole = true
			ok, whom, ground, err = e.people.serves(signed, title, inPerson)
			e.records.whole = false
		}
		switch {
		case err != nil:
			return Candidate{}, false, err
		case ok && whom == "":
			return Candidate{Name: name, Post: a.Post}, true, nil
		case ok && acting.Name == "":
			acting = Candidate{Name: name, Post: a.Post, For: whom, Ground: ground}
		}
	}
	return acting, acting.Name != "", nil
}
