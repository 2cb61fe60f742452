package pipeline

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/inbox"
)

// reception knows, for every file lying in the inboxes, whether a worker has it
// in hand or it was looked at and left where it is. It decides what to look at
// next. Its methods may be called from several workers.
type reception struct {
	patience time.Duration // how long a form waits for attachments, and a stray for its form

	mu      sync.Mutex
	busy    map[string]bool
	left    map[string]leaving
	given   map[string]gift // attachments that forms took, by path
	changed bool            // in what waiting tells
}

// leaving is a file that stays in the inbox for now.
type leaving struct {
	since time.Time // first seen waiting
	// stamp tells how the file's folder looked. While that is unchanged there is
	// no use in reading the file again.
	stamp string
	// stray is set for a file that is no form: it waits for one that names it.
	stray  bool
	reason string
	degree string // of secrecy, as in errand
	// Of a file that could not be taken: how often that was tried, and when it will
	// be again.
	tries int
	due   time.Time
	gifts map[string]piece // what another form took that lay beside both, by name
}

func newReception(patience time.Duration) *reception {
	return &reception{patience: patience, busy: map[string]bool{}, left: map[string]leaving{}, given: map[string]gift{}}
}

// errand is one file to be looked at by a worker.
type errand struct {
	file    inbox.File
	folder  *folder
	overdue bool // has waited long enough: take it as it is
	stray   bool // belongs to no form, as far as is known
	gifts   map[string]piece
	degree  string // of secrecy, once the form was read; empty while or where it was not
}

// folder is what one look found settled in one folder of an inbox.
type folder struct {
	path  string
	files []inbox.File
	named map[string]inbox.File
	stamp string // differs when anything in the folder has changed
}

// dropped tells a folder that somebody put into an inbox from the inbox itself.
func (f *folder) dropped() bool { return strings.Contains(f.path, "/") }

// errands says what there is to do about the files of one look, at most limit
// errands, unit by unit in turn: a unit that drops ten thousand forms does not
// keep the others waiting. More tells that there was more to do. The files of
// each errand are marked busy until done is called.
func (r *reception) errands(look inbox.Look, now time.Time, limit int) (errands []errand, more bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forgetGone(look)
	var units []string
	byUnit := map[string][]errand{}
	for _, f := range byFolder(look.Settled) {
		found := r.inFolder(f, look.Stirring[f.path], now)
		if len(found) == 0 {
			continue
		}
		unit := found[0].file.Unit()
		if byUnit[unit] == nil {
			units = append(units, unit)
		}
		byUnit[unit] = append(byUnit[unit], found...)
	}
	for n := 0; len(units) > 0; n++ {
		units = slices.DeleteFunc(units, func(unit string) bool { return n >= len(byUnit[unit]) })
		for _, unit := range units {
			if len(errands) == limit {
				return errands, true
			}
			e := byUnit[unit][n]
			r.busy[e.file.Path] = true
			errands = append(errands, e)
		}
	}
	return errands, false
}

// nextTry is when the first of the files that could not be taken is to be tried
// again; zero when there is none. One whose time has come is in hand, or lies in a
// folder that nothing is known of: a look will tell.
func (r *reception) nextTry(now time.Time) (next time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range r.left {
		if l.due.After(now) && (next.IsZero() || l.due.Before(next)) {
			next = l.due
		}
	}
	return next
}

func (r *reception) inFolder(in *folder, stirring bool, now time.Time) []errand {
	if stirring && in.dropped() {
		return nil // a folder dropped whole is taken whole
	}
	var errands []errand
	quiet := !stirring // no form of this folder is in hand, about to be, or still being copied
	begin := func(f inbox.File, overdue, stray bool) {
		errands = append(errands, errand{file: f, folder: in, overdue: overdue, stray: stray, gifts: r.left[f.Path].gifts})
	}
	for _, f := range in.files {
		if r.busy[f.Path] {
			quiet = false
			continue
		}
		was, waiting := r.left[f.Path]
		switch {
		case waiting && now.Before(was.due):
			quiet = false
		case !f.Irregular && !form.IsForm(f.Name()): // an attachment, perhaps
		case waiting && was.stray && was.stamp == in.stamp:
		case waiting && was.stamp == in.stamp && now.Sub(was.since) < r.patience:
		default:
			begin(f, waiting && now.Sub(was.since) >= r.patience, false)
			quiet = false
		}
	}
	if !quiet {
		return errands
	}
	// Every form here has had its pick of the attachments. What is left belongs
	// to none of them.
	for _, f := range in.files {
		was, waiting := r.left[f.Path]
		switch {
		case waiting && !was.stray && form.IsForm(f.Name()): // a form waiting for its attachments
		case waiting && form.IsForm(f.Name()):
			// Meant as a form, more likely than not: its owner wants to know now.
			begin(f, true, true)
		case waiting && now.Sub(was.since) >= r.patience:
			begin(f, true, true)
		case !waiting:
			begin(f, r.patience == 0, true)
		}
	}
	return errands
}

// leave notes that a file stays in the inbox, and why; no reason means that it
// is not for long. It tells whether there is something new to say.
func (r *reception) leave(e errand, stamp string, now time.Time, stray bool, reason string) bool {
	return r.note(e, now, leaving{stamp: stamp, stray: stray, reason: reason})
}

// fail notes that a file could not be taken, and tells whether there is something
// new to say.
func (r *reception) fail(e errand, now time.Time, reason string) bool {
	r.mu.Lock()
	tries := r.left[e.file.Path].tries
	r.mu.Unlock()
	return r.note(e, now, leaving{stray: e.stray, reason: reason, tries: tries + 1, due: now.Add(pauseAfter(tries))})
}

func (r *reception) note(e errand, now time.Time, l leaving) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	was, waiting := r.left[e.file.Path]
	l.since, l.degree = now, e.degree
	if waiting {
		l.since = was.since
	}
	r.left[e.file.Path] = l
	r.changed = r.changed || was.reason != l.reason || was.degree != l.degree
	return l.reason != "" && was.reason != l.reason
}

// waiting is what the ledger should say of the inboxes. Changed tells whether it
// should say anything else than the last time.
func (r *reception) waiting() (waiting []catalogue.Arrival, changed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.changed {
		return nil, false
	}
	r.changed = false
	for path, l := range r.left {
		if l.reason != "" {
			waiting = append(waiting, catalogue.Arrival{Unit: inbox.UnitOf(path), Path: path, Arrived: l.since, Reason: l.reason, Degree: l.degree})
		}
	}
	return waiting, true
}

// tellAgain makes waiting tell again what could not be entered.
func (r *reception) tellAgain() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changed = true
}

// hold takes files in hand.
func (r *reception) hold(paths ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, path := range paths {
		r.busy[path] = true
	}
}

// done lets go of files that were in hand.
func (r *reception) done(paths ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, path := range paths {
		delete(r.busy, path)
		delete(r.given, path)
	}
}

// taken lets go of files that have left the inbox.
func (r *reception) taken(paths ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, path := range paths {
		delete(r.busy, path)
		// The arrival's entry takes the place of the form's; those of attachments go.
		r.changed = r.changed || r.left[path].reason != ""
		delete(r.left, path)
	}
}

// forgetGone drops what is no longer in the inbox.
func (r *reception) forgetGone(look inbox.Look) {
	if len(look.Errs) > 0 || look.Unanswered[""] { // a folder that cannot be read is not gone
		return
	}
	here := make(map[string]bool, len(look.Settled))
	for _, f := range look.Settled {
		here[f.Path] = true
	}
	for path := range r.left {
		if !here[path] && !look.Unanswered[inbox.UnitOf(path)] {
			delete(r.left, path)
			r.changed = true
		}
	}
	// Forms that lay beside an attachment when it was taken are in hand, or wait
	// with it noted.
	if len(r.busy) == 0 {
		clear(r.given)
	}
}

// byFolder parts files by the folder they lie in, in the order of the look.
func byFolder(files []inbox.File) []*folder {
	var folders []*folder
	at := map[string]*folder{}
	for _, f := range files {
		in := at[f.Dir()]
		if in == nil {
			in = &folder{path: f.Dir(), named: map[string]inbox.File{}}
			at[f.Dir()] = in
			folders = append(folders, in)
		}
		in.files = append(in.files, f)
		in.named[norm.NFC.String(f.Name())] = f
	}
	for _, in := range folders {
		hash := sha256.New()
		for _, f := range in.files {
			fmt.Fprintf(hash, "%q %d %d %t\n", f.Path, f.Size, f.ModTime.UnixNano(), f.Irregular)
		}
		in.stamp = string(hash.Sum(nil))
	}
	return folders
}

// remember takes up from an earlier run that a file was waiting.
func (r *reception) remember(a catalogue.Arrival) {
	r.left[a.Path] = leaving{since: a.Arrived, reason: a.Reason, degree: a.Degree}
}
