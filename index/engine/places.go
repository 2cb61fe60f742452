package engine

import (
	"math/bits"
	"unicode/utf8"
)

// places are where a term stands in a text, in one number: Bleve keeps it where
// others have how often a term occurs. It is 0 where nothing is known of the places
// (the term was not a common one when the document was written). Else it has the places
// in order, placeBits each and the first one lowest, plus firstPlace. Where there are more
// than mostPlaces, or ones further on than a number can have, it has the first ones, and
// further behind them: keptOfMore nearly always tell, and take half as much room.
type places uint64

const (
	further    places = 1
	firstPlace        = 2 // added to a place, so that none looks like further or nothing
	placeBits         = 13
	placeMask         = 1<<placeBits - 1
	mostPlaces        = 4
	keptOfMore        = 2
	lastPlace         = placeMask - firstPlace
)

// slot is where the next place would go, in bits.
func (p places) slot() int { return (bits.Len64(uint64(p)) + placeBits - 1) / placeBits * placeBits }

// add adds a place behind the others.
func (p places) add(place int) places {
	_, all := p.known()
	switch {
	case p != 0 && !all:
		return p
	case place > lastPlace || p.slot() == placeBits*mostPlaces:
		p &= 1<<(placeBits*keptOfMore) - 1
		return p | further<<p.slot()
	}
	return p | places(place+firstPlace)<<p.slot()
}

// known are the places that are known, and whether these are all there are.
func (p places) known() (known places, all bool) {
	if p == 0 {
		return 0, false
	}
	last := p.slot() - placeBits
	if p>>last == further {
		return p &^ (further << last), false
	}
	return p, true
}

// last is the last place, plus firstPlace; 0 when there is none.
func (p places) last() int {
	if p == 0 {
		return 0
	}
	return int(p >> (p.slot() - placeBits))
}

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

// in are the places that are also in others, or from one on.
func (p places) in(others places, from int) (kept places) {
	at := 0
	for ; p != 0; p >>= placeBits {
		place := p & placeMask
		for others != 0 && others&placeMask < place {
			others >>= placeBits
		}
		if others&placeMask == place || int(place) >= from {
			kept |= place << at
			at += placeBits
		}
	}
	return kept
}

// first is the first place.
func (p places) first() int { return int(p&placeMask) - firstPlace }

// begins is where a word may begin in a document, by those of its bigrams that have been
// looked at.
type begins struct {
	at   places
	sure uint16 // before this place, plus firstPlace, it does; on others a bigram is not known
	more bool   // it may also begin further on, where no bigram is known
}

// anywhere is where a word may begin of which no bigram has been looked at.
var anywhere = begins{sure: 2 * nowhere, more: true}

// narrow leaves what one more bigram allows, which stands at some places, so many runes
// behind the beginning.
func (b begins) narrow(p places, runes int) begins {
	if p > further && p <= placeMask && !b.more { // nearly always: it stands in one place
		place := p - places(runes)
		for at := b.at; at != 0; at >>= placeBits {
			if at&placeMask == place {
				return begins{at: place, sure: b.sure}
			}
		}
		return begins{}
	}
	known, all := p.known()
	here := known.before(runes)
	behind := max(0, known.last()+1-runes) // where it may stand though that is not known
	switch {
	case b == anywhere && all:
		return begins{at: here, sure: nowhere}
	case b == anywhere:
		return begins{at: here, sure: uint16(behind), more: true}
	case all && b.more:
		return begins{at: here.in(b.at, int(b.sure)), sure: b.sure}
	case all:
		return begins{at: here.in(b.at, nowhere), sure: b.sure}
	default:
		return begins{at: b.at.in(here, behind), sure: min(b.sure, uint16(behind)), more: b.more}
	}
}

// nowhere is behind all places.
const nowhere = 1 << placeBits

// possible reports whether the word may begin somewhere.
func (b begins) possible() bool { return b.at != 0 || b.more }

// found reports whether it does. Then it is first at the first of its places: those that
// are not known are further on.
func (b begins) found() bool { return b.at != 0 && int(b.at&placeMask) < int(b.sure) }

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
