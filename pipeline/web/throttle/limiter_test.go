package throttle

import (
	"fmt"
	"testing"
	"time"
)

// TestLimiterIsBounded: an address range, or names without end, take no memory
// without end, and no more tries than one who comes last.
func TestLimiterIsBounded(t *testing.T) {
	l, now := New(time.Second, 5), time.Now()
	let := 0
	for i := range 10 * maxClients {
		if l.Allow(fmt.Sprint(i), now) {
			let++
		}
	}
	if len(l.clients) > maxClients || let > maxClients+5 {
		t.Errorf("%d clients told apart, %d tries let through", len(l.clients), let)
	}
	if !l.Allow("1", now) {
		t.Error("one who came before has no count of its own any more")
	}
	l.Sweep(now.Add(time.Hour))
	if len(l.clients) > 0 || !l.Allow("new", now.Add(time.Hour)) {
		t.Errorf("%d clients are remembered for ever", len(l.clients))
	}
}
