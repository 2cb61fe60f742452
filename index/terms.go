package index

import (
	"unicode"
	"unicode/utf8"
)

// boundary parts what must not be read across, such as two fields of a form. It
// cannot be part of a folded text.
const boundary = "\x00"

// terms yields what a folded text is found by. The text is cut into runs at every
// mark that is neither letter nor figure; a term is
//
//   - two neighbouring runes of a run (a bigram), or its last rune alone, so that
//     every rune begins a term;
//   - a number as read, alone and with the rune that follows: <12> and <12>次.
//
// A term may come several times.
func terms(text string, yield func(term string)) {
	last := -1 // where the rune before begins; -1 at the beginning of a run
	for at, r := range text {
		switch {
		case breaks(r):
			if last >= 0 {
				yield(text[last:at])
			}
			last = -1
		default:
			if last >= 0 {
				yield(text[last : at+utf8.RuneLen(r)])
			}
			last = at
		}
	}
	if last >= 0 {
		yield(text[last:])
	}
	numbers(text, func(_, end int, value string) {
		number := mark + value + mark
		yield(number)
		if r, _ := utf8.DecodeRuneInString(text[end:]); end < len(text) && !breaks(r) {
			yield(number + string(r))
		}
	})
}

// breaks tells whether a rune parts two runs, such as a comma or a boundary.
func breaks(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9')
	case r >= 0x4E00 && r < 0xA000:
		return false
	default:
		return unicode.IsPunct(r) || unicode.IsSymbol(r)
	}
}
