package durable

import (
	"fmt"
	"sync"
)

// Group lets one fsync serve many (group commit). What several goroutines want
// written while another writing is under way is written together, in the order
// it came, as the next one. Whoever comes alone does not wait for others.
//
// The zero Group is ready for use.
type Group[T any] struct {
	mu      sync.Mutex
	waiting []*member[T]
	writing bool
}

type member[T any] struct {
	item T
	err  error
	next chan bool // false: written; true: it is this one's turn to write
}

// Do returns once item has been written, by write or by that of another caller.
// Write gets at most limit items, and returns an error for each, or nil when all
// went well; one writing is under way at a time.
func (g *Group[T]) Do(item T, limit int, write func(items []T) []error) error {
	m := &member[T]{item: item, next: make(chan bool, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, m)
	if !g.writing {
		g.writing = true
		m.next <- true
	}
	g.mu.Unlock()
	if turn := <-m.next; !turn {
		return m.err
	}

	// The oldest waiting is m itself: turns are given in order.
	g.mu.Lock()
	n := min(limit, len(g.waiting))
	batch := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	g.mu.Unlock()
	items := make([]T, n)
	for i, each := range batch {
		items[i] = each.item
	}
	errs := safely(write, items)
	for i, each := range batch {
		if errs != nil {
			each.err = errs[i]
		}
		if each != m {
			each.next <- false
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) > 0 {
		g.waiting[0].next <- true
	} else {
		g.writing = false
	}
	return m.err
}

// safely gives a writing that panics an error for each item: whoever has nothing
// to do with it must not wait for ever.
func safely[T any](write func([]T) []error, items []T) (errs []error) {
	defer func() {
		if crash := recover(); crash != nil {
			errs = make([]error, len(items))
			for i := range errs {
				errs[i] = fmt.Errorf("writing crashed: %v", crash)
			}
		}
	}()
	return write(items)
}
