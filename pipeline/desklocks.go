package pipeline

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"gongwen/archive/catalogue"
)

// deskLocks see to it that one thing at a time is done about the signing of an arrival,
// and nothing while it is led on its way. The zero deskLocks are ready for use.
type deskLocks struct {
	mu      sync.Mutex
	changed *sync.Cond
	held    map[string]bool
	// told are the events that the journal has and the catalogue perhaps not, by key.
	told map[string][]json.RawMessage
}

// begin waits until nobody does anything about an arrival, and keeps others from it.
func (l *deskLocks) begin(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ready()
	for l.held[key] {
		l.changed.Wait()
	}
	l.held[key] = true
}

// beginWithin is begin for who has another arrival already, and gives up after a time:
// the one who has this arrival may be waiting for that one.
func (l *deskLocks) beginWithin(key string, patience time.Duration) bool {
	until := time.Now().Add(patience)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ready()
	defer time.AfterFunc(patience, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.changed.Broadcast()
	}).Stop()
	for l.held[key] {
		if !time.Now().Before(until) {
			return false
		}
		l.changed.Wait()
	}
	l.held[key] = true
	return true
}

// ready makes what the zero deskLocks lack. Its caller has mu.
func (l *deskLocks) ready() {
	if l.changed == nil {
		l.changed, l.held = sync.NewCond(&l.mu), map[string]bool{}
	}
}

// end lets others at the arrival.
func (l *deskLocks) end(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.held, key)
	l.changed.Broadcast()
}

// remember keeps the events of an arrival's signing that the journal has, until the
// catalogue has them.
func (l *deskLocks) remember(key string, events []json.RawMessage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.told == nil {
		l.told = map[string][]json.RawMessage{}
	}
	l.told[key] = events
}

func (l *deskLocks) forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.told, key)
}

// enter enters those in the catalogue that it may not have.
func (l *deskLocks) enter(ctx context.Context, c *catalogue.Catalogue, key string) error {
	l.mu.Lock()
	events := l.told[key]
	l.mu.Unlock()
	if events == nil {
		return nil
	}
	if err := c.EnterSignOffs(ctx, key, 0, events); err != nil {
		return err
	}
	l.forget(key)
	return nil
}
