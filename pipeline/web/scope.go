package web

import (
	"slices"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/review"
)

// maySeeArrival reports whether the account may know of an arrival: for those who
// keep the archive, and for the unit that brought it, as far as they are cleared
// for what the form says of its secrecy. Of one that was filed its record decides.
func (r *request) maySeeArrival(a catalogue.Arrival) bool {
	if !r.account.AllArrivals() && !r.ofUnit(a.Unit) {
		return false
	}
	return a.State == catalogue.Filed || r.scope.IncludesForm(a.Degree)
}

// ofUnit reports whether a unit, as an inbox spells it, is one of the account's.
func (r *request) ofUnit(unit string) bool {
	return slices.ContainsFunc(r.account.Units, func(own string) bool { return r.server.ruleset().Units.Same(own, unit) })
}

// redactDuplicate is an arrival with the number of the record it repeats only where
// that is in scope.
func (r *request) redactDuplicate(a catalogue.Arrival) catalogue.Arrival {
	if a.State == catalogue.Duplicate && !r.server.statistics.Includes(r.scope, a.Number) {
		a.Number, a.Reason = "", "同样内容的表单此前已经办理，原件不在您的查阅范围内，请向"+r.server.ruleset().Office+"核实"
	}
	return a
}

// indexAccess is the scope as the index takes it, which knows units by how records
// spell them.
func (r *request) indexAccess() index.Access {
	a := index.Access{Limited: true, Secrecy: r.scope.Degrees()}
	if !r.scope.AllUnits() {
		a.Within = append(r.server.statistics.Spellings(r.scope.Units()), "\x00") // which no unit is: an empty list would be all
	}
	return a
}

// sender is the account as it asks what would come of a form for a unit.
func (r *request) sender(unit string) review.Sender {
	from := review.InboxOf(r.server.ruleset(), unit)
	from.Reach, from.Asking = r.scope.IncludesFiled, true
	return from
}

// entry is the record the address of a page names, if it is in scope.
func (r *request) entry() (catalogue.Entry, error) {
	e, err := r.server.workspace.Catalogue.Record(r.Context(), r.PathValue("number"))
	return e, r.checkScope(e.Record, err)
}

// checkScope turns what is out of scope into what does not exist: errNotFound.
func (r *request) checkScope(record archive.Record, err error) error {
	if isUnknown(err) || err == nil && !r.scope.IncludesRecord(record) {
		return errNotFound
	}
	return err
}

// entries are those of the records that there are and that are in scope, in
// the order of their numbers.
func (r *request) entries(numbers []string) (entries []catalogue.Entry, err error) {
	found, err := r.server.workspace.Catalogue.Numbered(r.Context(), numbers...)
	for _, number := range numbers {
		if e, ok := found[number]; ok && r.scope.IncludesRecord(e.Record) {
			entries = append(entries, e)
		}
	}
	return entries, err
}
