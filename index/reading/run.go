package reading

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Chinese texts nearly wholly fold to themselves, but for marks and blanks. So a text
// is folded in runs: what folds to itself is copied, of the rest the commonest is
// looked up. All of it comes from fold, which says what folding is.

// The marks that Chinese texts have at every turn lie in these blocks: 。、《》, ，；：（）
// and “”—….
var markBlocks = [...]struct{ first, last rune }{{0x2000, 0x206F}, {0x3000, 0x303F}, {0xFF00, 0xFFEF}}

// runs is what is looked up.
type runs struct {
	ascii [utf8.RuneSelf]bool       // it folds to itself
	han   [6 << 12]bool             // so does this one, from firstByThree on
	marks [len(markBlocks)][]string // what they fold to, by place in the block
}

// usualHan is the first of the ideographs that texts are made of. All of them begin with
// one of the six bytes 0xE4 to 0xE9, and so do the runes from firstByThree on.
const usualHan, firstByThree = 0x4E00, 0x4000

var folding = sync.OnceValue(func() *runs {
	of := func(r rune) string {
		var b strings.Builder
		fold(string(r), func(folded rune, _ int) { b.WriteRune(folded) })
		return b.String()
	}
	var t runs
	for r := range rune(utf8.RuneSelf) {
		t.ascii[r] = of(r) == string(r)
	}
	for r := rune(usualHan); r <= lastHan; r++ {
		t.han[r-firstByThree] = of(r) == string(r)
	}
	for i, block := range markBlocks {
		for r := block.first; r <= block.last; r++ {
			t.marks[i] = append(t.marks[i], of(r))
		}
	}
	return &t
})

// same is how many bytes at the beginning of a text fold to themselves.
func (t *runs) same(text string) int {
	at := 0
	for at < len(text) {
		b := text[at]
		if b < utf8.RuneSelf {
			if !t.ascii[b] {
				break
			}
			at++
			continue
		}
		// An ideograph has three bytes: 1110xxxx 10xxxxxx 10xxxxxx.
		if len(text) < at+3 {
			break
		}
		first, second, third := uint(b)-0xE4, uint(text[at+1])^0x80, uint(text[at+2])^0x80
		if first > 5 || second|third > 0x3F || !t.han[first<<12|second<<6|third] {
			break
		}
		at += 3
	}
	return at
}

// one appends what the first rune of a text folds to, and tells its length.
func (t *runs) one(b []byte, text string) (folded []byte, size int) {
	r, size := utf8.DecodeRuneInString(text)
	for i, block := range markBlocks {
		if block.first <= r && r <= block.last {
			return append(b, t.marks[i][r-block.first]...), size
		}
	}
	fold(text[:size], func(r rune, _ int) { b = utf8.AppendRune(b, r) })
	return b, size
}
