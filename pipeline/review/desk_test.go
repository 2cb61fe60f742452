package review

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// atDesk is a form that is signed at the desk, without a disk: what pipeline does for it,
// as far as rules, review and signoff go.
type atDesk struct {
	reviewer *Reviewer
	records  rules.Archive
	kind     *templates.Kind
	raw      map[string]any // as it was handed in, by key or label, without approvals
	received time.Time
	signing  signoff.Signing
}

// form is the form as it stands, with the signatures that count, and what reading it found.
func (d *atDesk) form() (*form.Form, []form.Finding, error) {
	data, err := json.Marshal(d.raw)
	if err != nil {
		return nil, nil, err
	}
	f, found, err := form.Read("表单.json", data, d.reviewer.Ruleset.Kinds)
	if err != nil {
		return nil, nil, err
	}
	Attribute(d.reviewer.Ruleset, f, Operator)
	signed := SignOffsOf(d.signing)
	signed.Opened = true
	return f, Sign(d.reviewer.Ruleset, f, found, signed, d.received), nil
}

// outcome is what becomes of it now.
func (d *atDesk) outcome() (Outcome, error) {
	f, found, err := d.form()
	if err != nil {
		return Outcome{}, err
	}
	o := Outcome{Form: f}
	o.Verdict, err = Judge(d.reviewer.Ruleset, nil, d.records, f, found, Operator, func(string) bool { return true }, d.received)
	if err == nil && o.Unsigned() && d.signing.Version() == 0 {
		s := Submission{From: Operator, Received: d.received}
		for _, name := range f.Kind.Attachments(f.Values) {
			s.Attachments = append(s.Attachments, File{Name: name})
		}
		err = d.reviewer.tryToSign(s, &o, found, d.records)
	}
	return o, err
}

// open lets it wait for signatures.
func (d *atDesk) open() {
	d.signing.Events = append(d.signing.Events, signoff.Event{Act: signoff.Opened, At: d.received, Version: d.signing.Version() + 1, Shown: fmt.Sprint("稿", d.signing.Version()+1)})
}

func (d *atDesk) situation(now time.Time) (signoff.Situation, error) {
	f, _, err := d.form()
	if err != nil {
		return signoff.Situation{}, err
	}
	return d.reviewer.Situation(f, d.records, d.signing, now)
}

// sign lets somebody agree at a time.
func (d *atDesk) sign(name string, now time.Time) error {
	at, err := d.situation(now)
	if err != nil {
		return err
	}
	e, err := d.signing.Check(signoff.Event{Act: signoff.Signed, Name: name, Decision: templates.Agreed, Shown: d.signing.Shown()}, at)
	if err == nil {
		d.signing.Events = append(d.signing.Events, e)
	}
	return err
}

// desked is a kind's example with changes, handed in without its approvals, which are
// given back.
func desked(t *testing.T, ruleset *workspace.Ruleset, k *templates.Kind, changes map[string]any) (*atDesk, []templates.Values) {
	t.Helper()
	var raw map[string]any
	if err := yaml.Unmarshal([]byte(k.Example), &raw); err != nil {
		t.Fatal(err)
	}
	for name := range changes {
		if f := k.FieldNamed(name); f != nil {
			delete(raw, f.Key)
			delete(raw, f.Label)
		}
	}
	maps.Copy(raw, changes)
	maps.DeleteFunc(raw, func(_ string, value any) bool { return value == nil })
	data, err := json.Marshal(raw)
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := form.Read("表单.json", data, ruleset.Kinds)
	if err != nil {
		t.Fatal(err)
	}
	key := k.ApprovalsKey()
	approvals, _ := f.Values[key].([]templates.Values)
	delete(raw, key)
	delete(raw, k.LabelOf(key))
	return &atDesk{reviewer: &Reviewer{Ruleset: ruleset}, kind: k, raw: raw}, approvals
}

// noon of a day.
func noon(day templates.Date) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.Local)
}

// handIn hands the form in on the first day on which it can be: that of its example's
// first approval, or a later one that the example names, when what it reports was done.
func (d *atDesk) handIn(t *testing.T, approvals []templates.Values) {
	t.Helper()
	first, _ := approvals[0]["date"].(templates.Date)
	days := []templates.Date{first}
	for _, value := range d.raw {
		if day, err := templates.ParseDate(fmt.Sprint(value)); err == nil && day.After(first.Time) {
			days = append(days, day)
		}
	}
	slices.SortFunc(days, func(a, b templates.Date) int { return a.Compare(b.Time) })
	var o Outcome
	var err error
	for _, day := range days {
		d.received = noon(day)
		if o, err = d.outcome(); err != nil || o.Unsigned() {
			break
		}
	}
	if err != nil || !o.Unsigned() {
		t.Fatalf("handed in: %v, %s", err, said(only(o.Verdict.Findings, form.Finding.Returns)))
	}
}

// signAll gives signatures on the days of the approvals that an example has, by those
// who gave them where they may, until nothing is open. It tells who signed.
func (d *atDesk) signAll(t *testing.T, approvals []templates.Values) []string {
	t.Helper()
	var signers []string
	for i := 0; i < 20; i++ {
		line := approvals[min(i, len(approvals)-1)]
		day, _ := line["date"].(templates.Date)
		if received := templates.Today(d.received); day.Before(received.Time) {
			day = received
		}
		at, err := d.situation(noon(day))
		if err != nil {
			t.Fatal(err)
		}
		if d.signing.Settled(at) {
			return signers
		}
		turns, err := d.signing.Turns(at)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		f, _, err := d.form()
		if err != nil {
			t.Fatal(err)
		}
		for _, turn := range turns {
			if turn.What != signoff.ToSign {
				t.Fatalf("%s: %+v", d.kind.Key, turn)
			}
			facts := rules.Facts{Roster: d.reviewer.Ruleset.Roster, Units: d.reviewer.Ruleset.Units, Archive: d.records, Received: day}
			candidates, err := d.reviewer.Ruleset.Regulation.Candidates(f, facts, turn.Title, turn.InPerson, day)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range candidates {
				names = append(names, c.Name)
			}
		}
		for _, line := range approvals { // theirs is the order of the example
			if name, _ := line["name"].(string); slices.Contains(names, name) {
				names = []string{name}
				break
			}
		}
		if len(names) == 0 {
			t.Fatalf("%s: nobody can sign %+v", d.kind.Key, turns)
		}
		if err := d.sign(names[0], noon(day)); err != nil {
			t.Fatalf("%s: %s on %s: %v", d.kind.Key, names[0], day, err)
		}
		signers = append(signers, names[0])
	}
	t.Fatalf("%s: it does not end: %v", d.kind.Key, signers)
	return nil
}

// filedBefore are the records that a kind's example rests on.
func filedBefore(t *testing.T, ruleset *workspace.Ruleset, k *templates.Kind) rules.Archive {
	t.Helper()
	var filed []map[string]any
	for _, p := range ruleset.Regulation.Latest().Precedents(k) {
		one := maps.Clone(p.Set)
		if one == nil {
			one = map[string]any{}
		}
		one[templates.KindKey] = p.Kind
		if p.Number != "" {
			one["number"] = p.Number
		}
		filed = append(filed, one)
	}
	records, err := ruleset.Regulation.Fixtures(filed)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// TestSignEveryKindAtTheDesk takes the example of every kind that somebody approves, has
// it signed at the desk by those whom the steps ask for, and expects that it is issued.
// Each is tried with the day it bears, and without.
func TestSignEveryKindAtTheDesk(t *testing.T) {
	t.Parallel()
	builtin, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := peopled(t, builtin, nil)
	kinds := 0
	for _, k := range ruleset.Kinds.All() {
		if !k.Approved() {
			continue
		}
		kinds++
		for _, dated := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s dated %v", k.Key, dated), func(t *testing.T) {
				d, approvals := desked(t, ruleset, k, nil)
				if len(approvals) == 0 {
					t.Fatal("the example has no approvals")
				}
				d.records = filedBefore(t, ruleset, k)
				if !dated {
					delete(d.raw, k.Date)
					delete(d.raw, k.LabelOf(k.Date))
				}
				d.handIn(t, approvals)
				d.open()
				signers := d.signAll(t, approvals)
				if len(signers) == 0 {
					t.Error("nobody has to sign")
				}
				o, err := d.outcome()
				if err != nil || !o.Accepted() {
					t.Errorf("signed by %v: %v, %s %s", signers, err, said(only(o.Verdict.Findings, form.Finding.Returns)), said(o.Verdict.Unsigned))
				}
			})
		}
	}
	if kinds < 31 {
		t.Errorf("only %d kinds have approvals", kinds)
	}
}
