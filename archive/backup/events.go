package backup

import (
	"errors"
	"io/fs"
	"iter"
	"maps"
	"path"
	"slices"

	"gongwen/archive/holdings"
	"gongwen/archive/journal"
)

// Where the logs lie in a data folder, see package journal.
const (
	journalFolder = "archive/journal"
	trailFolder   = "reading"
)

// log are the names of the files that a state has of a log, by year.
func (s *State) log(folder string) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		if path.Dir(name) == folder && path.Ext(name) == ".jsonl" {
			names = append(names, name)
		}
	}
	return names
}

// log are the paths of the contents of these files.
func (b Backup) log(s *State, folder string) (paths []string) {
	for _, name := range s.log(folder) {
		paths = append(paths, b.content(s.Files[name].SHA256))
	}
	return paths
}

// events are what a state's journal tells, as far as it can be read.
func (b Backup) events(s *State) iter.Seq2[journal.Event, error] {
	return journal.Legible(journal.OfFiles(b.log(s, journalFolder)))
}

// told is what a state's journal tells of records.
func (b Backup) told(s *State) (holdings.Told, error) { return holdings.From(b.events(s)) }

// toldAtLeast is what it tells up to a file that cannot be read: that is damaged, and Check
// tells of it.
func (b Backup) toldAtLeast(s *State) (holdings.Told, error) {
	told, err := b.told(s)
	if unreadable := (*fs.PathError)(nil); errors.As(err, &unreadable) {
		err = nil
	}
	return told, err
}
