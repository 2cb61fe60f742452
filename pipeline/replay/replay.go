// Package replay tries a changed rulebook on everything that was filed, before it is
// put in force.
//
// Each record is judged twice, by the rulebook that was in force on its day and by
// the draft (草案), whatever its date: the question is what the draft would have
// decided, form by form. Nothing is written anywhere. What the two judge alike is of
// no interest; what they judge otherwise is a Change, with the findings that make
// the difference.
package replay

import (
	"context"
	"fmt"
	"os"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/review"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/bounded"
)

// Verdict is what a rulebook decides about a form.
type Verdict string

const (
	Accepted Verdict = "accepted"
	Returned Verdict = "returned"
)

// Change is a record that a draft judges otherwise.
type Change struct {
	Number string         `json:"number"`
	Kind   string         `json:"kind"` // key
	Date   templates.Date `json:"date"`
	Before Verdict        `json:"before"` // by the rulebook of its day
	After  Verdict        `json:"after"`  // by the draft
	Raised []form.Finding `json:"raised"` // only by the draft
	Lifted []form.Finding `json:"lifted"` // no longer by the draft
}

// Replay tries the draft in the folder dir on the records of an office, but for those
// that are void and those of kinds the draft says nothing about. The changes come in
// the order of the catalogue. progress, which may be nil, is told after each record.
func Replay(ctx context.Context, o *workspace.Workspace, dir string, progress func(done, total int)) ([]Change, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("没有草案文件夹 %s", dir)
	}
	inForce := o.Config.Rulebooks(o.Folder)
	draft, err := rules.LoadDraft(o.Kinds(), bounded.Dir(dir), inForce...)
	if err != nil {
		return nil, err
	}
	now, err := o.Ruleset()
	if err != nil {
		return nil, err
	}
	by := func(regulation *rules.Regulation) *review.Reviewer {
		ruleset := *now
		ruleset.Regulation = regulation
		return &review.Reviewer{Ruleset: &ruleset, Filed: o.Catalogue}
	}
	current, proposed := by(now.Regulation), by(draft.Proposed)
	sums, err := o.Catalogue.Sums(ctx)
	if err != nil {
		return nil, err
	}
	changes := []Change{}
	done := 0
	for e, err := range o.Catalogue.Records(ctx, catalogue.Filter{}) {
		if err != nil {
			return nil, err
		}
		if done++; progress != nil {
			progress(done, sums.Filed)
		}
		kind := o.Kinds().Named(e.Kind)
		if e.Voided != nil || kind == nil || !draft.Touches(kind.Key) {
			continue
		}
		values, _ := kind.Decode(e.Values) // what its kind no longer knows, no rule asks for
		kind.Normalise(values)
		f := &form.Form{Kind: kind, Values: values}
		before, err := current.Again(ctx, f, e.Submission, e.Arrived)
		if err != nil {
			return nil, err
		}
		after, err := proposed.Again(ctx, f, e.Submission, e.Arrived)
		if err != nil {
			return nil, err
		}
		if difference := rules.Differ(before, after); difference.Changes() {
			changes = append(changes, changeOf(e, difference))
		}
	}
	return changes, nil
}

func changeOf(e catalogue.Entry, d rules.Difference) Change {
	return Change{Number: e.Number, Kind: e.Kind, Date: e.Date, Before: verdict(d.Before), After: verdict(d.After),
		Raised: append([]form.Finding{}, d.Raised...), Lifted: append([]form.Finding{}, d.Lifted...)}
}

func verdict(returned bool) Verdict {
	if returned {
		return Returned
	}
	return Accepted
}
