package inbox

import (
	"slices"
	"sync"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/retry"
)

// tracker knows, for every file lying in the inboxes, whether a worker has it
// in hand or it was looked at and left where it is. It decides what to look at
// next. Its methods may be called from several workers.
type tracker struct {
	patience time.Duration // how long a form waits for attachments, and a stray for its form

	// brief is how long a file with the extension of a form waits that is none, and does
	// not claim to be one: it may be an attachment, but more likely its owner wants to
	// know now.
	brief time.Duration

	mu      sync.Mutex
	busy    map[string]bool
	waiting map[string]waitingEntry
	known   map[string]*known // files that may be forms, by path
	kept    int               // of known, that are held in memory
	looks   int
	changed bool // in what ledger gives
}

// longestBrief bounds how long such a file waits: as long as it takes to copy the
// form that belongs to it after it.
const longestBrief = time.Minute

// waitingEntry is a file that stays in the inbox for now.
type waitingEntry struct {
	since time.Time // first seen waiting
	// stamp tells how the file's folder looked. While that is unchanged there is
	// no use in reading the file again.
	stamp string
	// stray is set for a file that is no form: it waits for one that names it.
	stray  bool
	reason string
	degree string // of secrecy, as in Task
	// Of a file that could not be taken: how often that was tried, and when it will
	// be again.
	tries int
	due   time.Time
}

func newTracker(patience time.Duration) *tracker {
	return &tracker{patience: patience, brief: min(patience, longestBrief), busy: map[string]bool{}, waiting: map[string]waitingEntry{}, known: map[string]*known{}}
}

// Task is one file to be looked at by a worker.
type Task struct {
	File
	folder  *folder
	read    bool // only read it: others beside it may be its forms or its attachments
	overdue bool // has waited long enough: take it as it is
	stray   bool // belongs to no form, as far as is known
	// with are the files that are given back with a stray: those of its folder.
	with    []File
	refused *form.Finding // it goes back whatever it says
	degree  string        // of secrecy, once the form was read; empty while or where it was not
}

// tasks says what there is to do about the files of one look, at most limit
// tasks, unit by unit in turn: a unit that drops ten thousand forms does not
// keep the others waiting. More tells that there was more to do. The files of
// each task are marked busy until done is called.
func (r *tracker) tasks(look Look, now time.Time, limit int) (tasks []Task, more bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.looks++
	r.forgetGone(look)
	var units []string
	byUnit := map[string][]Task{}
	for _, f := range byFolder(look.Settled) {
		found := r.inFolder(f, look.Unstable[f.path], now)
		if len(found) == 0 {
			continue
		}
		unit := found[0].Unit()
		if byUnit[unit] == nil {
			units = append(units, unit)
		}
		byUnit[unit] = append(byUnit[unit], found...)
	}
	for n := 0; len(units) > 0; n++ {
		units = slices.DeleteFunc(units, func(unit string) bool { return n >= len(byUnit[unit]) })
		for _, unit := range units {
			if len(tasks) == limit {
				return tasks, true
			}
			t := byUnit[unit][n]
			r.busy[t.Path] = true
			tasks = append(tasks, t)
		}
	}
	return tasks, false
}

// nextTry is when the first of the files that could not be taken is to be tried
// again; zero when there is none. One whose time has come is in hand, or lies in a
// folder that nothing is known of: a look will tell.
func (r *tracker) nextTry(now time.Time) (next time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range r.waiting {
		if w.due.After(now) && (next.IsZero() || w.due.Before(next)) {
			next = w.due
		}
	}
	return next
}

// leave notes that a file stays in the inbox, and why; no reason means that it
// is not for long. It reports whether there is something new to say.
func (r *tracker) leave(t Task, now time.Time, stray bool, reason string) bool {
	return r.note(t, now, waitingEntry{stamp: t.folder.stamp, stray: stray, reason: reason})
}

// fail notes that a file could not be taken, and reports whether there is something
// new to say.
func (r *tracker) fail(t Task, now time.Time, reason string) bool {
	r.mu.Lock()
	tries := r.waiting[t.Path].tries
	r.mu.Unlock()
	return r.note(t, now, waitingEntry{stray: t.stray, reason: reason, tries: tries + 1, due: now.Add(retry.Pause(tries))})
}

func (r *tracker) note(t Task, now time.Time, w waitingEntry) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	was, waiting := r.waiting[t.Path]
	w.since, w.degree = now, t.degree
	if waiting {
		w.since = was.since
	}
	r.waiting[t.Path] = w
	r.changed = r.changed || was.reason != w.reason || was.degree != w.degree
	return w.reason != "" && was.reason != w.reason
}

// ledger is what the ledger should say of the inboxes. Changed reports whether it
// should say anything else than the last time.
func (r *tracker) ledger() (waiting []catalogue.Arrival, changed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.changed {
		return nil, false
	}
	r.changed = false
	for path, w := range r.waiting {
		if w.reason != "" {
			waiting = append(waiting, catalogue.Arrival{Unit: archive.UnitOf(path), Path: path, Arrived: w.since, Reason: w.reason, Degree: w.degree})
		}
	}
	return waiting, true
}

// markChanged makes ledger give again what could not be entered.
func (r *tracker) markChanged() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changed = true
}

// hold takes files in hand.
func (r *tracker) hold(paths ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, path := range paths {
		r.busy[path] = true
	}
}

// done lets go of files that were in hand.
func (r *tracker) done(paths ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, path := range paths {
		delete(r.busy, path)
	}
}

// moved lets go of files that have left the inbox.
func (r *tracker) moved(paths ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, path := range paths {
		delete(r.busy, path)
		// The arrival's entry takes the place of the form's; those of attachments go.
		r.changed = r.changed || r.waiting[path].reason != ""
		delete(r.waiting, path)
		r.forget(path)
	}
}

// forgetGone drops what is no longer in the inbox.
func (r *tracker) forgetGone(look Look) {
	if len(look.Errs) > 0 || look.Unanswered[""] { // a folder that cannot be read is not gone
		return
	}
	here := make(map[string]bool, len(look.Settled))
	for _, f := range look.Settled {
		here[f.Path] = true
	}
	for path := range r.waiting {
		if !here[path] && !look.Unanswered[archive.UnitOf(path)] {
			delete(r.waiting, path)
			r.changed = true
		}
	}
	for path := range r.known {
		if !here[path] && !look.Unanswered[archive.UnitOf(path)] {
			r.forget(path)
		}
	}
}

// remember takes up from an earlier run that a file was waiting.
func (r *tracker) remember(a catalogue.Arrival) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting[a.Path] = waitingEntry{since: a.Arrived, reason: a.Reason, degree: a.Degree}
}
