package regulation

import (
	"maps"

	"gongwen/templates"
)

// FailingCase is a way to break a rule, from the rule's own cases: what to change
// on the kind's example form.
type FailingCase struct {
	Article string
	Set     map[string]any // by key or label; nil empties the field
}

// FailingCases are all ways the rulebook knows to break the rules of a kind, in
// the order of its rules.
func (b *Rulebook) FailingCases(k *templates.Kind) []FailingCase {
	var all []FailingCase
	for _, p := range b.rules[k.Key] {
		for _, c := range p.cases {
			if c.fails {
				all = append(all, FailingCase{p.article, maps.Clone(c.set)})
			}
		}
	}
	return all
}
