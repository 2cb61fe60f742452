package pdf

import (
	"strconv"
	"strings"
	"sync"

	"github.com/go-ego/gse"
)

// lexicon is a list of the words of general Chinese with how rare they are, as natural
// logarithms: the table of the segmenter gse (Apache-2.0), which has it of jieba (MIT).
// Of gse no more than this text is linked in; its own segmenter would need a second and
// a hundred megabytes to begin. Words are found by their places in the text, for which
// 2 MB are taken when the first title is longer than a line.
type lexicon struct {
	text   string // a line a word: the word, a space, a number
	places []uint32
}

// listed is the lexicon of this process.
var listed = sync.OnceValue(func() *lexicon { return newLexicon(gse.ZhIdf) })

func newLexicon(text string) *lexicon {
	const size = 1 << 19 // twice the lines there are, and more
	x := &lexicon{text: text, places: make([]uint32, size)}
	for start := 0; start < len(text); {
		space := strings.IndexByte(text[start:], ' ')
		if space < 0 {
			break
		}
		at := x.slot(text[start : start+space])
		for x.places[at] != 0 {
			at = (at + 1) % size
		}
		x.places[at] = uint32(start) + 1
		end := strings.IndexByte(text[start+space:], '\n')
		if end < 0 {
			break
		}
		start += space + end + 1
	}
	return x
}

// slot is where the search for a word begins: its FNV-1a hash.
func (x *lexicon) slot(word string) int {
	h := uint32(2166136261)
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return int((h ^ h>>15) % uint32(len(x.places)))
}

// rarity is how rare a word is, from 2 to 14; false for one that is not listed.
func (x *lexicon) rarity(word string) (rare float64, known bool) {
	for at := x.slot(word); x.places[at] != 0; at = (at + 1) % len(x.places) {
		if rest, found := strings.CutPrefix(x.text[x.places[at]-1:], word); found && rest[0] == ' ' {
			rest = rest[1:]
			number, _, _ := strings.Cut(rest, "\n")
			rare, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			return rare, err == nil
		}
	}
	return 0, false
}
