package backup

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"gongwen/archive"
	"gongwen/archive/holdings"
	"gongwen/archive/journal"
)

// tellFiled adds to the journal of a data folder that was laid out at part what was filed
// while the state was taken: such a bag has come into the state after the journal had been
// copied, so that no line tells of it. Bags from before that the journal does not tell of
// are left for verify to report.
func (b Backup) tellFiled(s *State, part string) error {
	told, err := b.told(s)
	if err != nil {
		return nil // it is damaged, and named
	}
	a := archive.At(filepath.Join(part, "archive"))
	var untold []archive.Record
	for _, folder := range slices.Sorted(maps.Keys(s.Bags)) {
		if !a.Has(folder) {
			continue
		}
		r, err := a.Read(folder)
		if err != nil || r.Folder() != folder || r.Filed.Before(s.Taken.Add(-time.Minute)) {
			continue // verify and rebuild tell
		}
		if f := told[r.Number]; f == nil || f.Filed.IsZero() {
			untold = append(untold, r)
		}
	}
	if len(untold) == 0 {
		return nil
	}
	slices.SortStableFunc(untold, func(a, b archive.Record) int { return a.Filed.Compare(b.Filed) })
	j, err := journal.Open(a.JournalDir(), time.Now())
	if err != nil {
		return err
	}
	for _, r := range untold {
		if err := j.Append(holdings.Event(r, s.Bags[r.Folder()], r.Filed)); err != nil {
			return errors.Join(err, j.Close())
		}
	}
	return j.Close()
}
