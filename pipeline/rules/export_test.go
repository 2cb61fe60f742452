package rules

import (
	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// StepCase is a case of an approval step, for tests from outside.
type StepCase struct {
	Name   string // with the step
	Step   string
	Fails  bool
	AtDesk bool       // the rule is a step at the desk only
	Code   string     // what a row of the exceptions names the rule by
	Form   *form.Form // with its approvals
	Roster *roster.Roster
	Facts  Facts
}

// StepCases are all cases of the approval steps of the latest rulebook, and of the rules
// that are steps at the desk, the examples of the kinds among them.
func (r *Regulation) StepCases(people *roster.Roster) (all []StepCase, err error) {
	b := r.Latest()
	for _, k := range r.kinds.All() {
		for _, p := range b.programs(k.Key) {
			if p.step == nil && p.signing == nil {
				continue
			}
			trials, mistakes := r.trials(b, p.rule, p.kind, people)
			if err := mistakes.err(); err != nil {
				return nil, err
			}
			for _, t := range trials {
				all = append(all, StepCase{t.name, p.id.string, t.fails, p.step == nil, p.code, t.e.form, t.people,
					Facts{Roster: t.people, Archive: t.records}})
			}
		}
	}
	return all, nil
}

// Approvals are the lines of a form's approvals.
func Approvals(f *form.Form) []templates.Values {
	rows, _ := f.Values[f.Kind.ApprovalsKey()].([]templates.Values)
	return rows
}
