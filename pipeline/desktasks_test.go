package pipeline

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"gongwen/pipeline/delegation"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// TestSignOffPutsTasksOnDesks: what lists say that waits for somebody is what the situation
// of each form says, for everybody on the roster, whatever was passed on, asked, and
// circulated.
func TestSignOffPutsTasksOnDesks(t *testing.T) {
	f := dataFolder(t, "approvals: desk\n")
	at(t, f, func(p *Pipeline) {
		for _, kind := range []string{"contract", "letter", "seal", "leave", "visit", "funds"} {
			unsignedForm(t, filepath.Join(f.Inbox(), "区政府办公室"), kind)
			for _, name := range regexp.MustCompile(`[^\s:,\[\]]+\.(?:txt|pdf|docx|xlsx)`).FindAllString(string(example(t, kind)), -1) {
				put(t, filepath.Join(f.Inbox(), "区政府办公室", kind, name), []byte("附件"+kind))
			}
		}
		onDay(p, "2026-05-11")
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		keys := waiting(t, p)
		if len(keys) < 3 {
			t.Fatalf("%d forms wait", len(keys))
		}
		compareDesks(t, p)
		for i, key := range keys {
			name := signer(t, p, key)
			event := signoff.Event{Account: "a", Name: name, Known: signoff.KnownPassword}
			switch i % 3 {
			case 0:
				event.Act, event.To, event.Words = signoff.Asked, []string{other(p, name)}, "请核"
			case 1:
				event.Act, event.To = signoff.Circulated, []string{other(p, name)}
			}
			if event.Act != "" {
				if _, err := p.SignOff(t.Context(), key, event); err != nil {
					t.Fatal(err)
				}
			}
			passOn(t, p, key, name)
		}
		compareDesks(t, p)
		given, err := delegate(p, "顾怀瑾", "林知远", 3, "区财政局")
		if err == nil {
			_, err = delegate(p, "江临川", "项知衡", 3)
		}
		if err != nil {
			t.Fatal(err)
		}
		compareDesks(t, p)
		if _, err := p.Delegate(t.Context(), delegation.Event{Act: delegation.Ended, Account: "a", Name: "顾怀瑾", Of: given.Code()}); err != nil {
			t.Fatal(err)
		}
		compareDesks(t, p)
	})
}

// other is somebody else on the roster.
func other(p *Pipeline, name string) string {
	_, _, people := p.workspace.Current().Roster.Listed(templates.Today(p.now()))
	return people[slices.IndexFunc(people, func(n string) bool { return n != name })]
}

// passOn passes a form on to whoever else may sign it, if there is somebody.
func passOn(t *testing.T, p *Pipeline, key, name string) {
	t.Helper()
	_, _, people := p.workspace.Current().Roster.Listed(templates.Today(p.now()))
	for _, to := range people {
		_, err := p.SignOff(t.Context(), key, signoff.Event{Act: signoff.PassedOn, Account: "a", Name: name, To: []string{to}})
		if err == nil {
			return
		}
		if !refused(err) {
			t.Fatal(err)
		}
	}
}

// compareDesks holds the desk of everybody against the situation of every form.
func compareDesks(t *testing.T, p *Pipeline) {
	t.Helper()
	r := p.workspace.Current()
	_, _, people := r.Roster.Listed(templates.Today(p.now()))
	want, got := map[string]map[string]bool{}, map[string]map[string]bool{}
	for _, name := range people {
		want[name], got[name] = map[string]bool{}, map[string]bool{}
	}
	only := map[string][]string{}
	for _, key := range waiting(t, p) {
		item, err := desk.Read(t.Context(), p.workspace, r, key, p.now())
		if err != nil {
			t.Fatal(err)
		}
		turns, err := item.Signing.Turns(item.Situation)
		if err != nil {
			t.Fatal(err)
		}
		may := func(name string, turn signoff.Turn) bool {
			_, ok, err := item.Situation.May(name, turn.Title, turn.InPerson)
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		for _, turn := range turns {
			for _, name := range people {
				mine := turn.Title == name
				if turn.What == signoff.ToSign {
					mine = may(name, turn) && (turn.PassedTo == "" || turn.PassedTo == name || !may(turn.PassedTo, turn))
				}
				if mine {
					want[name][fmt.Sprint(key, turn.What, turn.Step)] = true
				}
			}
		}
	}
	for _, name := range people {
		tasks, err := desk.For(t.Context(), p.workspace, r, name, p.now())
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range tasks {
			id := fmt.Sprint(task.Turn.Arrival, task.What, task.Step)
			got[name][id] = true
			if task.Only && task.What == signoff.ToSign {
				only[id+task.Title] = append(only[id+task.Title], name)
			}
			if task.What == signoff.ToSign && task.As.Name != name {
				t.Errorf("%s: signs as %+v", name, task.As)
			}
		}
		q, err := desk.QueueOf(t.Context(), p.workspace, r, name, nil, p.now())
		if err != nil {
			t.Fatal(err)
		}
		forms := map[string]bool{}
		for _, task := range tasks {
			forms[task.Turn.Arrival] = true
		}
		if n, err := q.Count(t.Context()); err != nil || n.Forms != len(forms) {
			t.Errorf("%s: counted %+v of %d, %v", name, n, len(forms), err)
		}
		if !maps.Equal(got[name], want[name]) {
			t.Errorf("%s: on the desk %v, want %v", name, got[name], want[name])
		}
	}
	for turn, names := range only {
		if len(names) > 1 {
			t.Errorf("%s: only %v", turn, names)
		}
	}
}
