package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Boundary parts what must not be read across, such as two fields of a form. It
// cannot be part of a folded text.
const Boundary = "\x00"

const boundary = '\x00'

// Terms yields what a folded text is found by, and where it stands, in runes:
//
//   - two neighbouring runes (a bigram), whatever they are, or the last rune alone, so
//     that every rune begins a term;
//   - a number by value with the rune before it, and with the one behind it, each with
//     how it is written: 第<12>十二, <12>次 十二. They stand Nowhere, or Rarely: nobody
//     asks where.
//
// A term may be yielded several times. There is none across a boundary.
func Terms(text string, yield func(term string, place int)) {
	last := -1 // where the rune before begins; -1 at the beginning of a part
	place := -1
	for at, r := range text {
		switch {
		case r == boundary:
			if last >= 0 {
				yield(text[last:at], place)
			}
			last = -1
		default:
			if last >= 0 {
				yield(text[last:at+utf8.RuneLen(r)], place)
			}
			last = at
		}
		place++
	}
	if last >= 0 {
		yield(text[last:], place)
	}
	Numbers(text, func(start, end int, value string) {
		number := mark + value + mark
		as, place := spelling(text[start:end], value), Nowhere
		if len(value) > 2 {
			place = Rarely
		}
		if r, size := utf8.DecodeLastRuneInString(text[:start]); start > 0 && r != boundary {
			yield(text[start-size:start]+number+as, place)
		}
		if r, size := utf8.DecodeRuneInString(text[end:]); end < len(text) && r != boundary {
			yield(number+text[end:end+size]+mark+as, place)
		} else {
			yield(number+mark+as, place)
		}
	})
}

// The places of terms that stand for a number: one that many texts have, and one of
// three figures and more.
const (
	Nowhere = -1
	Rarely  = -2
)

// AfterNumbers comes, behind a rune, after all terms of that rune with a number.
const AfterNumbers = "\x02"

// spelling is how a number is written, empty for its value in figures.
func spelling(text, value string) string {
	if text == value {
		return ""
	}
	return text
}

// breaks reports whether a rune is a mark, neither letter nor figure.
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

// WordTerms are bigrams that every text has that contains the folded word as written.
// A word of one rune has none; then alone is that rune, which a term begins with.
func WordTerms(word string) (bigrams []string, alone string) {
	last := -1
	for at, r := range word {
		if last >= 0 {
			bigrams = append(bigrams, word[last:at+utf8.RuneLen(r)])
		}
		last = at
	}
	if len(bigrams) == 0 {
		return nil, word
	}
	return bigrams, ""
}

// Number is a number in a word, by the terms that a text has that contains the word
// by value. Each is what the terms begin with, whatever the number is written as.
type Number struct {
	Terms    []string // one or two
	spelling string
}

// SpeltAsTyped reports whether a term is of the number written as in the word.
func (n Number) SpeltAsTyped(term string) bool {
	return term[strings.LastIndex(term, mark)+len(mark):] == n.spelling
}

// WordNumbers are what a text has that contains the folded word by value: the
// numbers, and bigrams of what is between them. A text that has no number other than
// written as in the word contains it by value only where it does as written.
func WordNumbers(word string) (numbers []Number, bigrams []string) {
	type span struct {
		start, end int
		value      string
	}
	var spans []span
	Numbers(word, func(start, end int, value string) { spans = append(spans, span{start, end, value}) })
	done := 0
	for i, s := range spans {
		n := Number{spelling: spelling(word[s.start:s.end], s.value)}
		value := mark + s.value + mark
		if s.start > done {
			_, size := utf8.DecodeLastRuneInString(word[:s.start])
			n.Terms = append(n.Terms, word[s.start-size:s.start]+value)
		}
		if s.end < len(word) && (i == len(spans)-1 || spans[i+1].start > s.end) {
			_, size := utf8.DecodeRuneInString(word[s.end:])
			n.Terms = append(n.Terms, value+word[s.end:s.end+size]+mark)
		}
		if n.Terms == nil { // between nothing but numbers: what is next depends on how they are written
			n.Terms = []string{value}
		}
		between, _ := WordTerms(word[done:s.start])
		numbers, bigrams = append(numbers, n), append(bigrams, between...)
		done = s.end
	}
	between, _ := WordTerms(word[done:])
	return numbers, append(bigrams, between...)
}

// IsTerm reports whether a text contains the folded word just if it has its terms, so
// that it need not be compared.
func IsTerm(word string) bool {
	if utf8.RuneCountInString(word) > 2 {
		return false
	}
	n := 0
	Numbers(word, func(int, int, string) { n++ })
	return n <= 1
}

// IsNumberTerm reports whether a folded word is one number with a rune before it, or
// behind it, or nothing: a text contains it by value just if it has its number's terms.
func IsNumberTerm(word string) bool {
	n, besides := 0, utf8.RuneCountInString(word)
	Numbers(word, func(start, end int, _ string) {
		n++
		besides -= utf8.RuneCountInString(word[start:end])
	})
	return n == 1 && besides <= 1
}

// Bigrams are the terms of a folded word that together cover it, each with where it
// begins in the word, in runes. A word of one rune has none.
func Bigrams(word string, yield func(bigram string, at int)) {
	var starts []int
	for at := range word {
		starts = append(starts, at)
	}
	n := len(starts)
	starts = append(starts, len(word))
	for at := 0; at < n-1; at += 2 {
		yield(word[starts[at]:starts[at+2]], at)
	}
	if n > 2 && n%2 == 1 {
		yield(word[starts[n-2]:], n-2)
	}
}
