package desk

import (
	"slices"

	"gongwen/archive/catalogue"
)

// Distinct are turns without those that ask for the same as one before them: where any of
// several titles would do, there is a turn of each, with the others.
func Distinct(turns []catalogue.Turn) (all []catalogue.Turn) {
	for i, t := range turns {
		if !slices.ContainsFunc(turns[:i], func(b catalogue.Turn) bool {
			return b.Arrival == t.Arrival && b.What == t.What && b.Step == t.Step && slices.Contains(b.Or, t.Title)
		}) {
			all = append(all, t)
		}
	}
	return all
}
