package index_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"gongwen/archive/catalogue"
	"gongwen/index"
)

// halting is a source that stops once, in the middle of somebody's writing.
type halting struct {
	*source
	asked   int
	halted  chan struct{}
	release chan struct{}
}

func (h *halting) Changes(ctx context.Context, after int64, limit int) ([]catalogue.Change, error) {
	if h.asked++; h.asked == 2 { // the first is asked before it is their turn
		close(h.halted)
		<-h.release
	}
	return h.source.Changes(ctx, after, limit)
}

// TestFollowWritersOfOneProgramWait: two that follow in one program, such as pipeline
// and reading room, wait for each other, however long it takes; another program
// that does not let go is told of.
func TestFollowWritersOfOneProgramWait(t *testing.T) {
	t.Parallel()
	records := generated(20)
	x, s, dir := built(t, records[:10]...)
	s.add(records[10:]...)
	h := &halting{source: s, halted: make(chan struct{}), release: make(chan struct{})}
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { first <- x.Follow(t.Context(), h, &fakeTexts{}, nil) }()
	<-h.halted
	go func() { second <- index.At(dir, nil).Follow(t.Context(), s, &fakeTexts{}, nil) }()
	impatient, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := index.At(dir, nil).Follow(impatient, s, &fakeTexts{}, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("who does not wait any more: %v", err)
	}
	close(h.release)
	if err := errors.Join(<-first, <-second); err != nil {
		t.Error(err)
	}

	s.add(generated(21)[20:]...)
	other := flock.New(dir + "/lock")
	if held, err := other.TryLock(); !held || err != nil {
		t.Fatal(held, err)
	}
	defer other.Unlock()
	hurried := index.At(dir, nil)
	hurried.SetLockWait(10 * time.Millisecond)
	if err := hurried.Follow(t.Context(), s, &fakeTexts{}, nil); !errors.Is(err, index.ErrBusy) {
		t.Errorf("another program writes: %v", err)
	}
}
