package pdf

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/segmenter"
)

// Marks that never stand at a line's start or end (GB/T 15834 §5.1), beyond
// what UAX #14 already keeps away from there.
const (
	neverFirst = "。，、；：？！”’）》】〕」』］｝—～-·/…％‰℃" + ",.;:?!)]}%"
	neverLast  = "“‘（《【〔「『［｛/￥¥$№" + "([{"
)

// whole are expressions that are read as one word and so never divided: a
// document number from its year on, a date, an ordinal, a figure and its unit.
var whole = regexp.MustCompile(`\p{Han}?〔\d{4}〕\d*号?` +
	`|\d{4}年(\d{1,2}月(\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\d{1,2}时\d{1,2}分` +
	`|第?[\d.,]+\p{Han}?` +
	`|第（?[一二三四五六七八九十百零]+）?\p{Han}?`)

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
	forbidInside(string(text), ok)
	return ok
}

// forbidden tells whether no line may end with a and the next start with b.
func forbidden(a, b rune) bool {
	return strings.ContainsRune(neverLast, a) || strings.ContainsRune(neverFirst, b)
}

func forbidInside(text string, ok []bool) {
	chars, bytes := 0, 0 // the same position, counted both ways
	for _, m := range whole.FindAllStringIndex(text, -1) {
		chars += utf8.RuneCountInString(text[bytes:m[0]])
		length := utf8.RuneCountInString(text[m[0]:m[1]])
		for i := chars; i < chars+length-1; i++ {
			ok[i] = false
		}
		chars, bytes = chars+length, m[1]
	}
}
