package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// throttle lets each client, or whoever gives a name, try something only so often.
type throttle struct {
	every time.Duration
	burst int

	mu      sync.Mutex
	clients map[string]*rate.Limiter
}

// newThrottle allows burst tries at once and one more every so often.
func newThrottle(every time.Duration, burst int) *throttle {
	return &throttle{every: every, burst: burst, clients: map[string]*rate.Limiter{}}
}

// after counts a number of tries, no more than a burst. When it is too many none
// of them counts, and again is how long to wait for them to be allowed.
func (t *throttle) after(of string, tries int, now time.Time) (again time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	tried := t.of(of).ReserveN(now, tries)
	if again = tried.DelayFrom(now); again > 0 {
		tried.CancelAt(now)
	}
	return again
}

// allows counts a try and tells whether it is not one too many.
func (t *throttle) allows(of string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of(of).AllowN(now, 1)
}

// of is a client's own count.
func (t *throttle) of(client string) *rate.Limiter {
	limiter := t.clients[client]
	if limiter == nil {
		limiter = rate.NewLimiter(rate.Every(t.every), t.burst)
		t.clients[client] = limiter
	}
	return limiter
}

// networkOf is what counts as one client: whoever has an IPv6 address has the 64
// bits below it, too.
func networkOf(client netip.Addr) string {
	bits := client.BitLen()
	if client.Is6() {
		bits = 64
	}
	p, _ := client.Prefix(bits)
	return p.String()
}

// sweep forgets clients that have been quiet long enough.
func (t *throttle) sweep(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for client, limiter := range t.clients {
		if limiter.TokensAt(now) >= float64(t.burst) {
			delete(t.clients, client)
		}
	}
}
