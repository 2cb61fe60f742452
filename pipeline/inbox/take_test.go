package inbox

import (
	"errors"
	"io/fs"
	"testing"
	"time"

	"gongwen/pipeline/deadline"
)

// TestUntouchedIsNoFileThatCannotBeOpened: an open error is no leave to go on.
func TestUntouchedIsNoFileThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "财/信.yaml")
	i := New(Config{Dir: dir, Watch: func(string) Options { return Options{} }, Ask: deadline.New(deadline.Limit).Do, Now: time.Now})
	look, err := i.Settle(t.Context(), time.Minute)
	if err != nil || len(look.Settled) != 1 {
		t.Fatalf("look %+v, %v", look, err)
	}
	form := look.Settled[0]
	if err := i.untouched(form, nil); err != nil {
		t.Error(err)
	}
	gone := form
	gone.Path += "~"
	if err := i.untouched(form, []attachment{{File: gone}}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
