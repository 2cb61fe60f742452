package query

import (
	"gongwen/templates"
	"gongwen/templates/normal"
)

// Vocabulary is what an office calls things, and what day it is there. The zero
// Vocabulary knows nothing of it: only conditions on what every record has can be read.
type Vocabulary struct {
	// SameUnit tells spellings of one unit; nil where they are not known.
	SameUnit SameUnit
	// Today is the office's day, from which 上个月 and the like are counted; nil where it
	// is not known.
	Today func() templates.Date
	// Also are other words for a word, as it was typed: the names of a unit, synonyms. Nil
	// where there are none.
	Also func(word string) []string
	// UnitName is the name of the unit that somebody spelt, or what was written where
	// it is not known. It decides what is just one unit: facets, and conditions with =.
	UnitName func(spelt string) string
	// Labels are asked for when a query has a name before a colon that is no condition
	// on every record; nil where no forms are known.
	Labels func() *Labels
	// States are those of 状态; nil where none are known. With an error there are those
	// that can be known all the same.
	States func() ([]State, error)
}

// State is how a record can stand (状态), such as 作废 or 待归还. Of which records it is
// true changes with what is filed later and with the day; so the index does not say it:
// it is a Listed, looked up when a query is answered, or is worked out of what forms say.
type State struct {
	Names   []string // the first is the usual one
	Records Node     // of those that are in it
}

// State is the state of that name; ok is false where there is none.
func (v Vocabulary) State(name string) (state State, ok bool) {
	key := nameKey(name)
	for _, s := range v.states() {
		for _, n := range s.Names {
			if nameKey(n) == key {
				return s, true
			}
		}
	}
	return State{}, false
}

func (v Vocabulary) states() []State {
	if v.States == nil {
		return nil
	}
	states, _ := v.States()
	return states
}

// OneUnit is the unit that somebody spelt as facets and conditions with = tell it from
// others.
func (v Vocabulary) OneUnit(spelt string) string {
	if v.UnitName != nil {
		spelt = v.UnitName(spelt)
	}
	return normal.Text(spelt)
}

func (v Vocabulary) labels() *Labels {
	if v.Labels == nil {
		return noForms
	}
	return v.Labels()
}

var noForms = LabelsOf(nil)
