package index

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
// file or a full disk, it says so only to a callback: whoever waits for it waits
// for ever. Closing the index lets them go, unless what has failed was to answer a
// batch: that one holds the lock that closing needs. Then they are left behind,
// with the folder, which is swept away.

const callback = "gongwen"

// atWork are the indexes being written, by their folder.
var atWork sync.Map // string → *writing

func init() {
	scorch.RegistryAsyncErrorCallbacks[callback] = func(err error, store string) {
		if w, ok := atWork.Load(filepath.Dir(store)); ok {
			go w.(*writing).fail(err)
		}
	}
}

// writing is one index being written.
type writing struct {
	lost chan struct{} // closed when whoever writes is not to be waited for any longer

	mu     sync.Mutex
	opened bleve.Index // nil before, and once it is being closed
	failed error       // in the background
}

// grace is how long whoever writes has after a failure to come back. It is a variable
// so that tests need not wait.
var grace = 10 * time.Second

// attend calls fn, which has Bleve write to a folder, and closes what it opened.
// When Bleve fails in the background fn is let go or left behind, and the error is
// that failure.
func (x *Index) attend(folder string, fn func(*writing) error) (err error) {
	dir, w := x.path(folder), &writing{lost: make(chan struct{})}
	atWork.Store(dir, w)
	defer atWork.Delete(dir)
	back := make(chan error, 1)
	go func() {
		back <- x.guard(folder, func() (err error) {
			defer func() { err = errors.Join(err, w.close()) }()
			return fn(w)
		})
	}()
	select {
	case err = <-back:
	case <-w.lost:
	}
	if failed := w.background(dir); failed != nil {
		return failed // the rest only follows from it
	}
	return err
}

func (w *writing) opens(opened bleve.Index) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opened = opened
}

// close closes the index, once.
func (w *writing) close() error {
	w.mu.Lock()
	opened := w.opened
	w.opened = nil
	w.mu.Unlock()
	if opened == nil {
		return nil
	}
	return opened.Close()
}

func (w *writing) fail(err error) {
	w.mu.Lock()
	if w.failed == nil {
		w.failed = err
		time.AfterFunc(grace, func() { close(w.lost) })
	}
	w.mu.Unlock()
	_ = w.close() // what failed is told; the folder is given up
}

// background is what went wrong there, or nil. What could not be written may be
// written another time; anything else is damage.
func (w *writing) background(dir string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.failed == nil:
		return nil
	case errors.Is(w.failed, scorch.ErrPersist):
		return fmt.Errorf("%s：索引写不进去（%w）", dir, w.failed)
	}
	return fmt.Errorf("%s：%w（%w）", dir, ErrDamaged, w.failed)
}
