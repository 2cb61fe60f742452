package web

import (
	"slices"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/form"
	"gongwen/pipeline/review"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/account"
)

// reach is which records an account may see.
type reach struct {
	known   *roster.Units
	units   []string // only these units', by their names; nil for all
	degrees []string // of secrecy
}

func reachOf(a account.Account, known *roster.Units) reach {
	r := reach{known: known, degrees: a.Clearance}
	if a.Role == account.Office {
		r.units = []string{} // nil would be all
		for _, unit := range a.Units {
			r.units = append(r.units, known.Canonical(unit))
		}
	}
	return r
}

// has tells whether a record of a unit, with a degree of secrecy or none, is
// within reach.
func (r reach) has(unit, degree string) bool {
	return r.hasUnit(unit) && (degree == "" || slices.Contains(r.degrees, degree))
}

func (r reach) hasUnit(unit string) bool {
	return r.units == nil || slices.Contains(r.units, r.known.Canonical(unit))
}

func (r reach) record(e archive.Record) bool { return r.has(e.Unit, e.Secrecy) }

func (r reach) filed(f archive.Filed) bool { return r.has(f.Unit, f.Secrecy) }

// told are findings as the account may read them: what rests on records out of
// reach is said in general.
func (r reach) told(findings []form.Finding, office string) []form.Finding {
	told := slices.Clone(findings)
	for i, f := range told {
		beyond := func(degree string) bool { return degree != "" && !slices.Contains(r.degrees, degree) }
		if r.units != nil || slices.ContainsFunc(f.Beyond, beyond) {
			told[i] = f.General(office)
		}
	}
	return told
}

// unread tells whether the account may know of what nobody could read the degree
// of: it counts as the highest there is.
func (r reach) unread() bool {
	return slices.Contains(r.degrees, account.Degrees[len(account.Degrees)-1])
}

// mayKnow tells whether an arrival is the account's to know of: for those who
// keep the archive, and for the unit that brought it, as far as they are cleared
// for what the form says of its secrecy. Of one that was filed its record decides.
func (v *visit) mayKnow(a catalogue.Arrival) bool {
	switch v.account.Role {
	case account.Archivist, account.Administrator:
	default:
		if !v.ofUnit(a.Unit) {
			return false
		}
	}
	switch {
	case a.State == catalogue.Filed, a.Degree == archive.NotSecret:
		return true
	case a.Degree == "":
		return v.reach.unread()
	}
	return slices.Contains(v.reach.degrees, a.Degree)
}

// ofUnit tells whether a unit, as an inbox spells it, is one of the account's.
func (v *visit) ofUnit(unit string) bool {
	return slices.ContainsFunc(v.account.Units, func(own string) bool { return v.s.law.Units.Same(own, unit) })
}

// named is an arrival with the number of the record it repeats only where that is
// within reach.
func (v *visit) named(a catalogue.Arrival) catalogue.Arrival {
	if a.State == catalogue.Duplicate && !v.s.tally.has(v.reach, a.Number) {
		a.Number, a.Reason = "", "同样内容的表单此前已经办理，原件不在您的查阅范围内，请向"+v.s.law.Office+"核实"
	}
	return a
}

// access is the reach for the index, which knows units by how records spell them.
func (v *visit) access() index.Access {
	a := index.Access{Limited: true, Secrecy: v.reach.degrees}
	if v.reach.units != nil {
		a.Within = append(v.s.tally.spelt(v.reach.units), "\x00") // which no unit is: an empty list would be all
	}
	return a
}

// sender is the account as it asks what would come of a form for a unit.
func (v *visit) sender(unit string) review.Sender {
	from := review.InboxOf(v.s.law, unit)
	from.Reach, from.Asking = v.reach.filed, true
	return from
}

// entry is the record the address of a page names, if it is within reach.
func (v *visit) entry() (catalogue.Entry, error) {
	e, err := v.s.office.Catalogue.Record(v.r.Context(), v.r.PathValue("number"))
	return e, v.within(e.Record, err)
}

// within makes what is out of reach what does not exist.
func (v *visit) within(r archive.Record, err error) error {
	if isUnknown(err) || err == nil && !v.reach.record(r) {
		return errNotFound
	}
	return err
}

// entries are those of the records that there are and that are within reach, in
// the order of their numbers.
func (v *visit) entries(numbers []string) (entries []catalogue.Entry, err error) {
	found, err := v.s.office.Catalogue.Numbered(v.r.Context(), numbers...)
	for _, number := range numbers {
		if e, ok := found[number]; ok && v.reach.record(e.Record) {
			entries = append(entries, e)
		}
	}
	return entries, err
}
