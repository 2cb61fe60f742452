package web

import (
	"context"
	"fmt"
	"sync"
)

// rounds does work that many ask for, such as bringing the index up to date, one
// round at a time and each for all who wait for it. A round belongs to nobody: a
// reader who gives up neither ends it nor is kept by it. It ends with the reading
// room.
//
// A mutex would let every reader do the work again in turn, and a reader's own
// context would end the work of those who joined him.
type rounds struct {
	work func(context.Context) error
	life context.Context // of the reading room

	mu   sync.Mutex
	now  *round // under way, or nil
	next *round // begins when that has ended, or nil
}

type round struct {
	ended chan struct{}
	err   error
}

func newRounds(life context.Context, work func(context.Context) error) *rounds {
	return &rounds{life: life, work: work}
}

// anew waits for a round that began after it was asked for: what was there by
// then has been worked in.
func (r *rounds) anew(ctx context.Context) error { return r.join(true).wait(ctx) }

// shared waits for the round under way, or a new one.
func (r *rounds) shared(ctx context.Context) error { return r.join(false).wait(ctx) }

// begin sees to it that a round is under way and waits for none.
func (r *rounds) begin() { r.join(false) }

func (r *rounds) join(anew bool) *round {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.now == nil:
		r.now = &round{ended: make(chan struct{})}
		go r.run(r.now)
		return r.now
	case !anew:
		return r.now
	case r.next == nil:
		r.next = &round{ended: make(chan struct{})}
	}
	return r.next
}

func (r *rounds) run(n *round) {
	for n != nil {
		n.err = r.once()
		close(n.ended)
		r.mu.Lock()
		n = r.next
		r.now, r.next = n, nil
		r.mu.Unlock()
	}
}

// once lets work that panics fail: those who wait must not wait for ever.
func (r *rounds) once() (err error) {
	defer func() {
		if crash := recover(); crash != nil {
			err = fmt.Errorf("crashed: %v", crash)
		}
	}()
	if err := r.life.Err(); err != nil {
		return err
	}
	return r.work(r.life)
}

// rest waits until no round is under way. The room's life must have ended.
func (r *rounds) rest() {
	for {
		r.mu.Lock()
		now := r.now
		r.mu.Unlock()
		if now == nil {
			return
		}
		<-now.ended
	}
}

func (n *round) wait(ctx context.Context) error {
	select {
	case <-n.ended:
		return n.err
	case <-ctx.Done():
		return ctx.Err()
	}
}
