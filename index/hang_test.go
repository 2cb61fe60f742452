package index

import (
	"errors"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// Whoever waits for Bleve is let go when it fails in the background, and learns
// whether the index is damaged or only could not be written.
func TestBackgroundFailuresEndTheWriting(t *testing.T) {
	for _, c := range []struct {
		failed  error
		damaged bool
	}{
		{scorch.NewScorchError("merger", "checksum", scorch.ErrAsyncPanic), true},
		{scorch.NewScorchError("persister", "no space", scorch.ErrPersist), false},
	} {
		x := At(t.TempDir(), nil)
		folder, err := x.create()
		if err != nil {
			t.Fatal(err)
		}
		err = x.write(folder, func(opened bleve.Index) error {
			scorch.RegistryAsyncErrorCallbacks[callback](c.failed, filepath.Join(x.path(folder), "store"))
			for { // until it is closed under us
				if _, err := opened.DocCount(); err != nil {
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
func TestALostWriterIsNotWaitedFor(t *testing.T) {
	defer Grace(time.Millisecond)()
	x := At(t.TempDir(), nil)
	folder, err := x.create()
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	defer close(ended)
	err = x.write(folder, func(bleve.Index) error {
		scorch.RegistryAsyncErrorCallbacks[callback](scorch.NewScorchError("persister", "panic", scorch.ErrAsyncPanic), filepath.Join(x.path(folder), "store"))
		<-ended
		return nil
	})
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
