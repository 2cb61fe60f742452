package pdf

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/segmenter"
)

// Marks that never stand at a line's start or end (GB/T 15834 §5.1), beyond
// what UAX #14 already keeps away from there.
const (
	neverFirst = "。，、；：？！”’）》】〕」』］｝—～-·/…％‰℃" + ",.;:?!)]}%"
	neverLast  = "“‘（《【〔「『［｛/￥¥$№" + "([{"
)

// breaks tells after which characters a line may end. The last character is
// not asked about.
func breaks(text []rune) []bool {
	ok := make([]bool, len(text))
	var s segmenter.Segmenter
	s.Init(text)
	for lines := s.LineIterator(); lines.Next(); {
		line := lines.Line()
		ok[line.Offset+len(line.Text)-1] = true
	}
	for i := range len(text) - 1 {
		if forbidden(text[i], text[i+1]) {
			ok[i] = false
		}
	}
	for i := 0; i < len(text); {
		end := figure(text, i)
		for ; i < end-1; i++ {
			ok[i] = false
		}
		i = max(end, i+1)
	}
	return ok
}

// forbidden reports whether no line may end with a and the next start with b.
func forbidden(a, b rune) bool {
	return strings.ContainsRune(neverLast, a) || strings.ContainsRune(neverFirst, b)
}

// figure is where an expression ends that begins at a place and is read as one
// word, so that no line ends inside it: a figure and its unit (3.5%, 12件), a date
// (2026年5月11日), an ordinal (第12次, 第十二次), a document number from the
// character before its year on (发〔2026〕12号). Where none begins it is that place.
func figure(text []rune, at int) int {
	end := at
	take := func(is func(rune) bool) bool {
		if end < len(text) && is(text[end]) {
			end++
			return true
		}
		return false
	}
	some := func(is func(rune) bool) bool {
		start := end
		for take(is) {
		}
		return end > start
	}
	one := func(c rune) func(rune) bool { return func(r rune) bool { return r == c } }
	switch {
	case take(one('〔')) || at+1 < len(text) && text[at+1] == '〔' && take(isHan) && take(one('〔')):
		if some(isDigit) && take(one('〕')) {
			some(isDigit)
			take(one('号'))
			return end
		}
	case take(one('第')):
		bracket := take(one('（'))
		if some(isFigure) || some(isNumeral) {
			if bracket {
				take(one('）'))
			}
			take(isHan)
			return end
		}
	case some(isFigure):
		for take(isHan) && strings.ContainsRune("年月时", text[end-1]) && some(isDigit) {
		}
		return end
	}
	return at
}

func isHan(c rune) bool    { return unicode.Is(unicode.Han, c) }
func isDigit(c rune) bool  { return '0' <= c && c <= '9' }
func isFigure(c rune) bool { return isDigit(c) || c == '.' || c == ',' }
func isNumeral(c rune) bool {
	return strings.ContainsRune("一二三四五六七八九十百零〇", c)
}
