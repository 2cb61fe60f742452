package rules

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

// FailingCases are all ways the rulebook knows in which a form alone can break
// the rules of its kind, whoever is on the roster, in the order of the rules. Rules
// that cite no article of their own are left out: what they say of an approval is
// told for the article that asks for it.
func (b *Rulebook) FailingCases(k *templates.Kind) []FailingCase {
	var all []FailingCase
	for _, p := range b.programs(k.Key) {
		if p.general() {
			continue
		}
		for _, c := range p.examples() {
			if c.fails && len(c.filed) == 0 && c.rows.string == "" && c.received.IsZero() {
				all = append(all, FailingCase{p.article, maps.Clone(c.set)})
			}
		}
	}
	return all
}

// Precedent is a record that the example of a kind, and the cases made from it,
// rest on.
type Precedent struct {
	Kind   string         // key or title
	Number string         // by which the example cites it; empty when it cites none
	Set    map[string]any // what it changes on the example of its own kind, by key or label
}

// Precedents are what must have been filed before the example of a kind.
func (b *Rulebook) Precedents(k *templates.Kind) []Precedent {
	var all []Precedent
	for _, f := range b.files {
		if f.kind.string != k.Key {
			continue
		}
		for _, changes := range f.filed {
			p := Precedent{Set: maps.Clone(changes)}
			p.Kind, p.Number = take(p.Set, kindKeys), take(p.Set, numberKeys)
			all = append(all, p)
		}
	}
	return all
}
