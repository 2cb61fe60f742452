package intake

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options set how an inbox is watched.
type Options struct {
	Settle time.Duration // how long a file must lie still
	Rescan time.Duration // how often to look without an event
	Poll   bool          // look only on the timer: for shares whose events never come
}

// Watcher looks at one inbox again and again.
type Watcher struct {
	dir     string
	options Options
	scanner *Scanner
	wake    chan struct{} // one slot: any number of events make one look
}

// NewWatcher watches the folder dir.
func NewWatcher(dir string, o Options) *Watcher {
	return &Watcher{dir: dir, options: o, scanner: NewScanner(o.Settle), wake: make(chan struct{}, 1)}
}

// Wake makes the next look come at once. It never blocks.
func (w *Watcher) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// gather is how long a look waits after an event for the ones that follow it: a
// folder of a hundred files is dropped in a hundred events.
const gather = 50 * time.Millisecond

// Run looks at the inbox until ctx ends and calls each with every look. Each may
// ask for the next look after a time; 0 leaves it to events and the timer.
func (w *Watcher) Run(ctx context.Context, each func(Look) (again time.Duration)) {
	watches := w.listen(ctx)
	if watches != nil {
		defer watches.Close()
	}
	for {
		look := w.scan()
		if watches != nil {
			for _, dir := range look.Dirs {
				// A folder that cannot be watched is still scanned on the timer.
				_ = watches.Add(filepath.Join(w.dir, filepath.FromSlash(dir)))
			}
		}
		next := w.options.Rescan
		if again := each(look); again > 0 {
			next = min(next, again)
		}
		if len(look.Stirring) > 0 {
			next = min(next, w.options.Settle)
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

// Settle looks until every file now in the inbox has settled or changed for
// longer than patience, and returns the last look.
func (w *Watcher) Settle(ctx context.Context, patience time.Duration) (Look, error) {
	deadline := time.Now().Add(patience)
	for {
		look := w.scan()
		if len(look.Stirring) == 0 || time.Now().After(deadline) {
			return look, nil
		}
		timer := time.NewTimer(max(w.options.Settle, 10*time.Millisecond))
		select {
		case <-ctx.Done():
			timer.Stop()
			return look, ctx.Err()
		case <-timer.C:
		}
	}
}

func (w *Watcher) scan() Look {
	// The root confines every later step to the inbox, and is opened anew each
	// time because shares are unmounted and folders replaced.
	root, err := os.OpenRoot(w.dir)
	if err != nil {
		return Look{Errs: []error{fmt.Errorf("收件文件夹打不开：%w", err)}}
	}
	defer root.Close()
	return w.scanner.Scan(root.FS(), time.Now())
}

// listen turns file system events into wakes. It returns nil when polling is
// asked for or events are not to be had here; the timer then does the work.
func (w *Watcher) listen(ctx context.Context) *fsnotify.Watcher {
	if w.options.Poll {
		return nil
	}
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
				if !IsDebris(filepath.Base(event.Name)) {
					w.Wake()
				}
			case _, ok := <-watches.Errors: // overflow: some events were lost, so look
				if !ok {
					return
				}
				w.Wake()
			}
		}
	}()
	return watches
}
