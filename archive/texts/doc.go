// Package texts keeps what has been read out of attachments, so that the search
// index can be made anew without reading a hundred thousand PDFs again.
//
// Reading an attachment takes from a millisecond to a minute, so nobody who
// files or searches waits for it: Follow does it in the background, a record at
// a time, in the order of the catalogue's changes.
//
//   - Text: what package extract made of one file, kept by the file's SHA-256,
//     so that a file attached twice is read once.
//   - Reading: the attachments of a record have been read. Readings are numbered
//     1, 2, 3 …, and the index follows them as it follows the catalogue's
//     changes: first it takes up a record as it was filed, then once more with
//     the texts of its attachments.
//
// The file is derived from the bags and can be thrown away at any time; the next
// Follow begins again. A rebuilt catalogue, which counts its changes anew,
// leaves the texts and readings as they are.
package texts
