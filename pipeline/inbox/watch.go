package inbox

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"gongwen/archive/shared"
	"gongwen/pipeline/deadline"
)

// Mode is how a unit's inbox is watched.
type Mode string

const (
	// Both is the usual: events make the look come at once, and the timer finds
	// what raised none.
	Both Mode = "both"
	// Events leaves out the timer: for large folders on a slow but local disk.
	Events Mode = "events"
	// Poll leaves out the events: for shares whose events never come, or come
	// without end.
	Poll Mode = "poll"
)

// Options set how an inbox is watched.
type Options struct {
	Watch  Mode          // "" is Both
	Settle time.Duration // how long a file must lie still
	Rescan time.Duration // how often to look without an event
}

// Watcher looks at the inboxes again and again.
type Watcher struct {
	dir     string
	options func(unit string) Options
	ask     deadline.Ask
	scanner *Scanner
	wake    chan struct{} // one slot: any number of events make one look
	deaf    bool          // no events come, as setting up the watching of a folder hangs

	mu      sync.Mutex
	touched map[string]bool // units to look at next time
	all     bool            // every unit
	next    map[string]time.Time
}

// NewWatcher watches the folder dir, in which every unit has its inbox. What may
// not come back is done with ask.
func NewWatcher(dir string, options func(unit string) Options, ask deadline.Ask) *Watcher {
	w := &Watcher{dir: dir, options: options, ask: ask, wake: make(chan struct{}, 1), touched: map[string]bool{}, next: map[string]time.Time{}}
	w.scanner = NewScanner(func(unit string) time.Duration { return options(unit).Settle }, ask, w.Wake)
	return w
}

// Wake makes the next look come at once. It never blocks.
func (w *Watcher) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Touch makes the next look, whenever it comes, look at the inbox in which a file
// lies, below dir: something has changed there.
func (w *Watcher) Touch(file string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	unit, _, _ := strings.Cut(file, "/")
	w.touched[unit] = true
}

// gather is how long a look waits after an event for the ones that follow it: a
// folder of a hundred files is dropped in a hundred events.
const gather = 50 * time.Millisecond

// Run looks at the inbox until ctx ends and calls each with every look. Each may
// ask for the next look after a time; 0 leaves it to events and the timer.
func (w *Watcher) Run(ctx context.Context, each func(Look) (again time.Duration)) {
	watches := w.listen(ctx)
	if watches != nil {
		defer func() {
			if !w.deaf { // else this would hang, too
				watches.Close()
			}
		}()
	}
	for {
		look := w.scan(false)
		if watches != nil {
			w.watch(watches, look.Dirs)
		}
		next := w.wait(look, time.Now())
		if again := each(look); again > 0 {
			next = min(next, again)
		}
		timer := time.NewTimer(next)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		case <-w.wake:
			timer.Reset(gather)
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
			}
		}
	}
}

// watch asks for the events of the folders of a look. In one that has died since,
// that may not come back, and then there are no events from any: the timer has to
// do their work.
func (w *Watcher) watch(watches *fsnotify.Watcher, dirs []string) {
	w.deaf = w.ask.Do("inbox", "watch", func() error {
		for _, dir := range dirs {
			if unit, _, _ := strings.Cut(dir, "/"); w.options(unit).Watch != Poll || dir == "." {
				// A folder that cannot be watched is still scanned on the timer.
				_ = watches.Add(filepath.Join(w.dir, filepath.FromSlash(dir)))
			}
		}
		return nil
	}) != nil
}

// wait is how long until the next look is due.
func (w *Watcher) wait(look Look, now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	wait := w.options("").Rescan // new units are found in the inbox itself
	for unit, next := range w.next {
		switch o := w.options(unit); {
		case w.scanner.Unstable(unit):
			wait = min(wait, o.Settle)
		case o.Watch != Events || w.deaf:
			wait = min(wait, next.Sub(now))
		}
	}
	if look.Unstable["."] {
		wait = min(wait, w.options("").Settle)
	}
	return max(wait, time.Millisecond)
}

// Settle looks until every file now in the inbox has settled or changed for
// longer than patience, and returns the last look.
func (w *Watcher) Settle(ctx context.Context, patience time.Duration) (Look, error) {
	deadline := time.Now().Add(patience)
	for {
		look := w.scan(true)
		// A folder that is slow to answer is waited for; one that does not answer in
		// time is not.
		if !w.scanner.Awaited() && (len(look.Unstable) == 0 || time.Now().After(deadline)) {
			return look, nil
		}
		pause := time.Second
		for dir := range look.Unstable {
			unit, _, _ := strings.Cut(dir, "/")
			pause = min(pause, w.options(unit).Settle)
		}
		timer := time.NewTimer(max(pause, 10*time.Millisecond))
		select {
		case <-ctx.Done():
			timer.Stop()
			return look, ctx.Err()
		case <-timer.C:
		}
	}
}

// scan looks at the units that are due, or at all.
func (w *Watcher) scan(all bool) Look {
	w.mu.Lock()
	touched := w.touched
	all = all || w.all
	w.touched, w.all = map[string]bool{}, false
	w.mu.Unlock()
	now := time.Now()
	next := map[string]time.Time{}
	look := w.scanner.Scan(w.open, now, func(unit string) bool {
		o := w.options(unit)
		last := w.next[unit]
		due := all || touched[unit] || w.scanner.Unstable(unit) || (o.Watch != Events || w.deaf) && !now.Before(last)
		if !due {
			next[unit] = last
		}
		return due
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, dir := range look.Dirs {
		if dir != "." && !strings.Contains(dir, "/") && next[dir].IsZero() {
			next[dir] = now.Add(w.options(dir).Rescan)
		}
	}
	// What was touched may have been passed by the scan that is out: it is looked
	// at again when that has come back.
	later := func(unit string) {
		next[unit] = now.Add(w.options(unit).Rescan)
		if all || touched[unit] {
			w.touched[unit] = true
		}
	}
	for unit := range look.Unanswered {
		later(unit)
	}
	if look.Unanswered[""] {
		for unit := range w.next {
			later(unit)
		}
	}
	w.next = next
	return look
}

// open opens the inbox.
func (w *Watcher) open() (Root, error) {
	inbox, err := shared.OpenInbox(w.dir)
	if err != nil {
		return nil, err
	}
	return struct {
		shared.FS
		io.Closer
	}{inbox.FS(), inbox}, nil
}

// listen turns file system events into looks. It returns nil when events are not
// to be had here; the timer then does the work.
func (w *Watcher) listen(ctx context.Context) *fsnotify.Watcher {
	watches, err := fsnotify.NewWatcher()
	if err != nil {
		return nil
	}
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case event, ok := <-watches.Events:
				if !ok {
					return
				}
				if file, err := filepath.Rel(w.dir, event.Name); err == nil && !shared.IsIgnored(filepath.Base(event.Name)) {
					w.Touch(filepath.ToSlash(file))
					w.Wake()
				}
			case _, ok := <-watches.Errors: // overflow: some events were lost, so look
				if !ok {
					return
				}
				w.mu.Lock()
				w.all = true
				w.mu.Unlock()
				w.Wake()
			}
		}
	}()
	return watches
}
