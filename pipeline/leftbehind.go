package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
)

// leftBehind are the jobs that an earlier run left in the spool: first those that
// have a number, in whose light the rest is judged, then the others, whose files are
// held before anything new is looked at. Each is told of by alive. Forms that wait for
// signatures, of which nothing new is known and that met no fault, are none: there may be
// thousands.
func leftBehind(ctx context.Context, d *driver, alive func()) (numbered, rest []job, err error) {
	hasNumber, signing := map[string]bool{}, map[string]bool{}
	for a, err := range d.workspace.Catalogue.Unfinished(ctx) {
		if err != nil {
			return nil, nil, err
		}
		switch a.Stage {
		case catalogue.Waiting:
			d.inbox.Remember(a)
		case catalogue.Numbered:
			hasNumber[a.ID] = true
		case catalogue.Signing:
			signing[a.ID] = a.Reason == ""
		}
	}
	keys, err := d.spool.Keys()
	if err != nil {
		return nil, nil, err
	}
	entered, err := d.workspace.Catalogue.SignOffsEntered(ctx)
	if err != nil {
		return nil, nil, err
	}
	settled, err := d.workspace.Catalogue.Settled(ctx)
	if err != nil {
		return nil, nil, err
	}
	told, err := toldBefore(d.workspace.Archive.JournalDir(), keys, entered)
	if err != nil {
		return nil, nil, err
	}
	for _, key := range keys {
		alive()
		t := told[key]
		if signing[key] && !settled[key] && t.decided == nil && t.signing == nil {
			continue
		}
		if t.signing != nil {
			if err := d.workspace.Catalogue.EnterSignOffs(ctx, key, entered[key], t.signing); err != nil {
				return nil, nil, err
			}
		}
		a, err := d.spool.Read(key)
		j := job{arrival: a, decided: t.decided}
		switch {
		case errors.Is(err, fs.ErrNotExist): // not even begun
			err = d.spool.RemoveUnbegun(key)
		case err == nil && hasNumber[key]:
			numbered = append(numbered, j)
		case err == nil:
			for _, f := range a.Files {
				j.held = append(j.held, f.From)
			}
			d.inbox.Hold(j.held...)
			rest = append(rest, j)
		}
		if err != nil { // of no concern to the others
			d.fault(err)
		}
	}
	return numbered, rest, nil
}

// told is what the journal says of an arrival that is not finished.
type told struct {
	decided *journal.Event    // that it goes back
	events  int               // of its signing
	signing []json.RawMessage // those of them that the catalogue does not know
}

// toldBefore is what the journal says of arrivals, by key, beyond the events of their
// signings that were entered in the catalogue, so many of each.
func toldBefore(journals string, keys []string, entered map[string]int) (map[string]told, error) {
	all := map[string]told{}
	for _, key := range keys {
		all[key] = told{}
	}
	if len(keys) == 0 {
		return all, nil
	}
	files, err := journal.Files(journals)
	if err != nil {
		return nil, err
	}
	for event, err := range journal.Legible(journal.OfFiles(sinceArrival(files, slices.Min(keys)))) {
		if err != nil {
			return nil, err
		}
		t, asked := all[event.Arrival]
		if !asked {
			continue
		}
		switch event.Type {
		case journal.Returned, journal.Duplicate:
			t.decided = &event
		case journal.Signing:
			if t.events++; t.events > entered[event.Arrival] {
				t.signing = append(t.signing, event.SignOff)
			}
		}
		all[event.Arrival] = t
	}
	return all, nil
}

// sinceArrival are the files of a journal that can tell of an arrival, or of later ones:
// while a form waits for signatures all are read at every start. A key that does not tell
// its time has them all.
func sinceArrival(files []string, key string) []string {
	at, err := time.Parse("20060102", key[:min(8, len(key))])
	if err != nil {
		return files
	}
	first := at.AddDate(0, 0, -1).Format("2006") + ".jsonl" // keys are in UTC, and clocks are set back
	return slices.DeleteFunc(files, func(file string) bool { return filepath.Base(file) < first })
}
