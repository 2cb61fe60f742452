package durable_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"gongwen/archive/durable"
)

// TestLock: one at a time has it; the next waits as long as it was told to.
func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".lock")
	unlock, err := durable.Lock(t.Context(), path, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, wait := range []time.Duration{0, 30 * time.Millisecond} {
		if _, err := durable.Lock(t.Context(), path, wait); !errors.Is(err, durable.ErrLocked) {
			t.Errorf("a second one, after %v: %v", wait, err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := durable.Lock(gone, path, time.Hour); !errors.Is(err, context.Canceled) || errors.Is(err, durable.ErrLocked) {
		t.Errorf("one that gives up: %v", err)
	}
	next := make(chan error)
	go func() {
		unlock, err := durable.Lock(t.Context(), path, time.Hour)
		if err == nil {
			err = unlock()
		}
		next <- err
	}()
	if err := errors.Join(unlock(), <-next); err != nil {
		t.Errorf("one that waited: %v", err)
	}
}
