package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"gongwen/archive/journal"
	"gongwen/pipeline/delegation"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// taking lets the pipeline take what other programs hand over, until it is told to end.
func taking(t *testing.T, p *Pipeline) (end func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	working.Go(func() { p.takeHandedOver(ctx) })
	for there := false; !there; {
		var err error
		if there, err = signqueue.At(p.workspace.Folder.Spool()).Attended(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return func() { stop(); working.Wait() }
}

// request is an event as another program hands it over.
func request(t *testing.T, id, arrival string, event any) signqueue.Request {
	t.Helper()
	text, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return signqueue.Request{ID: id, Arrival: arrival, Event: text}
}

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
		beside := NewBeside(p.workspace)
		if _, err := beside.SignOff(t.Context(), keys[0], e); !errors.Is(err, signqueue.ErrNobody) {
			t.Errorf("with nobody at work: %v", err)
		}
		defer taking(t, p)()
		stranger := e
		stranger.Name = "林知远"
		if _, err := beside.SignOff(t.Context(), keys[0], stranger); !refused(err) {
			t.Errorf("by somebody whose turn it is not: %v", err)
		}
		if _, err := beside.SignOff(t.Context(), "20260101T000000.000-abcdefghij", e); !errors.Is(err, desk.ErrNotWaiting) {
			t.Errorf("of an arrival that there is not: %v", err)
		}
		done, err := beside.SignOff(t.Context(), keys[0], e)
		if err != nil || done.Number == "" || done.Event.Name != e.Name {
			t.Fatalf("%+v, %v", done, err)
		}
		var twice SignedOff
		a := p.answer(t.Context(), request(t, done.Event.Request, keys[0], e))
		if err := json.Unmarshal(a.Done, &twice); err != nil || twice.Code != done.Code || twice.Number != done.Number {
			t.Errorf("taken twice: %v, %+v", err, a)
		}
		if events, err := p.workspace.Catalogue.SignOffs(t.Context(), keys[0]); err != nil || len(events) != 2 {
			t.Errorf("%d events, %v", len(events), err)
		}
		if _, err := beside.SignOff(t.Context(), keys[0], e); !errors.Is(err, desk.ErrNotWaiting) {
			t.Errorf("once it is filed: %v", err)
		}
	})
}

// TestHandOverDelegation lets another program set and end delegations here: refused in the
// same words, once only, and seen there at once.
func TestHandOverDelegation(t *testing.T) {
	f := dataFolder(t, "")
	at(t, f, func(p *Pipeline) {
		onDay(p, "2026-05-11")
		view, err := workspace.View(f)
		if err != nil {
			t.Fatal(err)
		}
		defer view.Close()
		if _, err := view.Ruleset(); err != nil {
			t.Fatal(err)
		}
		beside, today := NewBeside(view), templates.Today(p.now())
		e := delegation.Event{Act: delegation.Delegated, Account: "a", Name: "顾怀瑾", Grant: &delegation.Grant{Principal: "顾怀瑾", Delegate: "林知远", From: today, Until: today, Document: "龙政办发〔2026〕5号"}}
		if _, err := beside.Delegate(t.Context(), e); !errors.Is(err, signqueue.ErrNobody) {
			t.Errorf("with nobody at work: %v", err)
		}
		defer taking(t, p)()
		stranger := e
		stranger.Name = "林知远"
		_, here := p.Delegate(t.Context(), stranger)
		_, there := beside.Delegate(t.Context(), stranger)
		if refusal := (*signoff.Refusal)(nil); !errors.As(there, &refusal) || !refusal.Forbidden || there.Error() != here.Error() {
			t.Errorf("by somebody else: %v, here %v", there, here)
		}
		given, err := beside.Delegate(t.Context(), e)
		if err != nil || given.Grant == nil || given.Request == "" {
			t.Fatalf("%+v, %v", given, err)
		}
		if all := view.Current().Delegations(); len(all) != 1 || all[0].Code != given.Code() {
			t.Errorf("where it was set there are %+v", all)
		}
		end := delegation.Event{Act: delegation.Ended, Account: "a", Name: "顾怀瑾", Of: given.Code()}
		if _, err := beside.Delegate(t.Context(), end); err != nil || view.Current().Delegations()[0].Ended == nil {
			t.Errorf("ended: %v", err)
		}
		// Else it would be given anew, since the first was ended.
		var twice delegation.Event
		if a := p.answer(t.Context(), request(t, given.Request, "", e)); json.Unmarshal(a.Done, &twice) != nil || twice.Code() != given.Code() {
			t.Errorf("taken twice: %+v", a)
		}
		if a := p.answer(t.Context(), request(t, "A", "", delegation.Event{Act: delegation.Ended, Name: "顾怀瑾", Of: given.Code()})); a.Failed == "" {
			t.Errorf("by nobody: %+v", a)
		}
		events := 0
		for e, err := range journal.All(p.workspace.Archive.JournalDir()) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Type == journal.Signing {
				events++
			}
		}
		if events != 2 {
			t.Errorf("%d events in the journal", events)
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
			if a := p.answer(t.Context(), request(t, "A", key, e)); a.Failed == "" || a.Done != nil {
				t.Errorf("%s: %+v", e.Act, a)
			}
		}
		if _, s := onlyWaiting(t, p); len(s.Events) != 1 {
			t.Errorf("%v", acts(s))
		}
	})
}
