package inbox

import "time"

// plan is what there is to do in a folder at one look.
type plan struct {
	*tracker
	in    *folder
	now   time.Time
	tasks []Task
	// quiet is set while no form of this folder is in hand, about to be, or still being
	// copied: then what no form names belongs to none.
	quiet bool
	// coming is set while something here is still being copied, or yet to be read.
	coming bool
	// Of the forms here, which name a file that is here, and which one that is in hand
	// for another form.
	takes, lent map[string]bool
}

// longestHeld is how long a form with attachments is held in an inbox where files are
// still being copied: one of them may be a form that needs the same attachment. It is
// short, for in a busy inbox there is always something.
const longestHeld = 5 * time.Second

// inFolder says what there is to do in a folder: first read what may be a form, then
// take the forms, then what belongs to none.
func (r *tracker) inFolder(in *folder, unstable bool, now time.Time) []Task {
	if unstable && in.dropped() {
		return nil // a folder dropped whole is taken whole
	}
	p := plan{tracker: r, in: in, now: now, quiet: !unstable}
	unread, since := r.sort(in, unstable)
	p.coming = unstable || len(unread) > 0
	p.findTaken()
	for _, f := range unread {
		if p.idle(f) {
			p.begin(Task{File: f, read: true})
		}
		p.quiet = false
	}
	if len(unread) > 0 && in.dropped() {
		return p.tasks
	}
	for _, f := range in.files {
		if p.idle(f) {
			p.form(f, since)
		}
	}
	switch {
	case !p.quiet:
	case in.dropped():
		p.leftInFolder()
	default:
		for _, f := range in.files {
			p.left(f)
		}
	}
	return p.tasks
}

func (p *plan) begin(t Task) {
	t.folder = p.in
	p.tasks = append(p.tasks, t)
	p.quiet = false
}

// idle reports whether a file may be looked at now.
func (p *plan) idle(f File) bool {
	if w, waiting := p.waiting[f.Path]; p.busy[f.Path] || waiting && p.now.Before(w.due) {
		p.quiet = false
		return false
	}
	return true
}

// waited reports whether a file has waited for so long.
func (p *plan) waited(f File, long time.Duration) bool {
	w, waiting := p.waiting[f.Path]
	return long == 0 || waiting && p.now.Sub(w.since) >= long
}

// form says what to do about a file that may be a form. Since is the look that saw the
// first file here that has not been read: whatever came before that can be taken,
// though new files come all the time.
func (p *plan) form(f File, since int) {
	w, waiting := p.waiting[f.Path]
	overdue := waiting && p.now.Sub(w.since) >= p.patience
	if f.Irregular {
		p.begin(Task{File: f})
		return
	}
	if !f.mayBeForm() || p.in.sorted.IsAttachment(f.Name()) || p.in.sorted.Ours[f.Name()] {
		return
	}
	switch k := p.know(f); {
	case k.read && !k.Form && (k.MaybeAttachment || p.in.dropped()): // see left
	case k.first >= since:
		p.quiet = false
	case k.read && !k.Form:
		p.begin(Task{File: f, overdue: true, stray: true})
	case k.refused != nil:
		// When what was taken in its place has gone, or, of two that are refused, first.
		if twin := p.twin(f); twin == nil || twin.refused != nil && !k.Marked {
			p.begin(Task{File: f, overdue: true, refused: k.refused})
		}
	case p.givesWay(f, k): // to its form, which looks at both
	case p.lent[f.Name()]:
		// Not for long, as a rule; but where the other form cannot be taken either,
		// the ledger should say so.
		p.waiting[f.Path] = waitingEntry{since: p.since(f), reason: attachmentInHand, degree: w.degree}
		p.changed = p.changed || !waiting
		p.quiet = false
	case p.coming && !overdue && p.hold(f, k):
		p.quiet = false
	case waiting && w.stamp == p.in.stamp && !overdue: // for its attachments
	default:
		p.begin(Task{File: f, overdue: overdue})
	}
}

func (p *plan) since(f File) time.Time {
	if w, waiting := p.waiting[f.Path]; waiting {
		return w.since
	}
	return p.now
}

// twin is what is known of the other copy of a form; nil where there is none here.
func (p *plan) twin(f File) *known {
	other, ok := p.in.sorted.Twin[f.Name()]
	if !ok {
		return nil
	}
	return p.known[p.in.file(other).Path]
}

// givesWay reports whether a form is a marked copy that its form takes along or
// decides upon.
func (p *plan) givesWay(f File, k *known) bool {
	twin := p.twin(f)
	return k.Marked && twin != nil && twin.refused == nil
}

// hold reports whether a form is held for now, since it would take attachments along.
func (p *plan) hold(f File, k *known) bool {
	if !p.takes[f.Name()] {
		return false
	}
	if k.held.IsZero() {
		k.held = p.now
	}
	return p.now.Sub(k.held) < longestHeld
}

// findTaken finds out which forms would take files along. In an inbox there may be ten
// thousand of them: so that is done once a look.
func (p *plan) findTaken() {
	p.takes, p.lent = map[string]bool{}, map[string]bool{}
	for file, forms := range p.in.sorted.Of {
		busy := p.busy[p.in.file(file).Path]
		for _, f := range forms {
			p.takes[f] = true
			p.lent[f] = p.lent[f] || busy
		}
	}
}

// left says what to do about a file in an inbox itself that no form names: it waits
// for one, and goes back in the end. What is ours goes.
func (p *plan) left(f File) {
	if f.Irregular || p.in.sorted.IsAttachment(f.Name()) {
		return
	}
	_, waiting := p.waiting[f.Path]
	patience := p.patience
	if f.mayBeForm() {
		if k := p.know(f); !k.read || k.Form && !p.in.sorted.Ours[f.Name()] {
			return
		}
		patience = p.brief
	}
	if overdue := p.waited(f, patience); overdue || !waiting {
		p.begin(Task{File: f, overdue: overdue, stray: true})
	}
}

// leftInFolder says what to do about what no form names in a folder that was dropped
// whole. It stays together: where it goes back, it goes back as one. What was meant
// as the form comes first.
func (p *plan) leftInFolder() {
	var all []File
	first, highest := 0, 0
	for _, f := range p.in.files {
		if f.Irregular || p.in.sorted.IsAttachment(f.Name()) {
			continue
		}
		rank := 0
		if f.mayBeForm() && !p.in.sorted.Ours[f.Name()] {
			k := p.know(f)
			if k.read && k.Form {
				return // it waits for its attachments, and these will go with it
			}
			if rank = 1; k.read && !k.MaybeAttachment {
				rank = 2
			}
		}
		if rank > highest {
			first, highest = len(all), rank
		}
		all = append(all, f)
	}
	if len(all) == 0 {
		return
	}
	f, patience := all[first], []time.Duration{p.patience, p.brief, 0}[highest]
	t := Task{File: f, overdue: p.waited(f, patience), stray: true}
	t.with = append(append(t.with, all[:first]...), all[first+1:]...)
	if _, waiting := p.waiting[f.Path]; t.overdue || !waiting {
		p.begin(t)
	}
}
