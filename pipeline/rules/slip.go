package rules

import (
	"fmt"
	"slices"
)

// slip is an approval step with one thing in it changed, see Prove.
type slip struct {
	text    string // what was changed, as it can be declared to make no difference
	program *program
}

// slips are the ways in which a step can be written wrong, beside its expression: any
// of some for all of them, one of them left out, one of the steps before it left out,
// and that it must be done in person.
func (p *program) slips() []slip {
	if p.step == nil {
		return nil
	}
	var all []slip
	add := func(text string, change func(*step)) {
		mutant, written, changed := *p, *p.rule, *p.step
		change(&changed)
		written.step, mutant.rule = &changed, &written
		all = append(all, slip{text, &mutant})
	}
	if len(p.step.who) > 1 {
		was, is := "any", "all"
		if p.step.all {
			was, is = is, was
		}
		add(was+" → "+is, func(s *step) { s.all = !s.all })
		for i, t := range p.step.who {
			add(fmt.Sprintf("%s → 不写", t.string), func(s *step) { s.who = slices.Delete(slices.Clone(s.who), i, i+1) })
		}
	}
	for i, t := range p.step.after {
		add(fmt.Sprintf("after %s → 不写", t.string), func(s *step) { s.after = slices.Delete(slices.Clone(s.after), i, i+1) })
	}
	if p.step.inPerson {
		add("in_person → 不写", func(s *step) { s.inPerson = false })
	}
	return all
}
