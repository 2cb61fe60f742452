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
	mu      sync.Mutex
	edition edition
	opened  *held
	closer  *time.Timer
}

// held is an open edition, which is closed when nobody uses it any more.
type held struct {
	bleve.Index
	known *known
	users int // guarded by the reader's mutex
}

// hold returns an edition, opened by open if it is not yet. release is to be
// called when it is done with; damaged keeps it from being used again.
func (r *reader) hold(e edition, open func() (bleve.Index, error)) (_ *held, release func(damaged bool) error, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.opened == nil || r.edition.Folder != e.Folder {
		index, err := open()
		if err != nil {
			return nil, nil, err
		}
		var before *known
		if r.opened != nil {
			before = r.opened.known
		}
		// Nothing was written to the one before: that it may fail to close hurts
		// nobody.
		_ = r.drop()
		r.opened = &held{index, before.after(r.edition, e), 1} // the reader uses it itself
		r.edition = e
	}
	if r.closer != nil {
		r.closer.Stop()
	}
	r.closer = time.AfterFunc(idle, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		_ = r.drop()
	})
	opened := r.opened
	opened.users++
	return opened, func(damaged bool) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		err := opened.done()
		if damaged && r.opened == opened {
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
	opened := r.opened
	r.opened = nil
	return opened.done()
}

func (h *held) done() error {
	h.users--
	if h.users > 0 {
		return nil
	}
	return h.Close()
}
