// Package index is the full-text search over the archive.
//
// It finds exactly the records that contain what was asked: every substring,
// down to a single character, and nothing else. Chinese has no blanks between
// words, so words are never guessed at.
//
// # Two readings
//
// A text has two readings, and contains what is found in either:
//
//   - as written, it is folded rune by rune (fold.go): full and half width,
//     traditional and simplified, capitals, the shapes of brackets and white space
//     make no difference. A piece of a text folds to a piece of the folded text,
//     so that nothing that is there can be missed: 十 is in 第十二次.
//   - as read, each number in it is its value (numeral.go): 第十二次 and 第12次 are
//     第<12>次, 伍万元 and 50,000元 are <50000>元. A number is only found whole:
//     5万元 is not in 15万元 as read, though it is as written.
//
// # Terms, candidates, verification
//
// What is indexed are terms (terms.go): bigrams, two neighbouring runes, and
// numbers as read. Bleve keeps for each term just the set of the records that
// have it, as a bitmap; neither how often nor where, which would be several times
// as much. A word of a query (word.go) is the intersection of its terms' sets: its
// candidates. They are too many where a record has the terms, but not next to each
// other. So the folded text of a record is kept too, and candidates are compared
// with it (needle.go, passage.go), unless the word is a term itself. The comparison
// also tells in which part the word stands, which is all there is to a score:
// number before subject before text. Equals come by date, the newest first, then
// by number. What was compared once is remembered (known.go): the segments of an
// index never change.
//
// A query (parse.go, condition.go) is a tree of words, conditions, and, or, not.
// Each shard, a segment of the index, works it out on its own bitmaps, counts,
// and puts its hits in order (order.go, facet.go); Search joins the answers. What
// the one who asks may not see (access.go) is left out before anything else is
// worked out, so that no count can tell of it.
//
// Format 3, of what is in Bleve, is described in document.go.
//
// # Following
//
// The index is made by Bleve from the catalogue's changes and the readings of
// attachments (package texts), and can be thrown away at any time: a missing,
// damaged or outdated one is made anew by the next Follow.
//
// # Editions
//
// Several programs use an index at once – the watcher, the reading room, a search
// at the command line – and Bleve lets either one write or many read. So nobody
// writes to what others read. The index is published in editions:
//
//	index/
//	    current.json   names the edition to search in
//	    next.json      names the one being made beside it, while that goes on
//	    000000041/     an edition, a folder in Bleve's format
//	    lock           held by the program that writes
//
// A writer gives the edition's files, which never change once written, a second
// name in a new folder (a hard link), works in there for about a second, and then
// replaces current.json, in one step. Searches never wait. A writer that is
// killed, or loses power, leaves the old edition and a folder that no name stands
// for, which the next writer removes.
//
// The names also tell how far the edition has come, and the size, time and
// checksum of every file. So a search sees at once that a file was lost, cut short
// or changed, and that there are records the edition does not have; see Standing.
//
// An index that cannot be gone on with – damaged, of another format or of another
// catalogue – is made anew as the next edition, which takes the place of the
// current one when it is complete. Meanwhile searches go on in the old one if it
// is whole and of this format, else in the new one as far as it has come.
package index
