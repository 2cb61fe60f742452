package engine

import (
	"errors"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// Whoever waits for Bleve is let go when it fails in the background, and learns
// whether the index is damaged or only could not be written.
func TestWriteEndsWithBackgroundFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		failed  error
		damaged bool
	}{
		{scorch.NewScorchError("merger", "checksum", scorch.ErrAsyncPanic), true},
		{scorch.NewScorchError("persister", "no space", scorch.ErrPersist), false},
	} {
		dir := t.TempDir()
		if err := Create(dir); err != nil {
			t.Fatal(err)
		}
		err := Write(dir, func(w *Writer) error {
			scorch.RegistryAsyncErrorCallbacks[callback](c.failed, filepath.Join(dir, "store"))
			for { // until it is closed under us
				if _, err := w.opened.DocCount(); err != nil {
					return nil
				}
				runtime.Gosched()
			}
		})
		if err == nil || errors.Is(err, ErrDamaged) != c.damaged {
			t.Errorf("%v: got %v", c.failed, err)
		}
	}
}

// Whoever cannot be let go is left behind.
func TestWriteDoesNotWaitForALostWriter(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := Create(dir); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	defer close(ended)
	err := write(dir, time.Millisecond, func(*Writer) error {
		scorch.RegistryAsyncErrorCallbacks[callback](scorch.NewScorchError("persister", "panic", scorch.ErrAsyncPanic), filepath.Join(dir, "store"))
		<-ended
		return nil
	})
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

// A batch in which Bleve panics, as it does when the index is closed under it, or meets
// a damaged segment, ends that writing and not the program.
func TestWriteSurvivesAPanicOfABatch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := Create(dir); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, func(w *Writer) error { return w.Write(&Batch{}) }); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
