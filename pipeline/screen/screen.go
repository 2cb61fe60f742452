// Package screen lays out Chinese text for a terminal, or a text file that is read in one,
// where a Chinese character takes two columns and a Latin one takes one.
package screen

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Width is how many columns a text takes.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += columns(r)
	}
	return n
}

// Pad adds blanks to a text, so that it takes at least so many columns.
func Pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-Width(text)))
}

func columns(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r) || r < ' ':
		return 0
	case wide(r):
		return 2
	}
	return 1
}

func wide(r rune) bool {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return true
	}
	return strings.ContainsRune(ambiguous, r)
}

// ambiguous are marks that Chinese fonts draw as wide as a character.
const ambiguous = "“”‘’…—①②③④⑤⑥⑦⑧⑨⑩"

// Marks that must not begin a line, or end one (避头尾).
const (
	notFirst = "，。、；：？！）》」』】〕”’…—％,.;:?!)]}"
	notLast  = "（《「『【〔“‘([{"
)

// Wrap breaks a text into lines of at most so many columns. It breaks at blanks and
// beside Chinese characters, never within a Latin word unless that alone is too long,
// and leaves marks with the character they belong to.
func Wrap(text string, most int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapLine(paragraph, most)...)
	}
	return lines
}

func wrapLine(text string, most int) (lines []string) {
	line, used := "", 0
	flush := func() {
		lines, line, used = append(lines, strings.TrimRight(line, " ")), "", 0
	}
	for _, unit := range units(text) {
		w := Width(unit)
		if used > 0 && used+Width(strings.TrimRight(unit, " ")) > most {
			flush()
			unit = strings.TrimLeft(unit, " ")
			w = Width(unit)
		}
		for w > most { // a word longer than a line
			head := cut(unit, most)
			line, unit = head, unit[len(head):]
			flush()
			w = Width(unit)
		}
		line += unit
		used += w
	}
	if line != "" || len(lines) == 0 {
		flush()
	}
	return lines
}

// cut is the beginning of a text that fits into so many columns, at least one rune.
func cut(text string, most int) string {
	used := 0
	for i, r := range text {
		if used += columns(r); used > most && i > 0 {
			return text[:i]
		}
	}
	return text
}

// units are the pieces between which a line may be broken.
func units(text string) (all []string) {
	runes := []rune(text)
	start := 0
	for i := 1; i < len(runes); i++ {
		if mayBreak(runes[i-1], runes[i]) {
			all = append(all, string(runes[start:i]))
			start = i
		}
	}
	if len(runes) > 0 {
		all = append(all, string(runes[start:]))
	}
	return all
}

func mayBreak(before, after rune) bool {
	switch {
	case strings.ContainsRune(notFirst, after), strings.ContainsRune(notLast, before):
		return before == ' ' && !strings.ContainsRune(notFirst, after)
	case after == ' ':
		return false
	case before == ' ':
		return true
	}
	return wide(before) || wide(after)
}
