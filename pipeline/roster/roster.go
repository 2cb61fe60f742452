// Package roster knows who held which post when (花名册).
//
// The office keeps the roster itself, as roster.xlsx or roster.yaml at the top
// of its data folder; samples/roster.yaml shows the shape. Every approval on a
// form is checked against it. The terms:
//
//   - Appointment (任职): one person in one post of one unit, from a day until a
//     day. A person may hold several.
//   - Title: what a rule calls a holder by: the post itself (职务, such as
//     区政府办公室主任), the rank (类别, such as 部门主要负责人), 分管 and a unit
//     of the portfolio (分管区财政局), a unit and 主要负责人 (区财政局主要负责人),
//     负责常务工作, or simply the person's name.
//   - Portfolio (分管单位): the units a leader is in charge of.
//   - Stand-in (代行职务): someone who could act for the holder of another post.
//     That alone is no ground to do so: it takes the holder's leave, a vacant post
//     or a delegation.
//   - Delegation (委托): a dated authority of one person to act for another, by a
//     document (article 7).
//   - Unit (单位): what the office keeps of a unit itself: its type, where its
//     money comes from, its quota of posts (编制) and how many are taken.
//
// A Roster is read once and never changes; every question names the day it is
// asked about, so that a form is judged by who held the post then.
package roster

import (
	"slices"
	"strings"

	"gongwen/templates"
)

// RoutineWork is the title of whoever is in charge of the routine work.
const RoutineWork = "负责常务工作"

// Appointment is one person's time in one post.
type Appointment struct {
	Name      string
	Unit      string
	Post      string
	Rank      string // 类别, see Categories
	From      templates.Date
	Until     templates.Date // the last day; zero while it lasts
	Portfolio []string       // units this person is in charge of
	Routine   bool           // 负责常务工作: in charge of the routine work of the government (articles 8, 41)
	ActsFor   []string       // posts this person may stand in for
}

// On reports whether the appointment holds on a day.
func (a *Appointment) On(day templates.Date) bool {
	return !day.Before(a.From.Time) && (a.Until.IsZero() || !day.After(a.Until.Time))
}

// Is reports whether a title names this appointment: by its post, its rank, a unit
// in its portfolio (分管区财政局), the unit it heads (区财政局主要负责人), its charge of
// the routine work, or the name of the person.
func (a *Appointment) Is(title string) bool {
	if title == a.Post || title == a.Rank || title == a.Name || a.Routine && title == RoutineWork {
		return true
	}
	if unit, inCharge := strings.CutPrefix(title, "分管"); inCharge {
		return slices.Contains(a.Portfolio, unit)
	}
	unit, heads := strings.CutSuffix(title, head)
	return heads && unit == a.Unit && strings.HasSuffix(a.Rank, head)
}

// head is what the ranks of the heads of units end in.
const head = "主要负责人"

// Roster is all appointments, past ones included, and the units as they are
// now. The zero Roster is empty.
type Roster struct {
	appointments []Appointment
	units        []templates.Values // of UnitColumns
	delegations  []Delegation
}

// New is a roster of the given appointments and units. Read checks what it is
// given; New does not.
func New(appointments []Appointment, units ...templates.Values) *Roster {
	return &Roster{appointments: slices.Clone(appointments), units: units}
}

// All are the appointments in the order of the roster.
func (r *Roster) All() []Appointment { return slices.Clone(r.appointments) }

// Empty reports whether the roster knows nobody at all.
func (r *Roster) Empty() bool { return len(r.appointments) == 0 }

// Unit is what the roster says of a unit, by the keys of UnitColumns, or nil.
func (r *Roster) Unit(name string) templates.Values {
	i := slices.IndexFunc(r.units, func(u templates.Values) bool { return u["name"] == name })
	if i < 0 {
		return nil
	}
	return r.units[i]
}

// Appointments are what a person held on a day.
func (r *Roster) Appointments(name string, day templates.Date) []Appointment {
	var found []Appointment
	for _, a := range r.appointments {
		if a.Name == name && a.On(day) {
			found = append(found, a)
		}
	}
	return found
}

// Throughout reports whether a person held some post on every day of a time. Missing is
// the first day on which they did not.
func (r *Roster) Throughout(name string, from, until templates.Date) (missing templates.Date, ok bool) {
	for day := from; ; {
		var last templates.Date // up to which the posts held on day reach
		held := r.Appointments(name, day)
		if len(held) == 0 {
			return day, false
		}
		for _, a := range held {
			if a.Until.IsZero() {
				return templates.Date{}, true
			}
			if a.Until.After(last.Time) {
				last = a.Until
			}
		}
		if !last.Before(until.Time) {
			return templates.Date{}, true
		}
		day = last.AddDays(1)
	}
}

// Holds reports whether a person held the post or rank on a day.
func (r *Roster) Holds(name, title string, day templates.Date) bool {
	return slices.ContainsFunc(r.appointments, func(a Appointment) bool {
		return a.Name == name && a.Is(title) && a.On(day)
	})
}

// Holders are the people who held the post or rank on a day.
func (r *Roster) Holders(title string, day templates.Date) []string {
	return r.names(day, func(a *Appointment) bool { return a.Is(title) })
}

// InCharge are the people who had the unit in their portfolio on a day.
func (r *Roster) InCharge(unit string, day templates.Date) []string {
	return r.names(day, func(a *Appointment) bool { return slices.Contains(a.Portfolio, unit) })
}

// StandIns are the people who on a day could act for the holder of a post.
func (r *Roster) StandIns(post string, day templates.Date) []string {
	return r.names(day, func(a *Appointment) bool { return slices.Contains(a.ActsFor, post) })
}

// Routine are the people in charge of the routine work of the government on a
// day: at most one in a roster that was read.
func (r *Roster) Routine(day templates.Date) []string {
	return r.names(day, func(a *Appointment) bool { return a.Routine })
}

// InOrder are those of some people who hold a post on a day, in the order of the roster.
func (r *Roster) InOrder(some map[string]bool, day templates.Date) []string {
	return r.names(day, func(a *Appointment) bool { return some[a.Name] })
}

// names are the people with such an appointment on a day, each once, in the
// order of the roster.
func (r *Roster) names(day templates.Date, such func(*Appointment) bool) []string {
	var names []string
	for i := range r.appointments {
		a := &r.appointments[i]
		if such(a) && a.On(day) && !slices.Contains(names, a.Name) {
			names = append(names, a.Name)
		}
	}
	return names
}
