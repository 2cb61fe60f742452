package roster

import (
	"fmt"
	"slices"
)

// Difference is what changed from one roster to another.
type Difference struct {
	Joined, Left []string // names of people
	// Changed is how many lines say something else of people who are in both, or of
	// units.
	Changed int
}

// Compare tells what changed from one roster to another. The order of the lines makes
// no difference.
func Compare(before, after *Roster) Difference {
	var d Difference
	was, is := before.byName(), after.byName()
	for _, a := range after.appointments {
		if was[a.Name] == nil && !slices.Contains(d.Joined, a.Name) {
			d.Joined = append(d.Joined, a.Name)
		}
	}
	seen := map[string]bool{}
	for _, a := range before.appointments {
		switch {
		case seen[a.Name]:
		case is[a.Name] == nil:
			d.Left = append(d.Left, a.Name)
		default:
			d.Changed += max(without(was[a.Name], is[a.Name]), without(is[a.Name], was[a.Name]))
		}
		seen[a.Name] = true
	}
	d.Changed += max(without(unitLines(before), unitLines(after)), without(unitLines(after), unitLines(before)))
	d.Changed += max(without(delegationLines(before), delegationLines(after)), without(delegationLines(after), delegationLines(before)))
	return d
}

// byName are the lines about each person.
func (r *Roster) byName() map[string][]string {
	all := map[string][]string{}
	for _, a := range r.appointments {
		all[a.Name] = append(all[a.Name], fmt.Sprintf("%+v", a))
	}
	return all
}

func unitLines(r *Roster) []string {
	var all []string
	for _, u := range r.units {
		all = append(all, fmt.Sprint(map[string]any(u)))
	}
	return all
}

func delegationLines(r *Roster) []string {
	var all []string
	for _, d := range r.delegations {
		all = append(all, fmt.Sprintf("%+v", d))
	}
	return all
}

// without counts the lines that are not among the others.
func without(lines, others []string) int {
	left := slices.Clone(others)
	n := 0
	for _, line := range lines {
		if i := slices.Index(left, line); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			n++
		}
	}
	return n
}
