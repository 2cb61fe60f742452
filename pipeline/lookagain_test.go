package pipeline

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// lookedAt are the forms of which a look prints the draft anew, which was taken away.
func lookedAt(t *testing.T, p *Pipeline, keys []string, look func()) (looked []string) {
	t.Helper()
	draft := func(key string) string { return p.spool.Path(key, signoff.DraftName(1)) }
	for _, key := range keys {
		if err := os.Remove(draft(key)); err != nil {
			t.Fatal(err)
		}
	}
	look()
	for _, key := range keys {
		switch _, err := os.Stat(draft(key)); {
		case err == nil:
			looked = append(looked, key)
		case os.IsNotExist(err):
			put(t, draft(key), []byte("草稿"))
		default:
			t.Fatal(err)
		}
	}
	return looked
}

// lookNow looks at the forms that wait, if something is otherwise, with workers of its own.
func lookNow(t *testing.T, p *Pipeline) error {
	t.Helper()
	pool := newWorkerPool(p.spare)
	defer pool.Close()
	return p.lookAgainAtUnsigned(t.Context())
}

// TestLookAgain: forms that wait are looked at again on another day, once; after a kill the
// look goes on where it was; and how far it has come is told.
func TestLookAgain(t *testing.T) {
	t.Parallel()
	const forms = 3
	f := deskLetters(t)
	for i := range forms {
		unsignedLetter(t, f, fmt.Sprint("信", i), fmt.Sprintf("查阅第%d号城建档案", i))
	}
	events := signingDays(t, f, func(p *Pipeline) {
		p.looks.tell = 0
		keys := waiting(t, p)
		if len(keys) != forms {
			t.Fatalf("%d wait", len(keys))
		}
		look := func() {
			if err := lookNow(t, p); err != nil {
				t.Fatal(err)
			}
		}
		if looked := lookedAt(t, p, keys, look); len(looked) != 0 {
			t.Errorf("though nothing has changed: %q", looked)
		}
		onDay(p, "2026-05-12")
		by := templates.Today(p.now()).ISO() + " " + p.workspace.Sources()
		for _, test := range []struct {
			name string
			last catalogue.UnsignedLook
			want []string
		}{
			{"on another day", catalogue.UnsignedLook{By: "2026-05-11 " + p.workspace.Sources()}, keys},
			{"killed half-way", catalogue.UnsignedLook{By: by, From: keys[1]}, keys[1:]},
			{"killed half-way on another day", catalogue.UnsignedLook{By: "2026-05-11", From: keys[1]}, keys},
		} {
			if err := p.workspace.Catalogue.SetUnsignedLook(t.Context(), test.last); err != nil {
				t.Fatal(err)
			}
			if looked := lookedAt(t, p, keys, look); !slices.Equal(looked, test.want) {
				t.Errorf("%s: %q, want %q", test.name, looked, test.want)
			}
			if last, err := p.workspace.Catalogue.UnsignedLook(t.Context()); err != nil || last != (catalogue.UnsignedLook{By: by}) {
				t.Errorf("%s: then %+v, %v", test.name, last, err)
			}
		}
	})
	told := slices.DeleteFunc(events, func(e Event) bool { return e.Type != LookEvent })
	if len(told) != 3+2+3 || !strings.HasSuffix(told[4].Reason, "已核对 2 份，共 2 份") {
		t.Errorf("told %+v", told)
	}
}

// TestLookAgainIsAskedForMeanwhile: a look during which something has changed is no use,
// and another follows.
func TestLookAgainIsAskedForMeanwhile(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	signingDays(t, f, func(p *Pipeline) {
		onDay(p, "2026-05-12")
		at, n := p.now(), 0
		p.now = func() time.Time {
			if n++; n == 2 { // the first is the look's own
				if err := p.lookAtUnsigned(t.Context()); err != nil {
					t.Error(err)
				}
				<-p.lookingAgain.woken
			}
			return at
		}
		if err := lookNow(t, p); err != nil {
			t.Fatal(err)
		}
		if last, err := p.workspace.Catalogue.UnsignedLook(t.Context()); err != nil || last != (catalogue.UnsignedLook{}) {
			t.Errorf("%+v, %v", last, err)
		}
		select {
		case <-p.lookingAgain.woken:
		default:
			t.Error("no other look follows")
		}
	})
}

// TestLookFirst: a look has come to the first form that is still being looked at.
func TestLookFirst(t *testing.T) {
	l := look{hand: map[string]bool{}}
	for _, key := range []string{"a", "b", "c"} {
		l.begin(key)
	}
	l.end("b")
	if first := l.first("c"); first != "a" {
		t.Errorf("%q with a and c in hand", first)
	}
	l.end("a")
	l.end("c")
	if first := l.first("c"); first != "c" {
		t.Errorf("%q with none in hand", first)
	}
}

// TestWorkerPoolIsNotFilledByWhatCanWait: most workers are free for what cannot.
func TestWorkerPoolIsNotFilledByWhatCanWait(t *testing.T) {
	spare, hold := make(chan func()), make(chan struct{})
	pool := newWorkerPool(spare)
	n := 0
	for full := false; !full; {
		select {
		case spare <- func() { <-hold }:
			n++
		case <-time.After(100 * time.Millisecond):
			full = true
		}
	}
	met := make(chan struct{})
	most := n * (workersPerProcessor/sparePerProcessor - 1)
	for range most {
		pool.Do(t.Context(), func() { met <- struct{}{}; <-hold }, func() { t.Error("skipped") })
	}
	for range most { // all of them are at work at once
		<-met
	}
	if n == 0 {
		t.Error("nobody does what can wait")
	}
	close(hold)
	pool.Close()
}
