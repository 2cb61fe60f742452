package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A phrase stands in quotation marks of any sort. It may have quotation marks itself:
//
//   - those of another sort than the ones around it: 「区“放管服”办」, "区“放管服”办";
//   - those of the same sort where they come in pairs: “区“放管服”办”;
//   - straight ones, which show no direction, written twice: "区""放管服""办".
//
// closing has the marks that end what a mark begins; the first is the usual one.
var closing = map[rune]string{'"': `"`, '“': "”", '„': "”“", '「': "」", '『': "』", '＂': "＂", '”': "”“"}

// slipped are the marks that end a phrase whose own mark does not come any more: the
// input method gave another one.
const slipped = `"“”`

// phrase is the text in quotation marks that begin at a place, and where it ends
// and what is behind the marks begins; ok is false where nothing ends it.
func phrase(text string, at int) (inside string, end, behind int, ok bool) {
	open, size := utf8.DecodeRuneInString(text[at:])
	closers := closing[open]
	straight := strings.ContainsRune(closers, open)
	from, depth := at+size, 1
	for i := from; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case strings.ContainsRune(closers, r) && straight:
			if next, _ := utf8.DecodeRuneInString(text[i+size:]); next != r {
				return strings.ReplaceAll(text[from:i], string([]rune{r, r}), string(r)), i, i + size, true
			}
			i += size // written twice: a part of the phrase
		case strings.ContainsRune(closers, r):
			if depth--; depth == 0 {
				return text[from:i], i, i + size, true
			}
		case r == open:
			depth++
		}
		i += size
	}
	if strings.ContainsAny(text[from:], closers) || !strings.ContainsRune(slipped, open) {
		return "", 0, 0, false
	}
	end = strings.IndexAny(text[from:], slipped)
	if end < 0 {
		return "", 0, 0, false
	}
	end += from
	_, size = utf8.DecodeRuneInString(text[end:])
	return text[from:end], end, end + size, true
}

// quotedWithin is where a part of a word in quotation marks ends that begin at a place
// within it, as in 区“放管服”办; 0 where the word ends before the marks: 防汛“第3次会议”
// are two.
func quotedWithin(text string, at int) int {
	_, _, behind, ok := phrase(text, at)
	if !ok {
		return 0
	}
	if r, size := utf8.DecodeRuneInString(text[behind:]); size == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return 0
	}
	return behind
}

// Phrase is a query for just this text, whatever is in it.
func Phrase(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
