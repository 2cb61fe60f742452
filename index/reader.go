package index

import (
	"errors"
	"path/filepath"
	"sync"
	"time"

	"gongwen/index/engine"
)

// idle is how long a generation is kept open for the next search. Opening one takes
// longer than most searches; but the disk gets nothing back of a generation that
// was replaced as long as it is open.
const idle = 30 * time.Second

// reader is the generation that was searched in last.
type reader struct {
	mu         sync.Mutex
	generation generation
	opened     *shared
	closer     *time.Timer
}

// shared is an open generation, which is closed when nobody uses it any more.
type shared struct {
	*engine.Reader
	users int // guarded by the reader's mutex
}

// hold returns a generation, opened from dir if it is not yet. release is to be
// called when it is done with; damaged keeps it from being used again.
func (r *reader) hold(g generation, dir string) (_ *engine.Reader, release func(damaged bool) error, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.opened == nil || r.generation.Folder != g.Folder {
		opened, err := engine.Open(dir, g.Records)
		if err != nil {
			return nil, nil, err
		}
		if r.opened != nil {
			opened.Inherit(r.opened.Reader, g.segmentsOf(r.generation))
		}
		// Nothing was written to the one before, so a failure to close it loses
		// nothing.
		_ = r.drop()
		r.opened = &shared{opened, 1} // the reader uses it itself
		r.generation = g
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
	return opened.Reader, func(damaged bool) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		err := opened.done()
		if damaged && r.opened == opened {
			err = errors.Join(err, r.drop())
		}
		return err
	}, nil
}

// drop lets the open generation go; the last who uses it closes it.
func (r *reader) drop() error {
	if r.opened == nil {
		return nil
	}
	opened := r.opened
	r.opened = nil
	return opened.done()
}

func (s *shared) done() error {
	s.users--
	if s.users > 0 {
		return nil
	}
	return s.Close()
}

// segmentsOf are the base names of the files that another generation has, too.
func (g generation) segmentsOf(other generation) (segments []string) {
	for path, stamp := range g.Files {
		if other.Files[path] == stamp {
			segments = append(segments, filepath.Base(path))
		}
	}
	return segments
}
