// Package inbox watches the inboxes: the shared folders into which the office
// drops forms and their attachments.
//
// A file is settled when its size and modification time have stayed the same
// for the settle time: nobody is still copying it. Only settled files are
// handed on. What is settled is always found by looking (a scan); events from
// the file system merely make the next look come sooner. That is so because
// events are not to be relied on: changes made by other machines on a network
// share raise none, a folder moved in whole raises none for its files, and
// watches are lost when folders are renamed. So a scan runs at the start, after
// events, and on a timer.
//
// Others write to the inboxes, too, and not only forms: so they are looked through
// by handle, see package shared. What was seen of a file goes with it, for what is
// read and taken later must be the same one.
//
// Files that programs leave beside people's files (lock files of Office and
// WPS, partial downloads, thumbnails) are never handed on.
package inbox
