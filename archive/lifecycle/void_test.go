package lifecycle_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/lifecycle"
	"gongwen/templates"
)

const number = "函1号"

// testbed is a catalogue with one record, and a journal.
type testbed struct {
	*testing.T
	lifecycle.Voiding
	stamped int
	fault   error // of the next stamping
}

func newTestbed(t *testing.T) *testbed {
	dir := t.TempDir()
	b := &testbed{T: t}
	c, err := catalogue.Create(filepath.Join(dir, "catalogue.db"))
	b.must(err)
	t.Cleanup(func() { c.Close() })
	b.must(c.Restore(t.Context(), []archive.Record{{
		Version: archive.RecordVersion, Number: number, Kind: "letter", Year: 2026, Serial: 1, Date: templates.NewDate(2026, 3, 1),
		Submission: "p1", Arrival: "a1", DroppedAs: "区财政局/信.yaml",
	}}))
	j, err := journal.Open(filepath.Join(dir, "journal"), time.Now())
	b.must(err)
	t.Cleanup(func() { j.Close() })
	b.Voiding = lifecycle.Voiding{
		Note: filepath.Join(dir, "voiding.json"), JournalDir: filepath.Join(dir, "journal"), Journal: j, Catalogue: c,
		Stamp: func(_ context.Context, e catalogue.Entry, _ time.Time) (string, error) {
			if err := b.fault; err != nil {
				b.fault = nil
				return "", err
			}
			b.stamped++
			return e.Number + ".pdf", nil
		},
	}
	return b
}

func (b *testbed) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// done checks that the void was recorded and stamped once, for a reason.
func (b *testbed) done(reason string) {
	b.Helper()
	events := 0
	for e, err := range journal.All(b.JournalDir) {
		b.must(err)
		if e.Type == journal.Voided && e.Number == number && e.Reason == reason && e.Arrival == "a1" {
			events++
		}
	}
	entry, err := b.Catalogue.Record(b.Context(), number)
	b.must(err)
	if events != 1 || b.stamped != 1 || entry.Voided == nil || entry.Voided.Reason != reason {
		b.Errorf("%d events, stamped %d times, catalogue %+v", events, b.stamped, entry.Voided)
	}
	if _, err := os.Stat(b.Note); !errors.Is(err, fs.ErrNotExist) {
		b.Errorf("the note: %v", err)
	}
}

func TestVoid(t *testing.T) {
	b := newTestbed(t)
	if stamped, err := b.Void(t.Context(), number, "开错"); err != nil || stamped != number+".pdf" {
		t.Fatal(stamped, err)
	}
	b.done("开错")
	var already *lifecycle.AlreadyVoid
	if _, err := b.Void(t.Context(), number, "又一次"); !errors.As(err, &already) || already.Reason != "开错" {
		t.Errorf("again: %v", err)
	}
	if _, err := b.Void(t.Context(), "函9号", "没有"); !errors.Is(err, catalogue.ErrUnknown) {
		t.Errorf("unknown: %v", err)
	}
	b.done("开错")
}

// TestResumeOfAVoidCutShort has a void cut short after each of its steps: what is left
// is done, and nothing twice.
func TestResumeOfAVoidCutShort(t *testing.T) {
	steps := []func(b *testbed, n lifecycle.Note){
		func(b *testbed, n lifecycle.Note) {
			text, err := json.Marshal(n)
			b.must(err)
			b.must(os.WriteFile(b.Note, text, 0o600))
		},
		func(b *testbed, n lifecycle.Note) {
			b.must(b.Journal.Append(journal.Event{Time: n.At, Type: journal.Voided, Number: n.Number, Arrival: "a1", Reason: n.Reason}))
		},
		func(b *testbed, n lifecycle.Note) {
			b.must(b.Catalogue.Void(b.Context(), n.Number, n.Reason, n.At))
		},
	}
	for done := range steps {
		b := newTestbed(t)
		for _, step := range steps[:done+1] {
			step(b, lifecycle.Note{Number: number, Reason: "开错", At: time.Now()})
		}
		b.must(b.Resume(t.Context()))
		b.done("开错")
	}
}

// TestVoidOfACopyThatCannotBeStamped leaves the note, and the next void ends it first.
func TestVoidOfACopyThatCannotBeStamped(t *testing.T) {
	b := newTestbed(t)
	b.fault = errors.New("no answer")
	if _, err := b.Void(t.Context(), number, "开错"); err == nil {
		t.Fatal("no error")
	}
	var already *lifecycle.AlreadyVoid
	if _, err := b.Void(t.Context(), number, "又一次"); !errors.As(err, &already) {
		t.Errorf("then: %v", err)
	}
	b.done("开错")
}

// TestResumeOfNothing is what every start but few finds; a note about a record
// that is lost is dropped.
func TestResumeOfNothing(t *testing.T) {
	b := newTestbed(t)
	b.must(b.Resume(t.Context()))
	b.must(os.WriteFile(b.Note, []byte(`{"number": "函9号"}`), 0o600))
	b.must(b.Resume(t.Context()))
	if _, err := os.Stat(b.Note); !errors.Is(err, fs.ErrNotExist) || b.stamped > 0 {
		t.Errorf("the note: %v; stamped %d", err, b.stamped)
	}
}
