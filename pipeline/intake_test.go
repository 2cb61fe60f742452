package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestIntakeIsLeftWordOf: once as of one who looks once, and by a run from its first
// look until it has stopped.
func TestIntakeIsLeftWordOf(t *testing.T) {
	f := dataFolder(t, "rescan: 100ms\ninboxes:\n  区教育局: {watch: events}\n")
	for _, unit := range []string{"区财政局", "区教育局"} {
		if err := os.MkdirAll(filepath.Join(f.Inbox(), unit), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	once(t, f)
	i, err := f.Status().ReadIntake()
	if err != nil || !i.Once || len(i.Inboxes) != 3 || time.Since(i.Inboxes[2].Looked) > time.Minute {
		t.Errorf("once: %+v, %v", i, err)
	}
	at(t, f, func(p *Pipeline) {
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- p.Run(ctx) }()
		for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			if i = p.Intake(); len(i.Inboxes) == 3 && i.Inboxes[2].Looked.After(i.Begun) {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("nobody looks: %+v", i)
			}
		}
		if i.Inboxes[1].Unit != "区教育局" || i.Inboxes[1].Every != 0 || i.Inboxes[2].Every != 100*time.Millisecond || len(i.Blind(time.Now())) > 0 {
			t.Errorf("running: %+v", i)
		}
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	})
	if i, err = f.Status().ReadIntake(); err != nil || i.Once || i.Stopped.IsZero() || len(i.Inboxes) != 3 {
		t.Errorf("stopped: %+v, %v", i, err)
	}
	if blind := i.Blind(time.Now().Add(time.Hour)); len(blind) != 2 { // of the third, events tell
		t.Errorf("nobody looks for an hour: %+v", blind)
	}
}
