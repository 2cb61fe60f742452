package roster

import (
	"errors"
	"slices"

	"gongwen/templates"
)

// ReadRows reads some rows in the shape of roster.yaml, to be laid over a roster. They
// need not make one by themselves: any of the tables may be missing, and so may those
// the rows stand in for.
func ReadRows(content []byte) (*Roster, error) {
	tables, err := readTables(content)
	if err != nil {
		return nil, err
	}
	r := &Roster{}
	var errs []error
	for _, row := range tables[appointments] {
		a, err := row.appointment()
		errs = append(errs, err)
		r.appointments = append(r.appointments, a)
	}
	for _, row := range tables[units] {
		u, err := row.read(units)
		errs = append(errs, err)
		r.units = append(r.units, u)
	}
	for _, row := range tables[delegations] {
		d, err := row.delegation()
		errs = append(errs, err)
		r.delegations = append(r.delegations, d)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return r, nil
}

// With is the roster with rows laid over it. A row of the same person in the same post
// since the same day takes the place of the roster's own, and so does a unit's.
// Delegations are added.
func (r *Roster) With(rows *Roster) *Roster {
	own := func(a Appointment) bool {
		return slices.ContainsFunc(rows.appointments, func(b Appointment) bool {
			return a.Name == b.Name && a.Unit == b.Unit && a.Post == b.Post && a.From.Equal(b.From.Time)
		})
	}
	kept := slices.DeleteFunc(slices.Clone(r.appointments), own)
	units := slices.DeleteFunc(slices.Clone(r.units), func(u templates.Values) bool {
		name, _ := u["name"].(string)
		return rows.Unit(name) != nil
	})
	return &Roster{append(kept, rows.appointments...), append(units, rows.units...), slices.Concat(r.delegations, rows.delegations)}
}
