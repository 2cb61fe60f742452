package index

import (
	"errors"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
)

// idle is how long an edition is kept open for the next search. Opening one takes
// longer than most searches; but the disk gets nothing back of an edition that
// was replaced as long as it is open.
const idle = 30 * time.Second

// reader is the edition that was searched in last.
type reader struct {
	mu     sync.Mutex
	folder string
	opened *counted
	closer *time.Timer
}

// counted is an open index that is closed when nobody uses it any more.
type counted struct {
	bleve.Index
	users int // guarded by the reader's mutex
}

// hold returns the index in a folder, opened by open if it is not yet. release is
// to be called when it is done with; damaged keeps it from being used again.
func (r *reader) hold(folder string, open func() (bleve.Index, error)) (opened bleve.Index, release func(damaged bool) error, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.opened == nil || r.folder != folder {
		index, err := open()
		if err != nil {
			return nil, nil, err
		}
		// Nothing was written to the one before: that it may fail to close hurts
		// nobody.
		_ = r.drop()
		r.folder, r.opened = folder, &counted{index, 1} // the reader uses it itself
	}
	if r.closer != nil {
		r.closer.Stop()
	}
	r.closer = time.AfterFunc(idle, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		_ = r.drop()
	})
	held := r.opened
	held.users++
	return held.Index, func(damaged bool) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		err := held.done()
		if damaged && r.opened == held {
			err = errors.Join(err, r.drop())
		}
		return err
	}, nil
}

// drop lets the open index go; the last who uses it closes it.
func (r *reader) drop() error {
	if r.opened == nil {
		return nil
	}
	held := r.opened
	r.opened = nil
	return held.done()
}

func (c *counted) done() error {
	c.users--
	if c.users > 0 {
		return nil
	}
	return c.Close()
}
