// Package inbox watches the inboxes, the shared folders into which the office drops
// forms and their attachments, and takes from them what is complete.
//
//   - Look (查看): what one scan of the inboxes found.
//   - Settled (静置): a file whose size and modification time have stayed the same for
//     the settle time: nobody is still copying it. Only settled files are handed on;
//     until then it, and the folder it lies in, are unstable.
//   - Task: one settled file that a worker is to look at. It is a form, to be taken
//     with the attachments (附件) it names; or a stray, which waits for a form that
//     names it and goes back when none comes, with what else lies in its folder.
//   - Plan: what there is to do in a folder at one look. Where several files may be
//     forms, all are read first: what one of them names is its attachment, see package
//     sorting.
//   - Waiting entry: a file that stays where it is for now, and why. The ledger shows
//     it as pending.
//   - Taken: a form that is complete, begun in the spool, its files still here.
//   - Shared attachment: one file that several forms name. They take turns: each but
//     the last takes a copy.
//   - Twin: a form and its marked copy (批注本), both corrected perhaps. The one that is
//     in order is taken, and the other goes back.
//   - Ours: what an earlier return gave back besides the sender's own files, unchanged,
//     see package ours. It goes, and is told of.
//
// What is settled is always found by looking (a scan); events from the file system
// merely make the next look come sooner. That is so because events are not to be
// relied on: changes made by other machines on a network share raise none, a folder
// moved in whole raises none for its files, and watches are lost when folders are
// renamed. So a scan runs at the start, after events, and on a timer.
//
// Others write to the inboxes, too, and not only forms: so they are looked through
// by handle, see package shared. What was seen of a file goes with it, for what is
// read and taken later must be the same one. Files that programs leave beside those
// of people are ignored, see shared.IsIgnored.
package inbox
