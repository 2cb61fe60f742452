// Package audit proves that the archive is whole, and makes the catalogue anew
// from it.
//
// Verify holds everything that says the same thing against each other: the bags
// against their manifests, the catalogue against bags and journal, the number
// series against themselves, the index against the catalogue. Each disagreement
// is a Finding with a Code that never changes its meaning. It changes nothing
// and may run beside the program at work.
//
// Rebuild reads bags and journal, the truth, and writes a catalogue.
//
// What was filed and is not there is a loss (package holdings): it is named until it is
// there again or a person has written it off, and a rebuild does not forget it. That no
// deletion is silent about a record is a property that TestDeletionIsTold tries on every
// file and folder. It rests on this, that a record is told of in four places: its bag, the
// journal's line that says filed, the catalogue, and the office's copy in issued/. Where
// all four of a record are deleted, nothing in the data folder knows of it any more, and
// only a backup, or what else is kept elsewhere, can tell. Where journal, or a year of it,
// and catalogue are both gone, and then the catalogue is rebuilt, the records that are there stay, with those
// in issued/ named; which forms were returned, and which records are void, is forgotten.
package audit
