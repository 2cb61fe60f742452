package desk

import (
	"slices"

	"gongwen/archive/catalogue"
)

// Repeats reports whether turns before one ask for the same: where any of several titles
// would do, there is a turn of each, with the others.
func Repeats(before []catalogue.Turn, t catalogue.Turn) bool {
	return slices.ContainsFunc(before, func(b catalogue.Turn) bool {
		return b.Arrival == t.Arrival && b.What == t.What && b.Step == t.Step && slices.Contains(b.Or, t.Title)
	})
}
