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
	most  int

	mu      sync.Mutex
	clients map[string]*rate.Limiter
	rest    *rate.Limiter // of all who come when there are as many clients as may be
}

// mostClients is how many clients a throttle tells apart. An address range or
// names without end fill it; who comes then shares one count with all others who
// do, and memory is bounded.
const mostClients = 10_000

// newThrottle allows burst tries at once and one more every so often.
func newThrottle(every time.Duration, burst int) *throttle {
	t := &throttle{every: every, burst: burst, most: mostClients, clients: map[string]*rate.Limiter{}}
	t.rest = t.limiter()
	return t
}

func (t *throttle) limiter() *rate.Limiter { return rate.NewLimiter(rate.Every(t.every), t.burst) }

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

// of is a client's own count, or that of all who come too many.
func (t *throttle) of(client string) *rate.Limiter {
	limiter := t.clients[client]
	switch {
	case limiter != nil:
	case len(t.clients) >= t.most:
		limiter = t.rest
	default:
		limiter = t.limiter()
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
