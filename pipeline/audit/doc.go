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
package audit
