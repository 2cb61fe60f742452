// Package shared works in folders that others may write to as well: inbox/,
// issued/, returned/, registers/.
//
// Whoever may write to a folder can put something else under a name between two
// looks at it: a link to a file he may not read, in the place of a form; a link
// to the archive, in the place of a folder; a pipe, which nobody ever writes to.
// A program that says a path twice then reads, moves or overwrites what he chose,
// with rights that he does not have. So here
//
//   - no path is said twice. A Folder is held open, and what lies in it is named
//     from there, one name at a time. Folders below it are opened step by step.
//   - no link is followed, neither to a folder nor to a file; but for what the
//     administrator puts directly into inbox/, see OpenInbox.
//   - only regular files with one name are opened (see Regular), without waiting
//     for a writer, and compared with what an earlier look saw. A file with a
//     second name (hard link) may be anybody's: whoever cannot read a file can
//     often give it another name.
//   - what is taken out is moved first and compared afterwards, in a folder where
//     nobody else can exchange it; what is not the one that was seen is put back.
//   - what is put in is made in a folder of our own and moved in whole, with the
//     group of the folder it goes to, so that those can read it whom it is for.
//
// A folder given to Open lies where only the office's administrator can exchange
// it, in the data folder; if it is a link, it is his.
//
// On Linux all of this is done by handles (openat, renameat2). Elsewhere names are
// moved by their paths, after the same looks.
package shared
