// Package query is what people ask the search for: it reads the text that somebody
// typed into the one box (Parse), and says what of it cannot be read, and where
// (Mistake).
//
// A query is a tree. Its leaves are words, which a record contains anywhere, and
// conditions, such as 单位:财政局, which hold of a field of the record; its branches
// are And, Or and Not. A word may be read in several ways (Readings): as itself, a day, an
// amount, the number of a record, or another word that the office has for it.
//
// Whatever the value of a condition looks like, the tree has it as fields keep it
// (field.go), so that a span of days or amounts is a range of strings. Package engine
// works the tree out.
//
// # Names before a colon
//
// What every record has – kind, number, unit … – is asked for by the names in
// condition.go. Every field of every kind of form is asked for by what it is called on
// the form, in a list or in the register, or by a synonym that its kind gives
// (labels.go); the names come from the kinds, none is written here. 状态 asks how a
// record stands (State). Where a name is none of these the query is a mistake, which
// offers the names that are near; for a name that is silently taken for text finds
// nothing, and nobody learns why. What cannot be a name at all (isName) is text.
//
// # Just one value
//
// A condition finds what contains the value. With = before it, it finds what is the
// value: 单位:=区财政局 is not 区财政局国库科, but is 青山区财政局, which is a spelling of
// the same unit (Vocabulary.OneUnit). Facets count by the same rule, so that a value
// chosen finds as many records as it counts (Vocabulary.Exactly).
package query
