package reading

import (
	"strings"
	"sync"
)

// Simplify writes a text in simplified characters (简体), rune by rune.
func Simplify(text string) string { return strings.Map(simplified, text) }

// simplified is the simplified form (简体) of a traditional Chinese character (繁体), or of
// one of the shapes that books, and other places, print for it (異體); any other rune
// is itself.
//
// One character has one form, whatever the word, since text is folded rune by rune. No
// character that simplified writing has itself becomes another, so 乾 and 著 stay as they
// are; nor is anything found by what only resembles it.
func simplified(r rune) rune {
	switch {
	case r < firstHan:
		return r
	case r > lastHan:
		if s, ok := simplifiedForms().rare[r]; ok {
			return s
		}
		return r
	}
	if s := simplifiedForms().usual[r-firstHan]; s != 0 {
		return s
	}
	return r
}

// Nearly all pairs lie between these.
const firstHan, lastHan = 0x3400, 0x9FFF

// forms are the simplified forms, at the places of the characters they are for.
type forms struct {
	usual [lastHan - firstHan + 1]rune
	rare  map[rune]rune
}

var simplifiedForms = sync.OnceValue(func() *forms {
	f := forms{rare: map[rune]rune{}}
	var from rune
	for _, r := range simplifiedPairs {
		switch {
		case r == '\n':
		case from == 0:
			from = r
		case from > lastHan:
			f.rare[from], from = r, 0
		default:
			f.usual[from-firstHan], from = r, 0
		}
	}
	return &f
})
