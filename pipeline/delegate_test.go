package pipeline

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/archive/texts"
	"gongwen/index"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/delegation"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// delegate lets somebody delegate the letters of a unit to another for some days from the
// pipeline's today on.
func delegate(p *Pipeline, principal, to string, days int, units ...string) (delegation.Event, error) {
	today := templates.Today(p.now())
	return p.Delegate(context.Background(), delegation.Event{Act: delegation.Delegated, Account: "a-" + principal, Name: principal, Grant: &delegation.Grant{
		Principal: principal, Delegate: to, Matters: []string{"letter"}, Units: units, From: today, Until: today.AddDays(days), Document: "龙政办发〔2026〕5号"}})
}

// deskFolder has letters that are signed at the desk, one for each errand, and lets do
// work with them on a day.
func deskFolder(t *testing.T, f workspace.Folder, day string, errands []string, do func(p *Pipeline)) []Event {
	t.Helper()
	return at(t, f, func(p *Pipeline) {
		for _, errand := range errands {
			letter(t, f, errand, errand, "审批意见:\n  - {职务: 区政府办公室主任, 姓名: 顾怀瑾, 意见: 同意, 日期: 2026-05-11}\n", "")
		}
		onDay(p, day)
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		do(p)
	})
}

// TestDelegate lets somebody sign for another by a delegation that was set in advance, and
// no more from its end on: neither in this program nor in one that reads beside it.
func TestDelegate(t *testing.T) {
	const director, other = "顾怀瑾", "林知远"
	f := dataFolder(t, "approvals: {letter: desk}\n")
	events := deskFolder(t, f, "2026-05-11", []string{"核对甲项目资金", "核对乙项目资金"}, func(p *Pipeline) {
		keys := waiting(t, p)
		if len(keys) != 2 {
			t.Fatalf("%d forms wait", len(keys))
		}
		beside, err := workspace.View(f)
		if err != nil {
			t.Fatal(err)
		}
		defer beside.Close()
		if _, err := beside.Ruleset(); err != nil {
			t.Fatal(err)
		}
		if _, err := sign(p, keys[0], other, templates.Agreed, ""); !refused(err) {
			t.Errorf("without a delegation: %v", err)
		}
		if _, err := delegate(p, other, director, 3); err != nil { // gives nothing but what other holds
			t.Error(err)
		}
		if _, err := sign(p, keys[0], other, templates.Agreed, ""); !refused(err) {
			t.Errorf("with a delegation the other way round: %v", err)
		}
		if _, err := delegate(p, director, other, 3, "区教育局"); err != nil {
			t.Fatal(err)
		}
		if _, err := sign(p, keys[0], other, templates.Agreed, ""); !refused(err) {
			t.Errorf("with a delegation for another unit: %v", err)
		}
		given, err := delegate(p, director, other, 3, "财政局")
		if beside := delegation.Beside(p.workspace.Current().Delegations(), given.Code(), p.now()); err != nil || len(beside) != 1 {
			t.Fatal(err, beside)
		}
		// Who acts for another passes nothing on.
		if _, err := delegate(p, other, "温如言", 3); err != nil {
			t.Fatal(err)
		}
		if _, err := sign(p, keys[0], "温如言", templates.Agreed, ""); !refused(err) {
			t.Errorf("by a chain of delegations: %v", err)
		}
		done, err := sign(p, keys[0], other, templates.Agreed, "按规定办理")
		if err != nil || len(done.Event.For) != 1 || done.Event.For[0].For != director || done.Event.For[0].Ground != "龙政办发〔2026〕5号（委托，2026年5月11日至2026年5月14日）" {
			t.Fatalf("%v, %+v", err, done.Event)
		}
		r, err := p.workspace.Catalogue.Record(t.Context(), done.Number)
		if err != nil || len(r.Acting) != 1 || r.Acting[0].For != director {
			t.Fatalf("%v: %+v", err, r)
		}
		change, err := beside.TakeOverDelegations(t.Context())
		if err != nil || change.After == nil || len(beside.Current().Delegations()) != 4 {
			t.Errorf("beside: %v, %+v", err, change)
		}
		end := delegation.Event{Act: delegation.Ended, Account: "a-" + director, Name: director, Of: given.Code()}
		if _, err := p.Delegate(t.Context(), end); err != nil {
			t.Fatal(err)
		}
		if _, err := sign(p, keys[1], other, templates.Agreed, ""); !refused(err) {
			t.Errorf("after the end: %v", err)
		}
		item, err := desk.Read(t.Context(), beside, beside.Current(), keys[1], p.now())
		if err != nil {
			t.Fatal(err)
		}
		if _, may, err := item.Situation.May(other, "区政府办公室主任", false); err != nil || !may {
			t.Errorf("who has not heard of the end: %v, %v", may, err)
		}
		if _, err := beside.TakeOverDelegations(t.Context()); err != nil {
			t.Fatal(err)
		}
		if item, err = desk.Read(t.Context(), beside, beside.Current(), keys[1], p.now()); err != nil {
			t.Fatal(err)
		}
		if _, may, err := item.Situation.May(other, "区政府办公室主任", false); err != nil || may {
			t.Errorf("who has heard of the end: %v, %v", may, err)
		}
		if again, err := beside.TakeOverDelegations(t.Context()); err != nil || again.After != nil {
			t.Errorf("again: %v, %+v", err, again)
		}
	})
	if n := len(slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return !strings.HasPrefix(e.Reason, "代理") })); n != 5 {
		t.Errorf("told of %d", n)
	}
	ruleset, err := workspace.ReadRuleset(f)
	if err != nil || len(ruleset.Delegations()) != 4 {
		t.Errorf("as check reads it: %v", err)
	}
}

// TestDelegateCutShort kills it between journal and catalogue, and lets the next run carry
// it out: once, and as a rebuild has it.
func TestDelegateCutShort(t *testing.T) {
	f := dataFolder(t, "")
	var text json.RawMessage
	at(t, f, func(p *Pipeline) {
		onDay(p, "2026-05-11")
		given, err := delegate(p, "顾怀瑾", "林知远", 5)
		if err != nil {
			t.Fatal(err)
		}
		e := delegation.Event{Act: delegation.Ended, At: p.now().Add(time.Minute), Account: "admin", Administrator: true, Of: given.Code(), Words: "改派"}
		if text, err = e.JSON(); err != nil {
			t.Fatal(err)
		}
		if err := durable.WriteFile(p.workspace.Folder.Delegating(), text); err != nil {
			t.Fatal(err)
		}
		if err := p.workspace.Journal.Append(journal.Event{Time: e.At, Type: journal.Signing, By: "admin", SignOff: text}); err != nil {
			t.Fatal(err)
		}
	})
	once(t, f)
	state := func() []catalogue.DelegationEvent {
		c, err := catalogue.View(f.Catalogue(), 1)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		all, err := c.Delegations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	before := state()
	if len(before) != 2 || string(before[1].Event) != string(text) {
		t.Fatalf("%s", before)
	}
	verify := func() {
		c, err := catalogue.View(f.Catalogue(), 1)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		found, err := audit.Verify(t.Context(), audit.Subject{Archive: archive.At(f.Archive()), Catalogue: c, Index: index.At(f.Index(), nil), AccessLog: f.Reading()}, nil)
		if err != nil || len(found) > 0 {
			t.Errorf("%v, %+v", err, found)
		}
	}
	verify()
	if err := catalogue.Remove(f.Catalogue()); err != nil { // so that only the journal tells
		t.Fatal(err)
	}
	if _, err := audit.Rebuild(t.Context(), archive.At(f.Archive()), f.Catalogue(), index.At(f.Index(), nil), (*texts.Store)(nil), audit.Progress{}); err != nil {
		t.Fatal(err)
	}
	after := state()
	if !slices.EqualFunc(before, after, func(a, b catalogue.DelegationEvent) bool {
		return a.Code == b.Code && string(a.Event) == string(b.Event)
	}) {
		t.Errorf("after a rebuild %s, was %s", after, before)
	}
	verify()
	if left, _ := filepath.Glob(filepath.Join(string(f), "delegating*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestDelegateIsFollowed: a program that only reads takes a delegation over while it runs.
func TestDelegateIsFollowed(t *testing.T) {
	f := dataFolder(t, "")
	at(t, f, func(p *Pipeline) {
		beside, err := workspace.View(f)
		if err != nil {
			t.Fatal(err)
		}
		defer beside.Close()
		if _, err := beside.Ruleset(); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		changes, watching := make(chan workspace.Change, 10), make(chan struct{})
		go func() {
			defer close(watching)
			beside.Watch(ctx, func(c workspace.Change) { changes <- c })
		}()
		defer func() { stop(); <-watching }()
		if _, err := delegate(p, "顾怀瑾", "林知远", 3); err != nil {
			t.Fatal(err)
		}
		select {
		case c := <-changes:
			day := templates.Today(p.now())
			if c.After == nil || beside.Current().Roster.Delegated("顾怀瑾", "林知远", "介绍信", "区教育局", day) == nil {
				t.Errorf("%+v", c)
			}
		case <-time.After(time.Minute):
			t.Error("nothing is heard of it")
		}
	})
}
