package index

import (
	"strings"
	"unicode/utf8"
)

// boundary parts what must not be read across, such as two fields of a form. It
// cannot be part of a folded text.
const boundary = "\x00"

// terms yields what a folded text is found by:
//
//   - its bigrams: every two neighbouring runes, and the last rune alone, so
//     that every rune begins a term;
//   - its numbers as read, alone and with the rune that follows: <12> and <12>次.
//
// A term may come several times.
func terms(text string, yield func(term string)) {
	first := 0 // of the two runes, where the first begins
	for part := range strings.SplitSeq(text, boundary) {
		first = 0
		for at := range part {
			if at == 0 {
				continue
			}
			_, size := utf8.DecodeRuneInString(part[at:])
			yield(part[first : at+size])
			first = at
		}
		if first < len(part) {
			yield(part[first:])
		}
		numbers(part, func(_, end int, value string) {
			number := mark + value + mark
			yield(number)
			if r, size := utf8.DecodeRuneInString(part[end:]); size > 0 {
				yield(number + string(r))
			}
		})
	}
}
