// Package coalesce runs work that many callers want done, such as bringing an
// index up to date, once for all who wait for it.
//
// A mutex would let every caller do the work again in turn, and a caller's own
// context would cancel the work of those who joined it. Here a run belongs to
// nobody: a caller who gives up neither ends it nor is kept by it.
package coalesce

import (
	"context"
	"fmt"
	"sync"
)

// Task is work of which one run is under way at a time. Its methods may be called
// from many goroutines.
type Task struct {
	work func() error

	mu   sync.Mutex
	now  *run // under way, or nil
	next *run // begins when that has ended, or nil
}

type run struct {
	ended chan struct{}
	err   error
}

// New makes a task of work. Every run gets the context ctx and nobody else's; when
// it ends, so does the run, and later ones fail with its error.
func New(ctx context.Context, work func(context.Context) error) *Task {
	return &Task{work: func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return work(ctx)
	}}
}

// Fresh waits for a run that began after Fresh was called, so that it has seen
// everything that was there by then.
func (t *Task) Fresh(ctx context.Context) error { return t.join(true).wait(ctx) }

// Shared waits for the run under way, or else for a new one.
func (t *Task) Shared(ctx context.Context) error { return t.join(false).wait(ctx) }

// Start starts a run, unless one is under way, and does not wait for it.
func (t *Task) Start() { t.join(false) }

func (t *Task) join(fresh bool) *run {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.now == nil:
		t.now = &run{ended: make(chan struct{})}
		go t.runAll(t.now)
		return t.now
	case !fresh:
		return t.now
	case t.next == nil:
		t.next = &run{ended: make(chan struct{})}
	}
	return t.next
}

// runAll does a run and those that were asked for meanwhile.
func (t *Task) runAll(r *run) {
	for r != nil {
		r.err = t.recovered()
		close(r.ended)
		t.mu.Lock()
		r = t.next
		t.now, t.next = r, nil
		t.mu.Unlock()
	}
}

// recovered turns a panic into an error: those who wait must not wait for ever.
func (t *Task) recovered() (err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("crashed: %v", panicked)
		}
	}()
	return t.work()
}

// Wait waits until no run is under way. The context of New must have ended.
func (t *Task) Wait() {
	for {
		t.mu.Lock()
		now := t.now
		t.mu.Unlock()
		if now == nil {
			return
		}
		<-now.ended
	}
}

func (r *run) wait(ctx context.Context) error {
	select {
	case <-r.ended:
		return r.err
	case <-ctx.Done():
		return ctx.Err()
	}
}
