// Package query is what people ask the search for: it reads the text that somebody
// typed into the one box (Parse), and says what of it cannot be read, and where
// (Mistake).
//
// A query is a tree. Its leaves are words, which a record contains anywhere, and
// conditions, such as 单位:财政局, which hold of a field of the record; its branches
// are And, Or and Not. A word may be read in several ways (Readings): as itself, a day,
// the number of a record, or another word that the office has for it.
//
// Whatever the value of a condition looks like, the tree has it as fields keep it
// (field.go), so that a span of days or amounts is a range of strings. Package engine
// works the tree out.
package query
