// Package journal is the append-only diary (流水) of what no bag can tell: which
// forms were returned or were duplicates, which records were voided, who took which
// records over, and which lost ones were written off. It also has what was filed, so
// that a record whose bag is lost is missed (package holdings), and its number not
// given again.
//
// It is a folder of one file a year, archive/journal/<year>.jsonl, with one JSON
// object a line. Each line carries the SHA-256 of the line before it (prev), the
// first of a year that of the last of the year before, the very first none. So
// a line changed, removed or put in anywhere but at the end breaks the chain;
// at the end, the catalogue misses it (see package audit). Whoever computes all
// later hashes again is found out by package checkpoint.
//
//	{"prev":"…","time":"2026-05-11T09:30:00+08:00","event":"returned","arrival":"…", …}
//
// Version history of the line:
//
//	1  2026-11  first
//	2  2026-11  filed, with kind, year, serial, content and seal
//	3  2026-11  handed-over, with by and numbers; from, for what the reading room keeps
//	4  2026-11  degree, of returned and duplicate; checked, for what the reading room keeps
//	5  2026-12  written-off and write-off-withdrawn, with by; filed has path, arrived and degree; rekeyed, with keys
//	6  2026-11  signing, with sign_off
//	7  2026-11  cleared, with files
//
// An event may stand there twice: whoever writes it cannot know, after a crash,
// whether it was written. The later one counts.
//
// Only one program may append at a time; that is the lock of the data folder,
// which this package does not take. Anyone may read.
package journal

// Version is the version of the lines that this program writes, see the package comment;
// it reads those of every version up to it.
const Version = 7
