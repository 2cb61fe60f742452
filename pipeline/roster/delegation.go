package roster

import (
	"fmt"
	"slices"
	"time"

	"gongwen/templates"
)

// DelegationModes are the ways somebody is given another's authority: for the
// matters named (委托, article 7), or to run the work while the post is vacant or its
// holder away (主持工作).
var DelegationModes = []string{Entrusted, "主持工作"}

// Entrusted is the mode of a delegation for the matters named.
const Entrusted = "委托"

// Delegation (委托) is the authority of one person to act for another.
type Delegation struct {
	Principal string // for whom
	Delegate  string // who may act
	Mode      string // one of DelegationModes
	Matters   []string
	Units     []string
	From      templates.Date
	Until     templates.Date // the last day
	Document  string         // what it rests on
	// Ended is when it was ended before its last day; zero for never. On that day it
	// holds for what had been signed: who may sign now, Roster.WithoutEnded tells.
	Ended time.Time
}

// Covers reports whether the delegation holds on a day for a matter, which is the
// title of a kind of form, of a unit. One that names no matters or no units holds for
// all of them.
func (d *Delegation) Covers(matter, unit string, day templates.Date) bool {
	return !day.Before(d.From.Time) && !day.After(d.Until.Time) && (d.Ended.IsZero() || !day.After(templates.Today(d.Ended).Time)) &&
		(len(d.Matters) == 0 || slices.Contains(d.Matters, matter)) &&
		(len(d.Units) == 0 || slices.Contains(d.Units, unit))
}

// String names the ground as it is cited: 青政办发〔2026〕5号（主持工作，2026年5月1日至20日）.
func (d *Delegation) String() string {
	return fmt.Sprintf("%s（%s，%s至%s）", d.Document, d.Mode, d.From, d.Until)
}

// Delegating is the roster with more delegations.
func (r *Roster) Delegating(more ...Delegation) *Roster {
	with := *r
	with.delegations = slices.Concat(r.delegations, more)
	return &with
}

// WithoutEnded is the roster without the delegations that were ended: by it somebody signs
// now. What was ended does not come back when the clock is set back.
func (r *Roster) WithoutEnded() *Roster {
	ended := func(d Delegation) bool { return !d.Ended.IsZero() }
	if !slices.ContainsFunc(r.delegations, ended) {
		return r
	}
	with := *r
	with.delegations = slices.DeleteFunc(slices.Clone(r.delegations), ended)
	return &with
}

// Delegations are all delegations in the order of the roster.
func (r *Roster) Delegations() []Delegation { return slices.Clone(r.delegations) }

// Delegated is the delegation by which one person may act for another on a day, see
// Covers; nil where there is none.
func (r *Roster) Delegated(principal, delegate, matter, unit string, day templates.Date) *Delegation {
	for i := range r.delegations {
		d := &r.delegations[i]
		if d.Principal == principal && d.Delegate == delegate && d.Covers(matter, unit, day) {
			return d
		}
	}
	return nil
}

// DelegatedBy are the delegations that somebody has given.
func (r *Roster) DelegatedBy(principal string) (given []Delegation) {
	for _, d := range r.delegations {
		if d.Principal == principal {
			given = append(given, d)
		}
	}
	return given
}
