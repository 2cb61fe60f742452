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
//
// This package leads forms from one to the next: it decides when a form is
// complete with its attachments, works on several at once, takes up after a
// restart what was left unfinished, and lets the index and the registers follow
// the archive.
//
// Every file that arrives ends in one of four states, kept in the catalogue's
// ledger: filed (归档), returned (退回), duplicate (重复: the same was filed
// before), pending (待办: waiting for its attachments, or for a fault such as a
// full disk to pass).
package pipeline
