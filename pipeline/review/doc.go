// Package review is the one reviewer: it answers what becomes of a form that is
// handed in. The inbox, gongwen check, the reading room, drafts and replays all
// ask here, so that one question has one answer.
//
//   - Submission (送件): a form and the files that came with it, from a Sender.
//     Its hash, over the hashes of its files, is what a number is given to.
//   - Folder (文件夹): a form among the files that would be taken with it, for whoever
//     only asks.
//   - Sender (送件单位): the unit by whose inbox or account it came. Whose record a
//     form becomes follows from that, not from what the form says of itself.
//   - Outcome: a duplicate (重复) of what was filed before; or a verdict, the
//     findings of the reader, of the checks here and of the rules, which let the
//     form pass or send it back.
//   - Missing: the sign-offs (签批) the rules ask for and the form does not have.
//   - In-flight forms (在办): found in order, and not in the catalogue yet. Rules
//     that look across documents count them as filed.
//
// The order of the questions is part of the answer. The same files again are a
// duplicate before anything is read; the same words and attachments, in whatever
// file, are one before the rules are asked, since they would hold a form against
// its own record.
//
// A record that was made void, or written off, makes nothing a duplicate. The same form
// again is told of it, as something to confirm, and once that is done is filed anew, under
// another number: see again.go.
package review
