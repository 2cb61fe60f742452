// Package engine searches one generation of the index: a folder in the format of
// Bleve, which it fills (Create, Write) and asks (Open). It knows documents and
// queries, and nothing of the archive; package index says which folder to use.
//
// # Candidates and matches
//
// Bleve keeps for each term of a field the set of the documents that have it, as a
// bitmap. A word of a query is the intersection of its terms' sets: its candidates.
// They are too many where a document has the terms, but not next to each other. What
// is found is exact all the same, and so are its totals and counts: every candidate is
// held against what the document says, in one of three ways.
//
//   - A word of one or two characters is a term itself, or what terms begin with: all
//     candidates have it.
//   - Where a word has many candidates it is made of nothing but common bigrams
//     (common.go). Of these the index keeps the places, too (places.go): the word is
//     where they follow each other (placed.go).
//   - All others are compared with the document's folded text, which is kept packed
//     (word.go). They are at most one in tooMany of the documents, as long as the common
//     bigrams are well chosen, and besides those documents in which one of these stands
//     so often, or so far on, that its first places do not tell.
//
// A number in a word may be written in another way in a document. Terms of numbers
// tell how they are written, so that only those documents are read by value that have
// it otherwise; and none where a number and a neighbour of it are all there is to the
// word (number.go).
//
// The comparison also tells in which part the word stands, on which its score rests.
//
// A segment is one of the files in which Bleve keeps documents; it never changes
// once written. A shard is a segment as one search sees it. Each shard works the
// query's tree out on its own bitmaps (match.go), counts, and puts its hits in order
// (top.go, facet.go); Search joins the answers. What a word was compared with is
// remembered for each segment, in the match cache (cache.go), and so are columns of the
// days and numbers of its documents. A new generation inherits what is known of the
// segments it goes on with.
//
// # The order of what is found
//
// What was typed scores, in a record, the greatest that holds of:
//
//	4  it means the record's own number: 会纪3号 of 青政会纪〔2026〕3号
//	3  it stands in the record's number, or the record cites the number that it means,
//	   in any form
//	2  it stands in the subject; of a day: it is the record's own
//	1  it stands in the text, that is anywhere else; of an amount: the form names it
//	0  it is a number, with two letters at most, and only a piece of another one
//	   there: 3号楼 in 33号楼, 5万元 in 15万元
//
// Another word that the office has for one that was typed scores one less. One or two
// characters of a number say nothing about what is looked for; they count
// as text. The scores of several words add up, conditions such as a year add nothing.
// Equals come by date, the newest first, then by number.
//
// Whether a number stands whole in a document, and whether in its subject, its terms
// tell: the number by value with its neighbour. With two letters on one side, as 3号楼 has,
// they do not tell all, and the texts are read, unless there are too many (word.go):
// then a record with 33号楼 and, elsewhere, 3号 scores as one with 3号楼.
//
// What the one who asks may not see (access.go) is left out before anything else is
// worked out, so that no count gives it away.
//
// # What forms say
//
// A condition on a field of a form is compared with what the form says there. That
// stands in the folded text already, so only its place is kept, in some three bytes
// (form.go); candidates are the documents that have the terms of the word anywhere, of
// the kinds of form that have the field (said.go). Documents whose forms have the same
// fields share a term that lists them.
//
// # Failures
//
// A damaged file shows in many ways: as an error of Bleve's, a panic, a memory
// fault where the file is mapped, or a writer that waits for ever (watchdog.go). All
// of them come out as ErrDamaged.
package engine
