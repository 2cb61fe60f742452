package query

import "gongwen/templates"

// Vocabulary is what an office calls things, and what day it is there. The zero
// Vocabulary knows nothing of it.
type Vocabulary struct {
	// SameUnit tells spellings of one unit; nil where they are not known.
	SameUnit SameUnit
	// Today is the office's day, from which 上个月 and the like are counted; nil where it
	// is not known.
	Today func() templates.Date
	// Also are other words for a word, as it was typed: the names of a unit, synonyms. Nil
	// where there are none.
	Also func(word string) []string
}
