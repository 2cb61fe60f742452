package web

import (
	"sync"
	"time"
)

// waiting remembers how many forms wait for each person, for the menu of every page. The
// zero waiting is ready for use.
type waiting struct {
	mu    sync.Mutex
	count map[string]lastCount
}

type lastCount struct {
	n  int
	at time.Time
}

// get is a count that is not too old.
func (w *waiting) get(person string, now time.Time) (n int, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.count[person]
	return c.n, ok && !now.Before(c.at) && now.Sub(c.at) < queueAge
}

func (w *waiting) set(person string, n int, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.count == nil || len(w.count) > maxWaiting {
		w.count = map[string]lastCount{}
	}
	w.count[person] = lastCount{n, now}
}

// forget lets all be counted anew: something was signed.
func (w *waiting) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.count = nil
}

const (
	queueAge   = 5 * time.Second
	maxWaiting = 10_000 // people
)
