package query

import (
	"context"
	"slices"
	"unicode/utf8"

	"gongwen/index/reading"
)

// Query is what to look for, as Parse reads it. The zero Query finds everything.
type Query struct {
	Root  Node    // nil is everything
	Text  string  // as it was typed
	Words []Typed // that a record can be found by, each once, in the order typed; unwanted ones are none
	Bare  []Typed // words without quotation marks, in the order typed, unwanted ones too
	Also  []Also  // what some were also looked for as
}

// Typed is a word as it was typed.
type Typed struct {
	Folded   string
	From, To int  // where it is in the query's text, in bytes, without quotation marks
	As       Node // what it asks for
}

// And is what both queries ask for. Advice on it is advice on q, unless q asks for
// nothing.
func (q Query) And(other Query) Query {
	switch {
	case q.Root == nil:
		return other
	case other.Root == nil:
		return q
	}
	return Query{Root: And{q.Root, other.Root}, Text: q.Text, Words: q.Words, Bare: q.Bare, Also: append(slices.Clip(q.Also), other.Also...)}
}

// Folded are the words, folded.
func (q Query) Folded() []string {
	folded := make([]string, len(q.Words))
	for i, w := range q.Words {
		folded[i] = w.Folded
	}
	return folded
}

// Node is a part of a query: an And, an Or, a Not, a Word, a Term, a Terms, a Said, a
// Listed or Numbers, or one of those in readings.go.
type Node interface{ node() }

// And holds of a record if all of its parts do. It has at least one.
type And []Node

// Or holds of a record if any of its parts does. It has at least one.
type Or []Node

// Not holds of a record if its part does not.
type Not struct{ Part Node }

// Word holds of a record that contains it, as written or by value.
type Word struct {
	Text    string // folded, not empty
	ByValue string // Text by value; empty when it has no number
	// InNumber asks for it in the record's number only.
	InNumber bool
	// Other is set for a word that was not typed, but is looked for besides one that was.
	Other bool
}

// NewWord is a word of folded text.
func NewWord(text string, inNumber bool) Word {
	w := Word{Text: text, InNumber: inNumber}
	if value := reading.ByValue(text); value != text {
		w.ByValue = value
	}
	return w
}

// IsNumber reports whether a word is a number, at one of its ends, and next to nothing
// besides, such as 3号楼 or 5万元: a piece of another number is then not what was looked
// for.
func (w Word) IsNumber() bool {
	return w.ByValue != "" && reading.OpensNumber(w.Text) && utf8.RuneCountInString(reading.FoldLetters(reading.WithoutNumbers(w.Text))) <= 2
}

// Term holds of a record that has just this value in the field.
type Term struct {
	Field Field
	Value string
}

// Terms holds of a record that has a value in the field for which Is holds.
type Terms struct {
	Field    Field
	From, To string                  // only values from one up to but not including another; empty is open
	Is       func(value string) bool // nil holds for every value
}

// Has reports whether a value of the field is one of them.
func (t Terms) Has(value string) bool {
	return value >= t.From && (t.To == "" || value < t.To) && (t.Is == nil || t.Is(value))
}

// Said holds of a record whose form has a text in one of some fields for which Is holds.
type Said struct {
	Places []Place
	// Word is contained in every text for which Is holds; nil where that is not known.
	Word *Word
	Is   func(text string) bool // of the folded text of a field
	// Key is the same only for the same places and the same Is: what was found out for
	// one is remembered for the other.
	Key string
}

// Listed holds of the records that it lists when a query is answered.
type Listed struct {
	Numbers func(context.Context) ([]string, error)
}

// Numbers holds of the records that have them.
type Numbers []string

func (And) node()     {}
func (Or) node()      {}
func (Not) node()     {}
func (Word) node()    {}
func (Term) node()    {}
func (Terms) node()   {}
func (Said) node()    {}
func (Listed) node()  {}
func (Numbers) node() {}
