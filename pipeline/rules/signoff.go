package rules

import (
	"slices"

	"gongwen/pipeline/form"
)

// SignOff (签批) is an approval that a rule asks for and the form does not have.
type SignOff struct {
	Step    string `json:"step"` // the rule's id
	Who     string `json:"who"`  // a title, a title in person (本人), or the leader in charge of a unit
	Article string `json:"article"`
}

// wanted is a sign-off with the code of the finding that asks for it, if it has one: an
// exception may do without.
type wanted struct {
	SignOff
	code string
}

// outstanding are the sign-offs that no exception does without.
func outstanding(all []wanted, findings []form.Finding) []SignOff {
	var left []SignOff
	for _, w := range all {
		if !slices.ContainsFunc(findings, func(f form.Finding) bool { return f.Excused && f.Code == w.code }) {
			left = append(left, w.SignOff)
		}
	}
	return left
}

// lacking notes which of the approvals that a rule asks about are not there. The
// functions on the roster write it, and whoever holds a form against a rule reads it
// when the rule is not kept.
type lacking struct{ who []string }

// unless notes who has not approved.
func (l *lacking) unless(approved bool, who string) {
	if !approved && !slices.Contains(l.who, who) {
		l.who = append(l.who, who)
	}
}

// missing are the sign-offs that rules ask for of a form that has none at all: its
// list of approvals is empty, so that these rules could not be judged. The error is
// the archive's.
func (b *Rulebook) missing(f *form.Form, facts Facts, unjudged []*program) ([]SignOff, error) {
	list := f.Kind.ApprovalsKey()
	if list == "" || len(unjudged) == 0 {
		return nil, nil
	}
	unsigned := *f
	unsigned.Values = withoutApprovals(f)
	e := newEvaluation(&unsigned, facts, b)
	for _, p := range unjudged {
		e.evaluate(p)
	}
	return outstanding(e.missing, nil), e.records.err
}
