package reconcile

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gongwen/templates/normal"
)

// partyKey is what two spellings of a name have in common: without blanks and marks, and
// without the account or the branch that banks put behind it in brackets.
func partyKey(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, normal.Key(name))
}

// fewestRunes is how much of a name must be there to tell whose it is.
const fewestRunes = 4

// partyLike compares the keys of two names. Banks cut long ones off, and people leave out
// the city before or the bracket behind.
func partyLike(a, b string) like {
	switch {
	case a == "" || b == "":
		return unknown
	case a == b:
		return same
	case len(a) > len(b):
		a, b = b, a
	}
	if strings.Contains(b, a) {
		if utf8.RuneCountInString(a) < fewestRunes {
			return unknown
		}
		return partly
	}
	return unlike
}
