package search

import (
	"sync"

	"gongwen/index"
	"gongwen/pipeline/roster"
)

// Spellings tells spellings of one unit from those of two, by the units that read
// gives. It reads them when a query first asks for a unit, and not before: most do
// not. Where they cannot be read, unreadable is told why, once, and a unit is then
// found only as it is written.
func Spellings(read func() (*roster.Units, error), unreadable func(error)) index.SameUnit {
	units := sync.OnceValue(func() *roster.Units {
		units, err := read()
		if err != nil {
			unreadable(err)
			return nil
		}
		return units
	})
	return func(one, other string) bool {
		known := units()
		return known != nil && known.Same(one, other)
	}
}
