package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Boundary parts what must not be read across, such as two fields of a form. It
// cannot be part of a folded text.
const Boundary = "\x00"

// Terms yields what a folded text is found by. The text is cut into runs at every
// mark that is neither letter nor figure; a term is
//
//   - two neighbouring runes of a run (a bigram), or its last rune alone, so that
//     every rune begins a term;
//   - a number by value, alone and with the rune that follows: <12> and <12>次.
//
// A term may be yielded several times.
func Terms(text string, yield func(term string)) {
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
	Numbers(text, func(_, end int, value string) {
		number := mark + value + mark
		yield(number)
		if r, _ := utf8.DecodeRuneInString(text[end:]); end < len(text) && !breaks(r) {
			yield(number + string(r))
		}
	})
}

// breaks reports whether a rune parts two runs, such as a comma or a boundary.
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
// one of the text's terms begins with, or empty for a word of nothing but marks.
func WordTerms(word string) (terms []string, alone string) {
	for rest := word; rest != ""; {
		term, next := nextTerm(rest)
		if term != "" {
			terms = append(terms, term)
		} else if r, size := utf8.DecodeRuneInString(rest); !breaks(r) {
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
	if strings.ContainsFunc(word, breaks) || utf8.RuneCountInString(word) > 2 {
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
// The term is empty for a mark, and for a rune that it is not known what follows
// it in the record: the last one, or one before a number.
func nextTerm(text string) (term, next string) {
	if strings.HasPrefix(text, mark) {
		end := len(mark) + strings.Index(text[len(mark):], mark) + len(mark)
		r, size := utf8.DecodeRuneInString(text[end:])
		if end == len(text) || string(r) == mark || breaks(r) {
			return text[:end], text[end:]
		}
		return text[:end+size], text[end:]
	}
	r, first := utf8.DecodeRuneInString(text)
	rest := text[first:]
	if breaks(r) || rest == "" || strings.HasPrefix(rest, mark) {
		return "", rest
	}
	r, second := utf8.DecodeRuneInString(rest)
	switch {
	case breaks(r):
		return text[:first], rest
	case len(rest) == second:
		return text, ""
	default:
		return text[:first+second], rest
	}
}
