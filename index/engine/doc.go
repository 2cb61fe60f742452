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
//     too often, or too far on, for its places to be kept.
//
// A number in a word may be written in another way in a document. Terms of numbers
// tell how they are written, so that only those documents are read by value that have
// it otherwise.
//
// The comparison also tells in which part the word stands, which is all there is to a
// score: number before subject before text.
//
// A segment is one of the files in which Bleve keeps documents; it never changes
// once written. A shard is a segment as one search sees it. Each shard works the
// query's tree out on its own bitmaps (match.go), counts, and puts its hits in order
// (top.go, facet.go); Search joins the answers. Equals come by date, the newest
// first, then by number. What a word was compared with is remembered for each
// segment, in the match cache (cache.go), and so are columns of the days and numbers of
// its documents. A new generation inherits what is known of the segments it goes on with.
//
// What the one who asks may not see (access.go) is left out before anything else is
// worked out, so that no count gives it away.
//
// # Failures
//
// A damaged file shows in many ways: as an error of Bleve's, a panic, a memory
// fault where the file is mapped, or a writer that waits for ever (watchdog.go). All
// of them come out as ErrDamaged.
package engine
