// Package index is the full-text search over the archive.
//
// It finds exactly the records that contain what was asked: every substring, down
// to a single character, and nothing else. How texts are read for that is package
// reading's; what can be asked, package query's; how it is answered, package
// engine's, with Bleve. This package is what the rest of the program uses: it says
// what of a record is indexed (document.go), follows the archive, and keeps the
// index on the disk so that several programs can use it at once.
//
// # Following
//
// The index is made from the catalogue's changes and the readings of attachments
// (package texts), and can be thrown away at any time: a missing, damaged or
// outdated one is made anew by the next Follow.
//
// # Generations
//
// Several programs use an index at once – the watcher, the reading room, a search
// at the command line – and Bleve lets either one write or many read. So nobody
// writes to what others read. The index is published in generations:
//
//	index/
//	    current.json   names the generation to search in
//	    next.json      names the one being made beside it, while that goes on
//	    000000041/     a generation, a folder in Bleve's format
//	    lock           held by the program that writes
//
// A writer gives the generation's files, which never change once written, a second
// name in a new folder (a hard link), works in there for about a second, and then
// replaces current.json, in one step. Searches never wait. A writer that is
// killed, or loses power, leaves the old generation and a folder that nothing names,
// which the next writer removes.
//
// The names also tell how far the generation has come, and the size, time and
// checksum of every file. So a search sees at once that a file was lost, cut short
// or changed, and that there are records the generation does not have; see Status.
//
// An index that cannot be gone on with – damaged, of another format or of another
// catalogue – is made anew as the next generation, which takes the place of the
// current one when it is complete. Meanwhile searches go on in the old one if it
// is whole and of this format, else in the new one as far as it has come.
package index
