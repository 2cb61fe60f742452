// Package index is the full-text search over the archive.
//
// It finds exactly the records that contain what was asked: every substring,
// down to a single character, and nothing else. Chinese has no blanks between
// words, so words are never guessed at. Instead the text is
//
//   - folded: compatibility forms, capitals and white space make no difference,
//     so that ２０２６ is 2026 and a line break in a paragraph is nothing;
//   - cut into its runes (for queries of one rune) and its bigrams (for longer
//     ones): 龙凤区 is 龙凤 at 1 and 凤区 at 2, and a query for it asks for just
//     these two in just these places.
//
// The index is made by Bleve from the catalogue's changes and can be thrown
// away at any time: a missing, damaged or outdated one is made anew by the next
// Follow. It stores no text; that is in the catalogue and the bags.
//
// Bleve lets a single program write, and none read meanwhile. Since an office
// runs several at once – the watcher, the reading room, a search at the command
// line – nobody keeps the index open: it is opened for one search or for a
// second of following, and then let go.
package index
