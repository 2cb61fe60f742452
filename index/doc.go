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
