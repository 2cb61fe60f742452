package roster

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// OtherNames are the other names of the unit that somebody wrote, as texts have them:
// the roster's name and the aliases. Where the district, or 区, was written before
// the name they have 区, too, so that no other district's unit is meant; else they
// have neither. There are none for a unit that is not known.
func (u *Units) OtherNames(written string) []string {
	name, ok := u.Named(written)
	if !ok {
		return nil
	}
	local := u.bare(written) != written
	var others []string
	for _, other := range u.spellings[name] {
		switch bare := u.bare(other); {
		case !local:
			other = bare
		case bare == other && !u.names[other]:
			other = u.level() + other // an alias such as 城管局
		}
		if other != written && !slices.Contains(others, other) {
			others = append(others, other)
		}
	}
	return others
}

// bare is a spelling without the district and the government before it, as it is
// written otherwise: 财政局 of 青山区财政局, 区人民政府财政局.
func (u *Units) bare(spelling string) string {
	return u.withoutPlace(spelling, "人民政府", "政府", "")
}

// withoutPlace is a spelling without the district and one of these names of its
// government before it; the first that is there goes.
func (u *Units) withoutPlace(spelling string, governments ...string) string {
	if u.district == "" {
		return spelling
	}
	for _, place := range []string{u.district, u.level()} {
		for _, government := range governments {
			if rest, found := strings.CutPrefix(spelling, place+government); found && utf8.RuneCountInString(rest) > 1 {
				return rest
			}
		}
	}
	return spelling
}
