package query

import (
	"gongwen/index/reading"
	"gongwen/templates/normal"
)

// Exactly holds of the records that have just this value in a field, as a facet counts
// them: a unit in any of its spellings, a person by just this name, a kind by its key.
func (v Vocabulary) Exactly(field Field, value string) Query {
	n, ok := v.exactly(field, value)
	if !ok || field == Kind { // also asked for by its title, where somebody types it
		n = Term{field, value}
	}
	return Query{Root: n}
}

// exactly is Exactly for the fields whose conditions look for more than one value
// otherwise; ok is false for the others, for which = says nothing.
func (v Vocabulary) exactly(field Field, value string) (n Node, ok bool) {
	folded := reading.Fold(value)
	switch field {
	case Kind:
		return Or{Term{Kind, value}, Terms{Field: Title, Is: same(folded)}}, true
	case Person:
		return Term{Person, normal.Text(value)}, true
	case Unit:
		unit := v.OneUnit(value)
		return Terms{Field: Unit, Is: func(spelt string) bool { return v.OneUnit(spelt) == unit }}, true
	case Secrecy:
		if folded == "" {
			return nil, false
		}
		return Terms{Field: Secrecy, Is: same(folded)}, true
	}
	return nil, false
}

// same accepts a value that is folded the same.
func same(folded string) func(value string) bool {
	return func(value string) bool { return reading.Fold(value) == folded }
}
