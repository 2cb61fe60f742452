package workspace

import (
	"context"
	"errors"
	"runtime"
	"testing"
)

func TestProcessorsAreWaitedForNoLongerThanAsked(t *testing.T) {
	t.Parallel()
	p := newProcessors()
	var release func()
	for range runtime.GOMAXPROCS(0) {
		var err error
		if release, err = p.Acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Acquire(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	release()
	if _, err := p.Acquire(t.Context()); err != nil {
		t.Error(err)
	}
}
