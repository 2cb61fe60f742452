package reading

import (
	"strings"
	"unicode/utf8"
)

// mark stands on either side of a number in a text by value. It cannot be part of
// a folded text.
const mark = "\x01"

// ByValue is a folded text with every number in it as its value, in figures and
// between marks: 第十二次, 第12次 and 第012次 are all 第<12>次, 伍万元 and 50,000.00元
// are <50000>元. Because of the marks a number is only found whole: 5万元 is not in
// 15万元 by value. (It is as written.)
//
// Numbers that are parts of words are replaced too, 统一 is 统<1>. That does no harm:
// 统一 is found in either reading.
func ByValue(text string) string { return byValue(text, mark) }

// Figures is a folded text with every number in it as its value, in figures.
func Figures(text string) string { return byValue(text, "") }

func byValue(text, mark string) string {
	var b strings.Builder
	from := 0
	Numbers(text, func(start, end int, value string) {
		b.WriteString(text[from:start])
		b.WriteString(mark + value + mark)
		from = end
	})
	if from == 0 {
		return text
	}
	b.WriteString(text[from:])
	return b.String()
}

// WithoutNumbers is a folded text without the numbers in it.
func WithoutNumbers(text string) string {
	var b strings.Builder
	from := 0
	Numbers(text, func(start, end int, _ string) {
		b.WriteString(text[from:start])
		from = end
	})
	b.WriteString(text[from:])
	return b.String()
}

// OnlyNumber is the value of a folded text that is nothing but one number, in
// figures; of any other text it is empty.
func OnlyNumber(text string) (value string) {
	Numbers(text, func(start, end int, v string) {
		if start == 0 && end == len(text) {
			value = v
		}
	})
	return value
}

// OpensNumber reports whether a folded text begins or ends with what can be part of a
// number, so that in another text it may be a piece of a longer one: 3号楼 is, 第3号 not.
func OpensNumber(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	return inNumbers(first) || inNumbers(last)
}

// Numbers yields every number in a folded text: where it stands, in bytes, and
// its value in figures.
func Numbers(text string, yield func(start, end int, value string)) {
	for at := 0; at < len(text); {
		if c := text[at]; c < utf8.RuneSelf {
			if c < '0' || c > '9' {
				at++
				continue
			}
			end, value := figures(text, at)
			yield(at, end, value)
			at = end
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if d := numeralOf(r); d.kind == noNumeral {
			at += size
			continue
		}
		end, value := characters(text, at)
		if end == at {
			at += size
			continue
		}
		yield(at, end, value)
		at = end
	}
}

// figures reads a number that begins with a figure: 2026, 50,000.00, 1.5万.
func figures(text string, at int) (end int, value string) {
	digits := func(from int) int {
		to := from
		for to < len(text) && '0' <= text[to] && text[to] <= '9' {
			to++
		}
		return to
	}
	end = digits(at)
	whole := text[at:end]
	for len(whole) <= 3 && end < len(text) && text[end] == ',' && digits(end+1) == end+4 {
		to := end + 4
		var b strings.Builder
		b.WriteString(whole)
		b.WriteString(text[end+1 : to])
		for to < len(text) && text[to] == ',' && digits(to+1) == to+4 {
			b.WriteString(text[to+1 : to+4])
			to += 4
		}
		whole, end = b.String(), to
	}
	decimals := ""
	// 2026.11.25 is no decimal number.
	if end < len(text) && text[end] == '.' && (at == 0 || text[at-1] != '.') {
		if to := digits(end + 1); to > end+1 && (to == len(text) || text[to] != '.') {
			decimals, end = text[end+1:to], to
		}
	}
	zeros := ""
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		n := numeralOf(r)
		if n.kind != unit && n.kind != myriad {
			break
		}
		zeros += n.zeros()
		end += size
	}
	return end, plain(whole, decimals, zeros)
}

// plain is whole.decimals times one and the zeros, without idle zeros.
func plain(whole, decimals, zeros string) string {
	moved := min(len(zeros), len(decimals))
	whole += decimals[:moved] + zeros[moved:]
	decimals = strings.TrimRight(decimals[moved:], "0")
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if decimals != "" {
		whole += "." + decimals
	}
	return whole
}
