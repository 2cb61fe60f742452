// Package retry is for what meets a fault that is not its own, such as a full disk: it
// is tried again by itself, for ever, after pauses that grow, and people are told
// in their own words why it waits.
package retry

import (
	"sync"
	"time"
)

// The first pause, and the longest.
const (
	FirstPause   = time.Second
	LongestPause = 5 * time.Minute
)

// Pause is how long to wait after so many tries that failed before.
func Pause(tries int) time.Duration { return min(FirstPause<<min(tries, 20), LongestPause) }

// Queue holds what is to be tried again, each under a key. The zero Queue is ready
// for use.
type Queue[T any] struct {
	mu      sync.Mutex
	waiting map[string]waiting[T]
}

type waiting[T any] struct {
	item T
	due  time.Time
}

// Put enters what is due at a time.
func (q *Queue[T]) Put(key string, item T, due time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting == nil {
		q.waiting = map[string]waiting[T]{}
	}
	q.waiting[key] = waiting[T]{item, due}
}

// Due takes out what is due by now, and tells when the next will be; zero when there
// is none.
func (q *Queue[T]) Due(now time.Time) (items []T, next time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for key, w := range q.waiting {
		if !now.Before(w.due) {
			items = append(items, w.item)
			delete(q.waiting, key)
		} else if next.IsZero() || w.due.Before(next) {
			next = w.due
		}
	}
	return items, next
}

// Has reports whether there is something under a key.
func (q *Queue[T]) Has(key string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, has := q.waiting[key]
	return has
}

// Clear empties the queue.
func (q *Queue[T]) Clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	clear(q.waiting)
}
