package coalesce

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// held is work that tells when it begins and goes on until it is let.
type held struct {
	begun, let chan bool
	runs       int
	err        error
}

func newHeld() *held { return &held{begun: make(chan bool, 10), let: make(chan bool)} }

func (h *held) work(ctx context.Context) error {
	h.runs++
	h.begun <- true
	select {
	case <-h.let:
		return h.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestTaskIsSharedByAllWhoWait: those who ask together share a run; who wants all
// there is waits for the next; who gives up ends nothing; and all end with the
// task's context.
func TestTaskIsSharedByAllWhoWait(t *testing.T) {
	life, end := context.WithCancel(t.Context())
	h := newHeld()
	r := New(life, h.work)
	var all sync.WaitGroup
	// ask is Fresh or Shared that has joined a run by the time ask returns.
	ask := func(fresh bool, want error) {
		joined := r.join(fresh)
		all.Go(func() {
			if err := joined.wait(t.Context()); !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
		})
	}
	ask(true, nil)
	<-h.begun
	impatient, giveUp := context.WithCancel(t.Context())
	giveUp()
	if err := r.Shared(impatient); !errors.Is(err, context.Canceled) {
		t.Error("who gives up gets", err)
	}
	if err := r.Fresh(impatient); !errors.Is(err, context.Canceled) { // the next is asked for all the same
		t.Error("who gives up gets", err)
	}
	now := r.join(false)
	for range 5 {
		ask(true, nil)
		r.Start()
	}
	if r.join(false) != now || r.join(true) == now {
		t.Error("a run under way is not shared, or is taken for a new one")
	}
	h.let <- true
	<-h.begun
	h.let <- true
	all.Wait()
	if h.runs != 2 {
		t.Errorf("%d runs", h.runs)
	}
	ask(false, context.Canceled)
	<-h.begun
	end()
	all.Wait()
	r.Wait()
	if err := r.Fresh(t.Context()); !errors.Is(err, context.Canceled) {
		t.Error("after the end:", err)
	}
	r.Wait()
	crash := New(t.Context(), func(context.Context) error { panic("odd") })
	if err := crash.Fresh(t.Context()); err == nil {
		t.Error("work that panicked went well")
	}
}
