package engine

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// Bleve writes and merges in the background, and when that fails, for a damaged
// file or a full disk, it says so only to a callback: callers go on
// waiting for it for ever. Closing the index lets them go, unless what failed had a
// batch to answer: then it holds the lock that closing needs. So the watchdog closes the
// index when Bleve reports a failure, and after a time of grace leaves those that
// still wait behind, with the folder, which the caller gives up.

// callback is the name under which Bleve knows the watchdog.
const callback = "gongwen"

// underWatch are the indexes being written, by their folder.
var underWatch sync.Map // string → *watched

func init() {
	scorch.RegistryAsyncErrorCallbacks[callback] = func(err error, store string) {
		if w, ok := underWatch.Load(filepath.Dir(store)); ok {
			go w.(*watched).fail(err)
		}
	}
}

// grace is how long a caller has after a failure to come back.
const grace = 10 * time.Second

// watched is one index being written.
type watched struct {
	dir     string
	grace   time.Duration
	expired chan struct{} // closed when the time of grace is over

	mu     sync.Mutex
	opened bleve.Index // nil before, and once it is being closed
	failed error       // in the background
}

// watch calls fn, which has Bleve write to a folder, and closes what it opened.
// When Bleve fails in the background fn is let go or left behind, and the error is
// that failure.
func watch(dir string, grace time.Duration, fn func(*watched) error) (err error) {
	w := &watched{dir: dir, grace: grace, expired: make(chan struct{})}
	underWatch.Store(dir, w)
	defer underWatch.Delete(dir)
	returned := make(chan error, 1)
	go func() {
		returned <- guard(dir, func() (err error) {
			defer func() { err = errors.Join(err, w.close()) }()
			return fn(w)
		})
	}()
	select {
	case err = <-returned:
	case <-w.expired:
	}
	if failed := w.failure(); failed != nil {
		return failed // the rest only follows from it
	}
	return err
}

func (w *watched) opens(opened bleve.Index) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opened = opened
}

// close closes the index, once.
func (w *watched) close() error {
	w.mu.Lock()
	opened := w.opened
	w.opened = nil
	w.mu.Unlock()
	if opened == nil {
		return nil
	}
	return opened.Close()
}

func (w *watched) fail(err error) {
	w.mu.Lock()
	if w.failed == nil {
		w.failed = err
		time.AfterFunc(w.grace, func() { close(w.expired) })
	}
	w.mu.Unlock()
	_ = w.close() // the failure is reported; the folder is given up
}

// failure is what went wrong in the background, or nil. What could not be written
// may be written another time; anything else is damage.
func (w *watched) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.failed == nil:
		return nil
	case errors.Is(w.failed, ErrDamaged):
		return w.failed
	case errors.Is(w.failed, scorch.ErrPersist):
		return fmt.Errorf("%s：索引写不进去（%w）", w.dir, w.failed)
	}
	return fmt.Errorf("%s：%w（%w）", w.dir, ErrDamaged, w.failed)
}
