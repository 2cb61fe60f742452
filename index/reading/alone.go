package reading

import (
	"strings"
	"unicode/utf8"
)

// ReadsAlone reports whether the numbers in a piece of a folded text, given by where it
// begins and ends, are the same as in the piece alone: 3 is none of 13号, 1,200 is one
// of 1,200元, and 壹 one of 壹元 only.
func ReadsAlone(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:to])
	last, _ := utf8.DecodeLastRuneInString(text[from:to])
	behind, _ := utf8.DecodeRuneInString(text[to:])
	if !(inNumbers(before) && inNumbers(first)) && !(inNumbers(last) && (inNumbers(behind) || strings.ContainsRune(moneyMarks, behind))) {
		return true
	}
	left := len(strings.TrimRightFunc(text[:from], inNumbers))
	right := len(text) - len(strings.TrimLeftFunc(text[to:], inNumbers))
	_, size := utf8.DecodeRuneInString(text[right:])
	right += size // with the one behind, which can tell that capitals are money
	return ByValue(text[left:right]) == ByValue(text[left:from])+ByValue(text[from:to])+ByValue(text[to:right])
}
