// Package pipeline is the way of one form, from the inbox to the archive.
//
//	inbox/ ── inbox ───► spool/ ── review ──► issue ─────► archive/, issued/
//	          settled,   taken     judged     numbered,    index/, registers/
//	          complete          │  │          printed,     catch up
//	                      desk ◄┘  ▼          filed
//	                   (待签)   returns ──► returned/
//
// To follow a form, open these files, each once:
//
//  1. cmd/gongwen/run.go: runCommand opens the data folder and calls Run
//  2. pipeline/pipeline.go: Run looks at the inboxes and gives what lies still to Take
//  3. pipeline/inbox/take.go: Take waits for attachments and begins an arrival, for drive
//  4. pipeline/driver.go: drive goes from state to state by the table steps, first receive
//  5. pipeline/receive.go: receive tells the ledger, fetch moves the files to the spool, for judge
//  6. pipeline/decide.go: judge makes a submission of it, for Review
//  7. pipeline/review/review.go: Review finds it a duplicate, in order or not; what is goes to place
//  8. pipeline/file.go: place has the document printed by Place
//  9. pipeline/issue/issue.go: Place gives document, form and attachments to Put
//  10. archive/archive.go: Put makes them a bag
//
// The packages below are the stations, and what they share:
//
//   - inbox looks for files that lie still, and takes what is complete; sorting tells
//     forms from attachments, ours what we gave back.
//   - spool holds what has been taken and is at work.
//   - form reads workbooks, YAML and JSON.
//   - review answers what becomes of a submission, by the rules, with the roster's
//     people; replay asks it again about what was filed.
//   - issue numbers, prints and files what is in order; returns gives back what is
//     not, with a notice.
//   - workspace is the data folder all of them work in, opened once a process. Edits of
//     its rules, kinds and roster are taken over while running, see takeover.go; a
//     form that is at work keeps the ruleset it was begun with.
//   - deadline, retry and watchdog are for what does not answer, fails, or hangs; status
//     is what is left word of for those who watch over the program, and logging what it
//     tells them.
//   - pulls makes the registers of each month, quarter or year that has passed.
//   - cleaning takes old copies out of issued/ and returned/, where the office wants that;
//     doctor examines a data folder, and the machine it lies on.
//   - web is the reading room, search answers queries, audit holds everything against
//     everything.
//
// This package leads forms from one to the next: it works on several at once, takes
// up after a restart what was left unfinished, and lets the index and the registers
// follow the archive. Attachments are read in the background, see package texts;
// filing waits for none of these.
//
// Every file that arrives ends in one of four states of the catalogue's ledger:
// filed (归档), returned (退回), duplicate (重复: the same was filed before), pending
// (待办: waiting for its attachments, or for a fault such as a full disk to pass).
//
// # Nothing lost, nothing twice
//
// The program may be stopped at any moment: killed, or by a power cut. An arrival
// goes through states, by these steps; each can be killed at the places named last:
//
//	waiting   take                begun                        begun
//	begun     receive             received                     received
//	received  fetch               fetched, refused, ended      fetched
//	fetched   judge               accepted, refused, unsigned  judged
//	unsigned  send for signature  signing, refused             opened, unsigned
//	signing   look again          received                     signed-off, noted
//	accepted  number              numbered, refused            numbered
//	numbered  place               placed                       printed, staged, placed
//	placed    record              recorded                     recorded
//	recorded  enter               filed                        entered
//	filed     lay out             issued                       issued
//	issued    clear               ended                        cleared
//	refused   decide              decided                      packed
//	decided   give back           returned                     decided, given-back
//	returned  close               closed                       closed
//	closed    clear               ended                        cleared
//
// Every step is on the disk for good before the next one begins, and for every state
// there is one way on:
//
//	state     ledger says        on the disk                             a restart
//	waiting   pending/waiting    in the inbox                            goes on waiting; the time counts from the beginning
//	begun     nothing            spool/<key>/arrival.json; the files     removes the folder: the files are seen anew
//	                             still in the inbox
//	received  pending/received   the files in the inbox, the spool, or   as received
//	                             some here and some there
//	fetched   pending/received   the files in the spool                  as received: looks at all of it again
//	unsigned  pending/received   the same                                as received: judges again
//	signing   pending/signing    the same, the draft, and the journal    goes on waiting; what the journal says was
//	                             says what was done about it             signed meanwhile is entered
//	accepted  pending/received   the same                                as received: judges again
//	numbered  pending/numbered   the same, and perhaps a bag in          prints the same bytes again and goes on;
//	                             archive/.staging                        not judged again
//	placed    pending/numbered   the bag in its place                    as numbered; the bag that is there stays
//	recorded  pending/numbered   the journal says filed, too             as numbered; the journal says it twice
//	filed     filed              the record in the catalogue; the files  lays out the office's copy
//	                             in the spool
//	issued    filed              the copy in issued/, too                lays out the same copy again
//	refused   pending/received   as fetched                              as received: judges again
//	decided   pending/received   the journal says returned or            moves the return into its place
//	                             duplicate; the return packed in the
//	                             spool
//	returned  pending/received   the return in returned/                 as decided; what is moved is not moved again
//	closed    returned,          the same                                clears the spool
//	          duplicate
//	ended     any of the three   nothing in the spool                    nothing
//
// Between these steps whoever may write to an inbox can exchange what lies there:
// a file for a link, a folder for another. What is moved is what was looked at, or
// it is not moved; what has come into the spool is looked at again, and is read only
// when nobody else can change it any more (spool.Own). A link, a pipe, a file with
// other names is never opened, and goes back with a notice of what it was. What
// has gone meanwhile, or may not be read, stays where it is: the rest is returned,
// and where there is none, nothing has arrived and the ledger forgets it.
//
// What we ourselves gave back with a form, its notice and marked copy, comes along when
// the folder is dropped again. It is known by its contents, looked at again in the
// spool, is no part of the submission, and goes with the spool's folder. Everything
// else that was dropped is somewhere afterwards: see conserve_test.go.
//
// An arrival that meets a fault (a full disk, a folder without permission) stays
// in its state as pending, with the reason in the ledger, and goes on as after a
// restart after a pause, which grows from a second to five minutes, for ever.
//
// Voiding a record is done by a note, voiding.json, that stays until journal,
// catalogue and the office's copy all say so. What is left is tried again, also after
// a restart. So it is with delegations (package delegation), with the note
// delegating.json until journal and catalogue have them.
//
// A form is read, judged and printed by one ruleset, the one that is current when it
// is judged, though the roster, the rules or the kinds are edited meanwhile; see
// takeover.go.
//
// # Waiting for signatures
//
// A form of a kind that is signed at the desk, and lacks nothing but its signatures, waits
// in the state signing (待签), for days if need be. Nobody works on it, and nothing of it
// is in memory. What somebody does about it comes by SignOff: it stands in the journal
// before anything else knows of it, and from then on counts, whatever is killed or lost;
// then the catalogue has it, and whose turn it is next. The last signature leads the form
// on, as one that was just received: it is judged again, with its signatures. A restart
// reads in the journal what the catalogue does not know, and nothing else of those that
// wait. While the roster, the rules or the day become others all are looked at again, see
// lookagain.go.
//
// Who sign see the same draft, in the spool beside the form. Where the form has to be
// shown otherwise it is a new version, and what was signed of the former counts no more.
//
// Three things make this hold:
//
//   - The number belongs to the submission's hash. Whoever asks again for the same
//     submission gets the same number.
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
// review.InFlight.
package pipeline
