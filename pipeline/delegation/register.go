package delegation

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// Delegation is a grant with what became of it.
type Delegation struct {
	Grant
	Code  string
	Given Event  // that gave it
	Ended *Event // nil while it was not ended
	// told is set once the principal has read of all that somebody else did about it.
	told bool
}

// Of are the delegations that events make up, in the order in which they were given.
// An event that stands there twice counts once; one about a delegation that there is not
// says nothing.
func Of(events []json.RawMessage) ([]Delegation, error) {
	var all []Delegation
	seen := map[string]bool{}
	for _, text := range events {
		e, err := Parse(text)
		if err != nil {
			return nil, err
		}
		code := e.Code()
		if seen[code] {
			continue
		}
		seen[code] = true
		if e.Act == Delegated {
			all = append(all, Delegation{Grant: *e.Grant, Code: code, Given: e, told: e.Name == e.Grant.Principal})
			continue
		}
		i := slices.IndexFunc(all, func(d Delegation) bool { return d.Code == e.Of })
		switch {
		case i < 0:
		case e.Act == Told:
			all[i].told = true
		case e.Act == Ended && all[i].Ended == nil:
			all[i].Ended, all[i].told = &e, all[i].told && e.Name == all[i].Principal
		}
	}
	return all, nil
}

// State is where a delegation is in its time.
type State string

const (
	Coming  State = "coming"   // 未到期: its first day is still to come
	InForce State = "in-force" // 有效
	Over    State = "over"     // 期满, or ended
)

// At is its state at a time.
func (d *Delegation) At(now time.Time) State {
	day := templates.Today(now)
	switch {
	case d.Ended != nil || day.After(d.Until.Time):
		return Over
	case day.Before(d.From.Time):
		return Coming
	}
	return InForce
}

// Beside are the other delegations of the principal of the one with a code that are not
// over and share a day with it: they are allowed, and named to whoever gives it.
func Beside(all []Delegation, code string, now time.Time) (found []Delegation) {
	i := slices.IndexFunc(all, func(d Delegation) bool { return d.Code == code })
	if i < 0 {
		return nil
	}
	return slices.DeleteFunc(overlapping(all, &all[i].Grant, now), func(d Delegation) bool { return d.Code == code })
}

// BesideInWords names those of Beside; empty for none.
func BesideInWords(beside []Delegation) string {
	if len(beside) == 0 {
		return ""
	}
	others := make([]string, len(beside))
	for i, d := range beside {
		others[i] = fmt.Sprintf("%s（%s至%s）", d.Delegate, d.From, d.Until)
	}
	return "这段时间里还委托了" + strings.Join(others, "、") + "，其中任何一人都可以签。"
}

// overlapping are the delegations that are not over and have the principal and a day of a
// grant.
func overlapping(all []Delegation, g *Grant, now time.Time) (found []Delegation) {
	for _, d := range all {
		if d.Principal == g.Principal && d.At(now) != Over && !d.From.After(g.Until.Time) && !g.From.After(d.Until.Time) {
			found = append(found, d)
		}
	}
	return found
}

// Untold are the delegations of a person that somebody else gave or ended and of which
// they have not read.
func Untold(all []Delegation, principal string) (found []Delegation) {
	for _, d := range all {
		if d.Principal == principal && principal != "" && !d.told {
			found = append(found, d)
		}
	}
	return found
}

// Rows are the delegations as the roster has them.
func Rows(all []Delegation) []roster.Delegation {
	rows := make([]roster.Delegation, len(all))
	for i, d := range all {
		rows[i] = roster.Delegation{Principal: d.Principal, Delegate: d.Delegate, Mode: roster.Entrusted,
			Matters: d.Matters, Units: d.Units, From: d.From, Until: d.Until, Document: d.Document}
		if d.Ended != nil {
			rows[i].Ended = d.Ended.At
		}
	}
	return rows
}
