package web

import (
	"slices"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline"
	"gongwen/pipeline/form"
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

func (r reach) record(e archive.Record) bool { return r.has(e.Unit, e.Secrecy()) }

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

// access is the reach for the index, which knows units by how records spell them.
func (v *visit) access() index.Access {
	a := index.Access{Limited: true, Secrecy: v.reach.degrees}
	if v.reach.units != nil {
		a.Within = append(v.s.tally.spelt(v.reach.units), "\x00") // which no unit is: an empty list would be all
	}
	return a
}

// sender is the account as it asks what would come of a form for a unit.
func (v *visit) sender(unit string) pipeline.Sender {
	from := pipeline.InboxOf(v.s.law, unit)
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
