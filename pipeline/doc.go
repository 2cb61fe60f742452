// Package pipeline is the way of one form, from the inbox to the archive.
//
//	inbox/ ── intake ──► spool/ ── form ──► regulation ──► issue ─────► archive/, issued/
//	          settled,   taken     read     judged         numbered,    index/, registers/
//	          complete                         │           printed,     catch up
//	                                           ▼           filed
//	                                       giveback ──► returned/
//
// The packages below are the stations, in the order a form passes them:
//
//   - intake watches the inboxes for files that lie still.
//   - spool holds what has been taken and is at work.
//   - form reads workbooks, YAML and JSON.
//   - regulation judges a form by the rulebook, with the roster's people.
//   - issue numbers, prints and files what is in order.
//   - giveback returns what is not, with a notice.
//   - office is the data folder all of them work in.
//   - shared works in those of its folders that others may write to as well.
//
// This package leads forms from one to the next: it decides when a form is
// complete with its attachments, works on several at once, takes up after a
// restart what was left unfinished, and lets the index and the registers follow
// the archive. Attachments are read in the background, see package texts; filing
// waits for none of these.
//
// Every file that arrives ends in one of four states, kept in the catalogue's
// ledger: filed (归档), returned (退回), duplicate (重复: the same was filed
// before), pending (待办: waiting for its attachments, or for a fault such as a
// full disk to pass).
//
// # Nothing lost, nothing twice
//
// The program may be stopped at any moment: killed, or by a power cut. Every
// step is on the disk for good before the next one begins, and for every state
// in which an arrival can be found there is one way on:
//
//	state      ledger says        on the disk                             a restart
//	waiting    pending/waiting    in the inbox                            goes on waiting; the time counts from the beginning
//	begun      nothing            spool/<key>/arrival.json; the files     removes the folder: the files are seen anew
//	                              still in the inbox
//	received   pending/received   the files in the inbox, the spool, or   moves the rest, makes all of it its own,
//	                              some here and some there                reads, judges
//	decided    pending/received   the journal says returned or            moves the return into its place, unless it is
//	                              duplicate; the return packed in the     there, and closes the ledger
//	                              spool or already in returned/
//	numbered   pending/numbered   the files in the spool                  prints the same bytes again and goes on;
//	                                                                      not judged again
//	staged     pending/numbered   a bag in archive/.staging               sweeps that, and as numbered
//	placed     pending/numbered   the bag in its place                    as numbered; the bag that is there stays
//	recorded   pending/numbered   the journal says filed, too             as numbered; the journal says it twice
//	entered    filed              the record in the catalogue; the files  lays out the office's copy, clears the spool
//	                              in the spool
//	closed     returned,          the return in returned/                 clears the spool
//	           duplicate
//	ended      any of the three   nothing in the spool                    nothing
//
// Between these steps whoever may write to an inbox can exchange what lies there:
// a file for a link, a folder for another. What is moved is what was looked at, or
// it is not moved; what has come into the spool is looked at again, and is read only
// when nobody else can change it any more (spool.Own). A link, a pipe, a file with
// other names is never opened, and goes back with a notice of what it was. What
// has gone meanwhile, or may not be read, stays where it is: the rest is returned,
// and where there is none, nothing has arrived and the ledger forgets it.
//
// A form that was begun may have copies of attachments in the spool that another
// form took along, see share.go: then it goes on as received.
//
// An arrival that meets a fault (a full disk, a folder without permission) stays
// in its state as pending, with the reason in the ledger, and is taken up in the
// same way after a pause, which grows from a second to five minutes, for ever.
//
// Voiding a record is done by a note, voiding.json, that stays until journal,
// catalogue and the office's copy all say so. What is left is tried again, also after
// a restart.
//
// Three things make this hold:
//
//   - The number belongs to the packet, the hash over what was handed in. Whoever
//     asks again for the same packet gets the same number.
//   - A form with a number is never judged again, and never goes back: a rule, a
//     roster or a day that changed in between would leave a gap in the series.
//     The verdict lies beside the number until the record is filed.
//   - Archive and journal are written before the catalogue says so. When the
//     catalogue is lost, gongwen rebuild makes it from them, and the spool has
//     what was underway; a number taken by a form whose bag is not in its place
//     yet, which nobody has seen, goes to the next form of its series.
//
// # Nothing stuck
//
// A folder on another machine may stop answering, and what is asked of it then
// waits for days. So nothing that others wait for is held while an inbox, issued/
// or returned/ is asked for something, and the asking has a deadline, see package
// deadline: a form that misses it is pending, and tried again like one that meets
// any other fault. Each unit's inbox is looked through by itself. What is no plain
// file is never read: a pipe would be waited for, and a device has no end.
//
// Should a step hang all the same, as on a dead disk, the watchdog tells which and
// on what, and /healthz how many. A stop waits for as long as anything moves, and
// leaves what does not to the next start.
//
// Forms are worked on several at a time. To the rules that look across
// documents a form counts as filed from the moment it is found in order, see
// underway.
package pipeline
