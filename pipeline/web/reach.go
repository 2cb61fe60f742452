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

// accessScope is which records an account may see.
type accessScope struct {
	known   *roster.Units
	units   []string // only these units', by their names; nil for all
	degrees []string // of secrecy
}

func scopeOf(a account.Account, known *roster.Units) accessScope {
	r := accessScope{known: known, degrees: a.Clearance}
	if a.Role == account.Office {
		r.units = []string{} // nil would be all
		for _, unit := range a.Units {
			r.units = append(r.units, known.Canonical(unit))
		}
	}
	return r
}

// includes tells whether a record of a unit, with a degree of secrecy or none, is
// within reach.
func (r accessScope) includes(unit, degree string) bool {
	return r.includesUnit(unit) && (degree == "" || slices.Contains(r.degrees, degree))
}

func (r accessScope) includesUnit(unit string) bool {
	return r.units == nil || slices.Contains(r.units, r.known.Canonical(unit))
}

func (r accessScope) includesRecord(e archive.Record) bool { return r.includes(e.Unit, e.Secrecy()) }

func (r accessScope) includesFiled(f archive.Filed) bool { return r.includes(f.Unit, f.Secrecy) }

// redactFindings are findings as the account may read them: what rests on records out of
// reach is said in general.
func (r accessScope) redactFindings(findings []form.Finding, office string) []form.Finding {
	told := slices.Clone(findings)
	for i, f := range told {
		beyond := func(degree string) bool { return degree != "" && !slices.Contains(r.degrees, degree) }
		if r.units != nil || slices.ContainsFunc(f.Beyond, beyond) {
			told[i] = f.General(office)
		}
	}
	return told
}

// includesUnread tells whether the account may know of what nobody could read the degree
// of: it counts as the highest there is.
func (r accessScope) includesUnread() bool {
	return slices.Contains(r.degrees, account.Degrees[len(account.Degrees)-1])
}

// maySeeArrival tells whether an arrival is the account's to know of: for those who
// keep the archive, and for the unit that brought it, as far as they are cleared
// for what the form says of its secrecy. Of one that was filed its record decides.
func (r *request) maySeeArrival(a catalogue.Arrival) bool {
	switch r.account.Role {
	case account.Archivist, account.Administrator:
	default:
		if !r.ofUnit(a.Unit) {
			return false
		}
	}
	switch {
	case a.State == catalogue.Filed, a.Degree == archive.NotSecret:
		return true
	case a.Degree == "":
		return r.scope.includesUnread()
	}
	return slices.Contains(r.scope.degrees, a.Degree)
}

// ofUnit tells whether a unit, as an inbox spells it, is one of the account's.
func (r *request) ofUnit(unit string) bool {
	return slices.ContainsFunc(r.account.Units, func(own string) bool { return r.server.ruleset.Units.Same(own, unit) })
}

// redactDuplicate is an arrival with the number of the record it repeats only where that is
// within reach.
func (r *request) redactDuplicate(a catalogue.Arrival) catalogue.Arrival {
	if a.State == catalogue.Duplicate && !r.server.statistics.has(r.scope, a.Number) {
		a.Number, a.Reason = "", "同样内容的表单此前已经办理，原件不在您的查阅范围内，请向"+r.server.ruleset.Office+"核实"
	}
	return a
}

// indexAccess is the reach for the index, which knows units by how records spell them.
func (r *request) indexAccess() index.Access {
	a := index.Access{Limited: true, Secrecy: r.scope.degrees}
	if r.scope.units != nil {
		a.Within = append(r.server.statistics.spelt(r.scope.units), "\x00") // which no unit is: an empty list would be all
	}
	return a
}

// sender is the account as it asks what would come of a form for a unit.
func (r *request) sender(unit string) pipeline.Sender {
	from := pipeline.InboxOf(r.server.ruleset, unit)
	from.Reach, from.Asking = r.scope.includesFiled, true
	return from
}

// entry is the record the address of a page names, if it is within reach.
func (r *request) entry() (catalogue.Entry, error) {
	e, err := r.server.workspace.Catalogue.Record(r.Context(), r.PathValue("number"))
	return e, r.checkScope(e.Record, err)
}

// checkScope makes what is out of reach what does not exist.
func (r *request) checkScope(record archive.Record, err error) error {
	if isUnknown(err) || err == nil && !r.scope.includesRecord(record) {
		return errNotFound
	}
	return err
}

// entries are those of the records that there are and that are within reach, in
// the order of their numbers.
func (r *request) entries(numbers []string) (entries []catalogue.Entry, err error) {
	found, err := r.server.workspace.Catalogue.Numbered(r.Context(), numbers...)
	for _, number := range numbers {
		if e, ok := found[number]; ok && r.scope.includesRecord(e.Record) {
			entries = append(entries, e)
		}
	}
	return entries, err
}
