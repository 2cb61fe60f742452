package query

import (
	"cmp"
	"slices"
	"strings"

	"gongwen/templates/normal"
)

// mostNear is how many names are offered for one that nothing is called by.
const mostNear = 4

// near are the names that somebody may have meant, the likeliest first.
func near(meant string, names []string) []string {
	type candidate struct {
		name string
		off  int
	}
	var all []candidate
	asked := []rune(nameKey(meant))
	for _, name := range names {
		if off, ok := apart(asked, []rune(nameKey(name))); ok {
			all = append(all, candidate{name, off})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.off, b.off), cmp.Compare(a.name, b.name)) })
	var found []string
	for _, c := range all {
		if len(found) < mostNear && !slices.Contains(found, c.name) {
			found = append(found, c.name)
		}
	}
	return found
}

// apart is how far two names are from each other; ok is false where nobody would take
// the one for the other. What is one slip of the pen away comes before what is a part
// of the name, and that before what shares most of its characters.
func apart(a, b []rune) (off int, ok bool) {
	slips := normal.Distance(a, b)
	shorter, longer := min(len(a), len(b)), max(len(a), len(b))
	switch {
	case slips == 0 || slips == 1 && longer >= 2:
		return slips, true
	case shorter >= 2 && (strings.Contains(string(a), string(b)) || strings.Contains(string(b), string(a))):
		return 1 + longer - shorter, true
	case shorter >= 2 && slips*2 <= longer:
		return 1 + 2*slips, true
	}
	return 0, false
}
