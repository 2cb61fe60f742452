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
//   - a number by value, alone and with the rune that follows: <12> and <12>次. They
//     stand at -1: nobody asks where.
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
	Numbers(text, func(_, end int, value string) {
		number := mark + value + mark
		yield(number, -1)
		if r, _ := utf8.DecodeRuneInString(text[end:]); end < len(text) && r != boundary {
			yield(number+string(r), -1)
		}
	})
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

// WordTerms are terms that every text has that contains the word: one that is
// folded, or by value. A word too short for any has none; then alone is a rune that
// one of the text's terms begins with.
func WordTerms(word string) (terms []string, alone string) {
	for rest := word; rest != ""; {
		term, next := nextTerm(rest)
		if term != "" {
			terms = append(terms, term)
		} else {
			_, size := utf8.DecodeRuneInString(rest)
			alone = rest[:size]
		}
		rest = next
	}
	return terms, alone
}

// IsTerm reports whether a text contains the word just if it has its terms, so that
// it need not be compared: the folded word is a term or a rune that terms begin
// with, and so is the word by value, which is empty where it has no number.
func IsTerm(word, byValue string) bool {
	if utf8.RuneCountInString(word) > 2 {
		return false
	}
	if byValue == "" {
		return true
	}
	term, next := nextTerm(byValue)
	return term != "" && (next == "" || term == byValue)
}

// nextTerm is the term a text begins with, and where the next one can begin. The
// text is folded, or by value: then a number is one term with the rune behind it.
// The term is empty for a rune that it is not known what follows it in the record:
// the last one, or one before a number.
func nextTerm(text string) (term, next string) {
	if strings.HasPrefix(text, mark) {
		end := len(mark) + strings.Index(text[len(mark):], mark) + len(mark)
		r, size := utf8.DecodeRuneInString(text[end:])
		if end == len(text) || string(r) == mark {
			return text[:end], text[end:]
		}
		return text[:end+size], text[end:]
	}
	_, first := utf8.DecodeRuneInString(text)
	rest := text[first:]
	if rest == "" || strings.HasPrefix(rest, mark) {
		return "", rest
	}
	_, second := utf8.DecodeRuneInString(rest)
	if len(rest) == second {
		return text, ""
	}
	return text[:first+second], rest
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
