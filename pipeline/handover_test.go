package pipeline

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/templates"
)

// TestHandOver lets another program sign what this one works on: to the end, as who may
// only, and once only, also when it is taken a second time after a kill.
func TestHandOver(t *testing.T) {
	f := dataFolder(t, "approvals: {letter: desk}\n")
	at(t, f, func(p *Pipeline) {
		unsignedForm(t, filepath.Join(f.Inbox(), "区政府办公室"), "letter")
		onDay(p, "2026-05-11")
		for _, name := range regexp.MustCompile(`[^\s:,\[\]]+\.(?:txt|pdf|docx|xlsx)`).FindAllString(string(example(t, "letter")), -1) {
			put(t, filepath.Join(f.Inbox(), "区政府办公室", "letter", name), []byte("附件"))
		}
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		keys := waiting(t, p)
		if len(keys) != 1 {
			t.Fatalf("%d forms wait", len(keys))
		}
		u, _, err := p.workspace.Catalogue.Unsigned(t.Context(), keys[0])
		if err != nil {
			t.Fatal(err)
		}
		e := signoff.Event{Act: signoff.Signed, Account: "a", Name: signer(t, p, keys[0]), Known: signoff.KnownPassword, Decision: templates.Agreed, Shown: u.Shown}
		if _, err := HandOver(f)(t.Context(), keys[0], e); !errors.Is(err, signqueue.ErrNobody) {
			t.Errorf("with nobody at work: %v", err)
		}
		ctx, stop := context.WithCancel(t.Context())
		var taking sync.WaitGroup
		taking.Go(func() { p.takeHandedOver(ctx) })
		defer func() { stop(); taking.Wait() }()
		for there := false; !there; {
			if there, err = signqueue.At(f.Spool()).Attended(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		stranger := e
		stranger.Name = "林知远"
		if _, err := HandOver(f)(t.Context(), keys[0], stranger); !refused(err) {
			t.Errorf("by somebody whose turn it is not: %v", err)
		}
		if _, err := HandOver(f)(t.Context(), "20260101T000000.000-abcdefghij", e); !errors.Is(err, desk.ErrNotWaiting) {
			t.Errorf("of an arrival that there is not: %v", err)
		}
		done, err := HandOver(f)(t.Context(), keys[0], e)
		if err != nil || done.Number == "" || done.Event.Name != e.Name {
			t.Fatalf("%+v, %v", done, err)
		}
		again := e
		again.Request = done.Event.Request
		twice := p.answer(t.Context(), signqueue.Request{ID: again.Request, Arrival: keys[0], Event: again})
		if twice.Done == nil || twice.Done.Code != done.Code || twice.Done.Number != done.Number {
			t.Errorf("taken twice: %+v", twice)
		}
		if events, err := p.workspace.Catalogue.SignOffs(t.Context(), keys[0]); err != nil || len(events) != 2 {
			t.Errorf("%d events, %v", len(events), err)
		}
		if _, err := HandOver(f)(t.Context(), keys[0], e); !errors.Is(err, desk.ErrNotWaiting) {
			t.Errorf("once it is filed: %v", err)
		}
	})
}

// TestHandOverOfTheProgramsOwn: what only the program does by itself, or nobody signs
// for, is not taken from another.
func TestHandOverOfTheProgramsOwn(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "信", "查阅城建档案")
	signingDays(t, f, func(p *Pipeline) {
		key, _ := onlyWaiting(t, p)
		for _, e := range []signoff.Event{{Act: signoff.Opened, Account: "a"}, {Act: signoff.Replaced, Account: "a", Replaces: "x"}, {Act: signoff.Recalled}} {
			if a := p.answer(t.Context(), signqueue.Request{Arrival: key, Event: e}); a.Failed == "" || a.Done != nil {
				t.Errorf("%s: %+v", e.Act, a)
			}
		}
		if _, s := onlyWaiting(t, p); len(s.Events) != 1 {
			t.Errorf("%v", acts(s))
		}
	})
}
