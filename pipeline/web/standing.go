package web

import (
	"context"
	"sync"
	"time"

	"gongwen/archive/catalogue"
)

// lately is the catalogue with sums that may be a second old: counting the whole
// ledger for every page would cost more than the search.
type lately struct {
	*catalogue.Catalogue

	mu   sync.Mutex
	at   time.Time
	sums catalogue.Sums
}

// Sums are the ledger's, at most a second old.
func (l *lately) Sums(ctx context.Context) (catalogue.Sums, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.at) < time.Second {
		return l.sums, nil
	}
	sums, err := l.Catalogue.Sums(ctx)
	if err == nil {
		l.sums, l.at = sums, time.Now()
	}
	return sums, err
}
