// Package backup copies a data folder to another disk (备份) and makes a data
// folder of the copy again (恢复). The program may be filing forms meanwhile.
//
// A backup is a folder, on a USB disk or a share, that grows with every run:
//
//	说明.txt                           for whoever finds the disk
//	archive/<year>/<kind>/<number>/    the bags, copied once: they never change
//	files/<xx>/<sha256>                what all other files contain, each content once
//	states/20260511T093000.000Z.jsonl  a state: which bags and files the data folder had
//	checkpoints/<time>.journal.txt …   what its journal and access log said, signed, see
//	                                   package checkpoint; kept also when states are pruned
//
// Of the states some stay, by days, weeks and months (Keep); the newest, and the newest
// that is known to be whole, always do. Bags all stay.
//
// So the second run copies what is new, records stay readable and checkable
// without this program, and no run ever overwrites what an earlier state needs. A
// state is written last, when everything it names is on the disk; a run that was
// interrupted has left no state, and the next one looks again at what it copied.
//
// Left out is what is made from the rest – catalogue, index and registers – and
// what is temporary. The registers of a period that were made on a schedule
// (registers/定期) tell what was so on a day, and are taken along.
//
// # What makes a state consistent
//
// A form moves one way: inbox, spool, then a bag, or returned/ and a line of the
// journal. Each step is on the disk before the one before it is taken away. So
// folders are copied in that order, and a form that moves on meanwhile is found
// again further on:
//
//  1. settings, and a first round of bags, issued/ and returned/, which takes long
//  2. the inboxes
//  3. the spool
//  4. which records the catalogue has; the journal, up to the end of its last line: this
//     is the moment of the state
//  5. from the catalogue, the last number of every series and what has one and is
//     not filed yet; that is waited for, so that no series has a gap
//  6. the spool again: what had a number by then is there or has ended
//  7. returned/, issued/ and the bags again, up to those last numbers
//
// What was seen twice that way is then dropped from the earlier place: a file of
// the inbox that is in the spool or in a bag, an arrival of the spool whose end
// the journal or a bag tells. Where that cannot be told, it stays in both: once
// restored the program finds the same form filed before, and says so. A form is
// rather returned as a duplicate than lost.
//
// # What is missed
//
// A run holds what it found against what was filed (package holdings): by the journal it
// has copied, by the catalogue, and by the state before, so that it notices a bag that is
// gone also where journal or catalogue are gone with it. What is missed is named, and the
// run is not whole. What the backup has of it from before goes on being part of each new
// state; what it never had the state names, so that a restore can tell. The same holds of
// a journal that has become shorter, or says other things than before: both are kept. What
// somebody has written off is missed no more.
package backup
