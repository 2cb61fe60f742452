package rules

import (
	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// Duties are the rulebook's duties in the order of its files, which ask people
// of the roster.
func (b *Rulebook) Duties(people *roster.Roster) []*Duty {
	all := b.allDuties()
	duties := make([]*Duty, len(all))
	for i, compiled := range all {
		d := *compiled
		d.evaluation = newEvaluation(&form.Form{Kind: d.Kind}, Facts{Roster: people}, b)
		duties[i] = &d
	}
	return duties
}

// compiledDuties are the duties, made ready, in the order of the files, and what is wrong
// with them.
type compiledDuties struct {
	duties   []*Duty
	mistakes Mistakes
}

func (b *Rulebook) compileDuties(own map[string]text) (all compiledDuties) {
	compilers := map[string]*compiler{}
	for _, f := range b.files {
		for _, d := range f.duties {
			k := b.kinds.Named(d.kind.string)
			if k == nil || k.Key != d.kind.string {
				continue // which unknownKinds tells
			}
			c := compilers[k.Key]
			if c == nil {
				var err error
				if c, err = newCompiler(b, b.kinds, k, own[k.Key]); err != nil {
					all.mistakes = append(all.mistakes, Mistake{File: b.dir, Message: err.Error()})
					continue
				}
				compilers[k.Key] = c
			}
			all.duties = append(all.duties, c.duty(d, b.kinds))
		}
	}
	for _, k := range b.kinds.All() {
		if c := compilers[k.Key]; c != nil {
			all.mistakes = append(all.mistakes, c.mistakes...)
		}
	}
	return all
}

// allDuties are the duties in the order of the files. A mistake in them was told by Load.
func (b *Rulebook) allDuties() []*Duty {
	all := b.duties()
	mustBeRight(all.mistakes)
	return all.duties
}

// unknownKinds reports duties over kinds nobody has.
func (b *Rulebook) unknownKinds(kinds *templates.Set) Mistakes {
	var mistakes Mistakes
	for _, f := range b.files {
		for _, d := range f.duties {
			if k := kinds.Named(d.kind.string); d.kind.string != "" && (k == nil || k.Key != d.kind.string) {
				mistakes = append(mistakes, d.kind.mistake("没有 %s 这种表单", d.kind.string))
			}
		}
	}
	return mistakes
}
