package pdf

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/segmenter"
)

// reluctance is how unwillingly a line ends at a place. Each is given way to only
// where lines that end at places before it would be too loose.
type reluctance byte

const (
	freely    reluctance = iota
	inDate               // after 年, 月 or 时 of a date
	inFigure             // between a figure and its unit, within an ordinal or a document number
	inWord               // within a long word of Latin letters, where it has a joint
	inLetters            // within any word, and before a date's 年 and the like
	inNumber             // within a long number, where one pauses when reading it out
	inDigits
	forbidden // before or after a mark that must not stand there
)

// reluctances tells how unwillingly a line ends after each character. The last
// one's does not count.
func reluctances(text []rune) []reluctance {
	all := make([]reluctance, len(text))
	for i := range all {
		all[i] = inLetters
	}
	var s segmenter.Segmenter
	s.Init(text)
	for lines := s.LineIterator(); lines.Next(); {
		line := lines.Line()
		all[line.Offset+len(line.Text)-1] = freely
	}
	for i := 0; i < len(text); {
		end := expression(text, i, all)
		for ; i < end-1; i++ {
			if all[i] == freely {
				all[i] = inLetters
			}
		}
		i = max(end, i+1)
	}
	first, after := 0, 0 // of the digits in a row that are looked at
	for i := range len(text) - 1 {
		if i >= after {
			for first, after = i, i; after < len(text) && isDigit(text[after]); after++ {
			}
			after = max(after, i+1)
		}
		switch a, b := text[i], text[i+1]; {
		case never(a, b):
			all[i] = forbidden
		case isDigit(b) && (a == ',' || a == '-' && all[i] == inLetters):
			all[i] = inNumber
		case isDigit(a) && isDigit(b):
			all[i] = inDigits
			if isPause(i+1-first, after-first) {
				all[i] = inNumber
			}
		case all[i] == inLetters && isJoint(text, i):
			all[i] = inWord
		}
	}
	return all
}

// isJoint reports whether a word of Latin letters can be divided after a place:
// after a mark within an address, between letters and figures, before a capital,
// between a vowel and a consonant with some letters on both sides.
func isJoint(text []rune, at int) bool {
	a, b := text[at], text[at+1]
	switch {
	case a >= 0x80 || b >= 0x80:
		return false
	case strings.ContainsRune("._-=&?@:;+#~", a):
		return !isDigit(b)
	case isDigit(a) != isDigit(b):
		return isLetter(a) || isLetter(b)
	case !isLetter(a) || !isLetter(b):
		return false
	case unicode.IsLower(a) && unicode.IsUpper(b):
		return true
	}
	const least = 3
	if at+1 < least || at+1+least > len(text) {
		return false
	}
	for i := at + 1 - least; i < at+1+least; i++ {
		if !isLetter(text[i]) {
			return false
		}
	}
	const vowels = "aeiouyAEIOUY"
	return strings.ContainsRune(vowels, a) && !strings.ContainsRune(vowels, b)
}

// isPause reports whether one pauses after the so many first digits of a number of a
// length when reading it out: 138 4596 0112, 6222 0210 0112 3456 789.
func isPause(read, length int) bool {
	const mobile, short = 11, 8
	if length == mobile {
		return read%4 == 3
	}
	return length > short && read%4 == 0
}

// units are those of more than one character; one alone needs not be known.
var units = []string{"平方公里", "平方千米", "个工作日", "工作日", "平方米", "立方米", "摄氏度", "千瓦时", "小时", "分钟", "公里", "千米",
	"公斤", "千克", "毫米", "厘米", "个月", "周年", "人次", "公顷", "千瓦", "周岁", "以上", "以下", "以内"}

// expression is where an expression ends that begins at a place and is read as one
// word: a figure and its unit (3.5%, 12件, 24小时), figures from one to another
// (3～5天), a date (2026年5月11日), an ordinal (第12次, 第十二次), a document number
// from the character before its year on (发〔2026〕12号). Where none begins it is
// that place. It marks where in it a line ends less unwillingly than elsewhere.
func expression(text []rune, at int, all []reluctance) int {
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
	mark := func(r reluctance) { all[end-1] = r }
	unit := func() {
		start := end
		some(isMyriad)
		known := func(u string) bool { return hasAt(text, end, u) }
		if i := slices.IndexFunc(units, known); i >= 0 {
			end += utf8.RuneCountInString(units[i])
		} else {
			take(isHan)
		}
		if end > start {
			all[start-1] = inFigure
		}
	}
	switch {
	case take(one('〔')) || at+1 < len(text) && text[at+1] == '〔' && take(isHan) && take(one('〔')):
		if some(isDigit) && take(one('〕')) {
			if end-at > 1 && text[at] != '〔' {
				all[at] = inFigure
			}
			mark(inFigure)
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
			mark(inFigure)
			take(isHan)
			return end
		}
	case some(isFigure):
		for again := true; again; {
			again = false
			number := end
			unit()
			if end == number+1 && strings.ContainsRune("年月日时分", text[number]) {
				all[number-1] = inLetters
				if end < len(text) && isDigit(text[end]) {
					mark(inDate)
					again = some(isFigure)
				}
			}
		}
		if end+1 < len(text) && strings.ContainsRune("～-－—~", text[end]) && isDigit(text[end+1]) {
			end++
			mark(inFigure)
			return expression(text, end, all)
		}
		return end
	}
	return at
}

func hasAt(text []rune, at int, word string) bool {
	for _, c := range word {
		if at == len(text) || text[at] != c {
			return false
		}
		at++
	}
	return true
}

func isHan(c rune) bool    { return unicode.Is(unicode.Han, c) }
func isDigit(c rune) bool  { return '0' <= c && c <= '9' }
func isLetter(c rune) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isFigure(c rune) bool { return isDigit(c) || c == '.' || c == ',' }
func isMyriad(c rune) bool { return c == '百' || c == '千' || c == '万' || c == '亿' }
func isNumeral(c rune) bool {
	return strings.ContainsRune("一二三四五六七八九十百零〇", c)
}
