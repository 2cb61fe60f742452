package engine

import "unicode/utf8"

// places are where a term stands in a text, in one number: Bleve keeps it where
// others have how often a term occurs. It is 0 where nothing is known of the places
// (the term was not a common one when the document was written), beyond where there
// are more, or ones further on, than a number can have. Else it has one to
// mostPlaces of them, in order, placeBits each, the first one lowest, plus
// firstPlace.
type places uint64

const (
	beyond     places = 1
	firstPlace        = 2 // added to a place, so that no places look like beyond or none
	placeBits         = 13
	placeMask         = 1<<placeBits - 1
	mostPlaces        = 4
	lastPlace         = placeMask - firstPlace
)

func (p places) add(place int) places {
	if p == beyond || place > lastPlace || p>>(placeBits*(mostPlaces-1)) != 0 {
		return beyond
	}
	at := 0
	for p>>at != 0 {
		at += placeBits
	}
	return p | places(place+firstPlace)<<at
}

// known reports whether these are all the places there are.
func (p places) known() bool { return p > beyond }

// before are the places that lie so many runes before.
func (p places) before(runes int) (moved places) {
	at := 0
	for ; p != 0; p >>= placeBits {
		if place := int(p&placeMask) - runes; place >= firstPlace {
			moved |= places(place) << at
			at += placeBits
		}
	}
	return moved
}

// and are the places in both.
func (p places) and(q places) (both places) {
	at := 0
	for p != 0 && q != 0 {
		switch x, y := p&placeMask, q&placeMask; {
		case x == y:
			both |= x << at
			at += placeBits
			p, q = p>>placeBits, q>>placeBits
		case x < y:
			p >>= placeBits
		default:
			q >>= placeBits
		}
	}
	return both
}

// first is the first place.
func (p places) first() int { return int(p&placeMask) - firstPlace }

// So that a place tells the part that it is in, number and subject have so much room,
// and all the rest comes behind. Where they need more, no place is kept.
const (
	subjectBegins = 64
	restBegins    = 256
)

// beginnings are the places at which the parts of a document begin. Between two parts
// there is a place that is in neither.
func beginnings(parts []string) []int {
	begins := make([]int, len(parts))
	begin := 0
	for i, part := range parts {
		room := 0 // up to where number and subject, each, may go
		switch i {
		case 0:
			room = subjectBegins
		case 1:
			begin, room = subjectBegins, restBegins
		case 2:
			begin = restBegins
		}
		begins[i] = begin
		begin += utf8.RuneCountInString(part) + 1
		if room > 0 && begin > room {
			for i := range begins {
				begins[i] = lastPlace + 1
			}
			return begins
		}
	}
	return begins
}

// partAt is the part that a place is in; all behind the subject is 2.
func partAt(place int) int {
	switch {
	case place < subjectBegins:
		return 0
	case place < restBegins:
		return 1
	default:
		return 2
	}
}
