package search

import (
	"sync"

	"gongwen/index"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules/duty"
	"gongwen/templates"
)

// Office is what queries need to know of an office, besides what it has filed. What is
// read by a function is read when a query first needs it: most do not.
type Office struct {
	Kinds *templates.Set
	// Units are its units by all their spellings. Where they cannot be read, Unreadable
	// is told why, once, and a unit is then found only as it is written.
	Units      func() (*roster.Units, error)
	Unreadable func(error)
	// Synonyms are the office's, and NoSynonyms is told, once, why they cannot be read.
	Synonyms   func() (*Synonyms, error)
	NoSynonyms func(error)
	// Watch asks for its duties, by which states such as 待归还 go.
	Watch func() (*duty.Watch, error)
	Today func() templates.Date
	// Ruleset tells what Watch goes by from what it went by before: it is another
	// whenever anything of that was changed. Nil where nothing can be.
	Ruleset any
}

// Vocabulary is what queries in the office are read with on a day: states stand as on
// the day on which it is made.
func (o Office) Vocabulary(states *States) index.Vocabulary {
	units := sync.OnceValues(o.Units)
	return index.Vocabulary{
		SameUnit: Spellings(units, o.Unreadable),
		UnitName: func(spelt string) string {
			if known, err := units(); err == nil { // SameUnit tells when they cannot be read
				return known.Canonical(spelt)
			}
			return spelt
		},
		Today:  o.Today,
		Labels: sync.OnceValue(func() *index.Labels { return index.LabelsOf(o.Kinds.All()) }),
		Also:   OtherWords(units, o.Synonyms, o.NoSynonyms),
		States: sync.OnceValues(func() ([]index.State, error) { return states.of(o) }),
	}
}
