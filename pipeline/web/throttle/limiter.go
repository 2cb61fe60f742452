// Package throttle limits how often each of many clients may try something, in
// bounded memory.
package throttle

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter lets each client try something only so often. A client is a name: an
// account, an address, a document. Its methods may be called from many goroutines.
type Limiter struct {
	every time.Duration
	burst int

	mu      sync.Mutex
	clients map[string]*rate.Limiter
	rest    *rate.Limiter // shared by all who come when there are maxClients
}

// maxClients is how many clients a limiter tells apart. An address range or names
// without end fill it; who comes then shares one limit with all others who do, and
// memory is bounded.
const maxClients = 10_000

// New allows each client burst tries at once, and one more every so often.
func New(every time.Duration, burst int) *Limiter {
	l := &Limiter{every: every, burst: burst, clients: map[string]*rate.Limiter{}}
	l.rest = l.newClient()
	return l
}

func (l *Limiter) newClient() *rate.Limiter { return rate.NewLimiter(rate.Every(l.every), l.burst) }

// Allow counts a try and reports whether it is allowed.
func (l *Limiter) Allow(client string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.client(client).AllowN(now, 1)
}

// Spent reports whether a client has no try left, and counts none: where only those count
// that come to nothing, they are counted by Allow afterwards.
func (l *Limiter) Spent(client string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	known := l.clients[client]
	if known == nil && len(l.clients) >= maxClients {
		known = l.rest
	}
	return known != nil && known.TokensAt(now) < 1
}

// Reserve counts a number of tries, no more than a burst. If that is too many none
// of them counts, and wait is how long it takes until they are allowed.
func (l *Limiter) Reserve(client string, tries int, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	reserved := l.client(client).ReserveN(now, tries)
	if wait = reserved.DelayFrom(now); wait > 0 {
		reserved.CancelAt(now)
	}
	return wait
}

func (l *Limiter) client(name string) *rate.Limiter {
	client := l.clients[name]
	switch {
	case client != nil:
	case len(l.clients) >= maxClients:
		client = l.rest
	default:
		client = l.newClient()
		l.clients[name] = client
	}
	return client
}

// Sweep forgets clients that have tried nothing for so long that it would make no
// difference.
func (l *Limiter) Sweep(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, client := range l.clients {
		if client.TokensAt(now) >= float64(l.burst) {
			delete(l.clients, name)
		}
	}
}
