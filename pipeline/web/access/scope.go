// Package access says which records an account may see (查阅范围): an office account
// its own units', a signer's those named with it, the others all; and of these only the degrees of secrecy that the
// account is cleared for.
package access

import (
	"cmp"
	"slices"
	"strings"

	"gongwen/archive"
	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/account"
)

// Scope is which records an account may see. The zero Scope is all records without a
// degree of secrecy.
type Scope struct {
	known   *roster.Units
	units   []string // only these units', by their names; nil for all
	degrees []string // of secrecy
}

// Of is the scope of an account. The units tell which spellings are one unit's.
func Of(a account.Account, known *roster.Units) Scope {
	s := Scope{known: known, degrees: a.Clearance}
	if a.OwnUnitsOnly() {
		s.units = []string{} // nil would be all
		for _, unit := range a.Units {
			s.units = append(s.units, known.Canonical(unit))
		}
	}
	return s
}

// AllUnits reports whether the scope is not limited to some units.
func (s Scope) AllUnits() bool { return s.units == nil }

// Units are the names of the units the scope is limited to.
func (s Scope) Units() []string { return s.units }

// Degrees are the degrees of secrecy in the scope.
func (s Scope) Degrees() []string { return s.degrees }

// Includes reports whether a record of a unit, with a degree of secrecy or none, is in
// the scope.
func (s Scope) Includes(unit, degree string) bool {
	return s.IncludesUnit(unit) && (degree == "" || slices.Contains(s.degrees, degree))
}

// IncludesUnit reports whether a unit's records are, those without a degree.
func (s Scope) IncludesUnit(unit string) bool {
	return s.units == nil || slices.Contains(s.units, s.known.Canonical(unit))
}

// IncludesRecord reports whether a record is.
func (s Scope) IncludesRecord(r archive.Record) bool { return s.Includes(r.Unit, r.Secrecy) }

// IncludesFiled reports whether what was filed is.
func (s Scope) IncludesFiled(f archive.Filed) bool { return s.Includes(f.Unit, f.Secrecy) }

// IncludesUnread reports whether the account may know of what nobody could read the
// degree of secrecy of: it counts as the highest there is.
func (s Scope) IncludesUnread() bool {
	return slices.Contains(s.degrees, account.Degrees[len(account.Degrees)-1])
}

// FormDegrees are the degrees of secrecy of the forms that the account may know of, as the
// ledger has them: archive.NotSecret for none, empty where nobody could read it.
func (s Scope) FormDegrees() []string {
	degrees := append([]string{archive.NotSecret}, s.degrees...)
	if s.IncludesUnread() {
		degrees = append(degrees, "")
	}
	return degrees
}

// IncludesForm reports whether the account may know of a form of such a degree.
func (s Scope) IncludesForm(degree string) bool { return slices.Contains(s.FormDegrees(), degree) }

// HandedIn reports whether what came into the inbox of a unit came from the account's own;
// what lies in no unit's inbox, empty, came from the office.
func HandedIn(a account.Account, known *roster.Units, office, inbox string) bool {
	return slices.ContainsFunc(a.Units, func(own string) bool { return known.Same(own, cmp.Or(inbox, office)) })
}

// Redact is findings as the account may read them: what rests on records out of
// scope is said in general, with the office to ask.
func (s Scope) Redact(findings []form.Finding, office string) []form.Finding {
	redacted := slices.Clone(findings)
	for i, f := range redacted {
		beyond := func(degree string) bool { return degree != "" && !slices.Contains(s.degrees, degree) }
		if s.units != nil || slices.ContainsFunc(f.Beyond, beyond) {
			redacted[i] = f.General(office)
		}
	}
	return redacted
}

// Key tells scopes apart.
func (s Scope) Key() string {
	all := ""
	if s.units == nil {
		all = "*"
	}
	return all + strings.Join(s.units, "\x00") + "\x01" + strings.Join(s.degrees, "\x00")
}
