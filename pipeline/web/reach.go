package web

import (
	"slices"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/web/account"
)

// reach is which records an account may see.
type reach struct {
	units   []string // only these units'; nil for all
	degrees []string // of secrecy
}

func reachOf(a account.Account) reach {
	r := reach{degrees: a.Clearance}
	if a.Role == account.Office {
		r.units = a.Units
	}
	return r
}

// has tells whether a record of a unit, with a degree of secrecy or none, is
// within reach.
func (r reach) has(unit, degree string) bool {
	return r.hasUnit(unit) && (degree == "" || slices.Contains(r.degrees, degree))
}

func (r reach) hasUnit(unit string) bool { return r.units == nil || slices.Contains(r.units, unit) }

func (r reach) record(e archive.Record) bool { return r.has(e.Unit, e.Secrecy()) }

// access is the same for the index.
func (r reach) access() index.Access {
	return index.Access{Limited: true, Secrecy: r.degrees, Within: r.units}
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
