// Package deadline runs steps that may never come back: what is asked of a
// folder on another machine. When that machine or the way to it is dead, a call
// into the folder does not fail. It waits, for days, and nothing can end it.
//
// So such a step runs in a goroutine of its own, and the caller is told after a
// while that the place does not answer. The goroutine is left behind, with its
// thread. Two rules keep that from doing harm:
//
//   - A place in which several steps hang is not asked again until one of them
//     has come back, so that what is left behind stays bounded.
//   - A step is never begun while one of the same name is still out. Two movers
//     of one file never meet; the late one finishes alone, and the next try finds
//     its work done.
//
// What a step finds out it leaves in variables of the caller's, who may look at
// them only when Do has said that the step came back.
package deadline

import (
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// Limit is how long a place on a network may take for one step.
const Limit = 30 * time.Second

// most is how many late steps a place may have and still be asked for more: one
// file alone may hang, and the others beside it be well.
const most = 4

// Steps are the steps that are out.
type Steps struct {
	limit time.Duration

	mu  sync.Mutex
	out map[*step]bool // whether it is late
}

type step struct{ place, name string }

// Ask is the Do of some Steps. A nil Ask takes every place for one that answers.
type Ask func(place, name string, step func() error) error

// Do asks.
func (a Ask) Do(place, name string, step func() error) error {
	if a == nil {
		return step()
	}
	return a(place, name, step)
}

// New makes steps that are late after limit.
func New(limit time.Duration) *Steps { return &Steps{limit: limit, out: map[*step]bool{}} }

// NoAnswer is the error for a step that has not come back in time, or was not
// begun because others have not.
type NoAnswer struct {
	Place string
	Out   bool // it was begun, and may still come back
}

func (e *NoAnswer) Error() string {
	return e.Place + Says
}

// Says is what a NoAnswer says of its place.
const Says = " 没有回应，请检查这个文件夹所在的网络或磁盘，恢复后会自动继续办理"

// Do runs a step in a place, such as the folder inbox/区财政局. Of the steps with
// one name only one is out at a time; those without a name are told from each
// other.
func (s *Steps) Do(place, name string, do func() error) error {
	this := &step{place, name}
	if !s.begin(this) {
		return &NoAnswer{Place: place}
	}
	type outcome struct {
		err   error
		crash string
	}
	back := make(chan outcome, 1)
	go func() {
		var came outcome
		defer func() {
			if crash := recover(); crash != nil {
				came.crash = fmt.Sprintf("%v\n%s", crash, debug.Stack())
			}
			s.end(this)
			back <- came
		}()
		came.err = do()
	}()
	timer := time.NewTimer(s.limit)
	defer timer.Stop()
	select {
	case came := <-back:
		if came.crash != "" {
			panic(came.crash) // where the caller can make something of it
		}
		return came.err
	case <-timer.C:
		s.late(this)
		return &NoAnswer{Place: place, Out: true}
	}
}

// begin notes that a step is out, unless it must not be.
func (s *Steps) begin(this *step) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	hanging := 0
	for other, late := range s.out {
		if other.place != this.place {
			continue
		}
		if this.name != "" && other.name == this.name {
			return false
		}
		if late {
			hanging++
		}
	}
	if hanging >= most {
		return false
	}
	s.out[this] = false
	return true
}

func (s *Steps) late(this *step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, out := s.out[this]; out {
		s.out[this] = true
	}
}

func (s *Steps) end(this *step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.out, this)
}
