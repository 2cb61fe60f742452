package inbox

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWatcherWatchesFoldersMadeLater drops files the three ways that have lost
// files elsewhere: into a folder made after the start, with a whole folder
// moved in, and under a temporary name.
func TestWatcherWatchesFoldersMadeLater(t *testing.T) {
	for _, mode := range []Mode{Events, Both, Poll} {
		inbox, outside := t.TempDir(), t.TempDir()
		rescan := time.Hour // only events can bring a look in time
		if mode == Poll {
			rescan = 20 * time.Millisecond
		}
		w := NewWatcher(inbox, func(string) Options {
			return Options{Watch: mode, Settle: 20 * time.Millisecond, Rescan: rescan}
		}, nil)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		found, done := make(chan string, 100), make(chan struct{})
		go func() {
			defer close(done)
			told := map[string]bool{}
			w.Run(ctx, func(l Look) time.Duration {
				for _, f := range l.Settled {
					if !told[f.Path] {
						told[f.Path] = true
						found <- f.Path
					}
				}
				return 0
			})
		}()
		expect := func(want string) {
			t.Helper()
			select {
			case got := <-found:
				if got != want {
					t.Fatalf("%s: found %s, want %s", mode, got, want)
				}
			case <-ctx.Done():
				t.Fatalf("%s: %s was not found", mode, want)
			}
		}

		write(t, inbox, "民政局/信.yaml")
		expect("民政局/信.yaml")
		write(t, outside, "一袋/信.yaml")
		if err := os.Rename(filepath.Join(outside, "一袋"), filepath.Join(inbox, "民政局", "一袋")); err != nil {
			t.Fatal(err)
		}
		expect("民政局/一袋/信.yaml")
		write(t, inbox, "民政局/二.yaml.part")
		if err := os.Rename(filepath.Join(inbox, "民政局/二.yaml.part"), filepath.Join(inbox, "民政局/二.yaml")); err != nil {
			t.Fatal(err)
		}
		expect("民政局/二.yaml")
		cancel()
		<-done
	}
}

func TestSettleReportsAMissingInboxAndGoesOn(t *testing.T) {
	w := NewWatcher(filepath.Join(t.TempDir(), "没有"), func(string) Options { return Options{} }, nil)
	look, err := w.Settle(t.Context(), 0)
	if err != nil || len(look.Errs) != 1 {
		t.Errorf("look errors %v, error %v", look.Errs, err)
	}
}

func write(t *testing.T, dir, name string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
}
