package numfmt

import (
	"slices"
	"strings"
)

// show writes a number as a section does, into what n says of it. Bare is as forNumber
// gives it.
func (s *section) show(n *Number, d decimal, bare bool) {
	size := d
	size.negative = false
	n.Plain, n.Opaque = s.plain(), s.numerals
	nothing := false // is left by rounding
	switch {
	case s.count(general, text) > 1 || s.count(general, text) == 1 && s.has(digit, exponent): // means nothing
		n.Plain, n.Opaque = false, true
		return
	case s.has(exponent) || s.fraction():
		n.Opaque = true
		return
	case s.has(digit, general, text):
		l := s.layOut(size)
		exact := size.shifted(l.shift)
		n.Shown, n.Full = l.write(l.rounded), l.write(exact)
		n.Rounded, n.Scaled = l.rounded != exact, l.shift != 0
		n.Plain = n.Plain && !n.Scaled && !l.padded()
		nothing = l.rounded.digits == ""
	default: // words in place of the number, or nothing
		n.Shown = s.literals()
		n.Full, n.Plain = n.Shown, false
		bare = bare || !s.has(literal)
	}
	if !d.negative && d.digits != "" && s.plain() {
		n.Missigned = strings.ContainsAny(s.literals(), "-(")
	}
	if d.negative {
		signed := strings.ContainsAny(s.literals(), "-(")
		switch {
		case !bare:
			n.Full = "-" + n.Full
			if !nothing {
				n.Shown = "-" + n.Shown
			}
		case signed:
		case s.red && n.Plain: // only its colour tells
			n.Opaque = true
		default:
			n.Missigned = s.has(digit, general)
		}
	}
	n.Shown, n.Full = strings.TrimSpace(n.Shown), strings.TrimSpace(n.Full)
	if d.digits == "" && n.Shown != "" && strings.Trim(n.Shown, "¥￥- ") == "" {
		n.Plain = true // nothing, as accounts write it
	}
}

// literals are the literals of a section, one behind the other.
func (s *section) literals() string {
	var b strings.Builder
	for _, t := range s.tokens {
		if t.kind == literal {
			b.WriteString(t.text)
		}
	}
	return b.String()
}

// plain reports whether a section adds nothing to the number but a sign or a
// parenthesis, and blanks.
func (s *section) plain() bool {
	isDigit := func(t token) bool { return t.kind == digit }
	signs, fraction := " ()+-", s.fraction()
	if fraction {
		signs += "/0123456789" // # ?/8
	}
	for i, t := range s.tokens {
		if t.kind == percent || t.kind == literal && strings.Trim(t.text, signs) != "" {
			return false
		}
		// 000-0000-0000
		inside := slices.ContainsFunc(s.tokens[:i], isDigit) && slices.ContainsFunc(s.tokens[i:], isDigit)
		if t.kind == literal && inside && !fraction {
			return false
		}
	}
	return true
}

// fraction reports whether a section shows a common fraction: # ?/? or # ?/8. A / that
// stands with another one parts something else.
func (s *section) fraction() bool {
	slash := func(t token) bool { return t.kind == literal && t.text == "/" }
	at := slices.IndexFunc(s.tokens, slash)
	if at <= 0 || at == len(s.tokens)-1 || slices.ContainsFunc(s.tokens[at+1:], slash) {
		return false
	}
	next := s.tokens[at+1]
	return s.tokens[at-1].kind == digit && (next.kind == digit || strings.Contains("123456789", next.text))
}

// layout is a section with a number put into its placeholders.
type layout struct {
	*section
	whole    []int   // tokens that are placeholders before the point
	parts    []int   // behind it
	point    int     // the token, or the number of tokens
	grouped  bool    // thousands
	shift    int     // of the point: 2 for %, -3 for a comma
	general  bool    // General stands for the digits
	rounded  decimal // shifted, with as many places as are shown
	smallest int     // how many digits the whole part has at least
}

// layOut finds what the tokens of a section do to a number that is not below zero.
func (s *section) layOut(size decimal) layout {
	l := layout{section: s, general: !s.has(digit)}
	isPoint := func(t token) bool { return t.kind == point }
	if l.point = slices.IndexFunc(s.tokens, isPoint); l.point < 0 {
		l.point = len(s.tokens)
	}
	for i, t := range s.tokens {
		switch {
		case t.kind == digit && i < l.point:
			l.whole = append(l.whole, i)
			if t.text == "0" || l.smallest > 0 {
				l.smallest++
			}
		case t.kind == digit:
			l.parts = append(l.parts, i)
		case t.kind == percent:
			l.shift += 2
		case t.kind == comma && i > 0:
			l.comma(i)
		}
	}
	l.rounded = size.shifted(l.shift)
	if !l.general {
		l.rounded = l.rounded.rounded(len(l.parts))
	}
	return l
}

// comma counts a comma: between placeholders of the whole part it groups, behind the
// last one before the point, or behind all of them, it divides.
func (l *layout) comma(i int) {
	if !slices.ContainsFunc(l.tokens[:i], func(t token) bool { return t.kind == digit }) {
		return
	}
	end := len(l.tokens)
	if i < l.point {
		end = l.point
	}
	switch {
	case !slices.ContainsFunc(l.tokens[i:end], func(t token) bool { return t.kind == digit }):
		l.shift -= 3
	case i < l.point:
		l.grouped = true
	}
}

// padded reports whether zeros stand before the number that are none of its digits.
func (l *layout) padded() bool {
	whole, _ := l.rounded.split()
	return l.smallest > max(1, len(whole))
}

// write puts a number into the placeholders. Digits behind the point for which there is
// none follow the last one.
func (l *layout) write(d decimal) string {
	whole, fraction := d.split()
	cells := make([]string, len(l.tokens))
	for i, t := range l.tokens {
		switch t.kind {
		case literal, blank, percent:
			cells[i] = t.text
		case general, text:
			cells[i] = d.String()
		case point:
			if i == l.point {
				cells[i] = "."
			}
		}
	}
	if l.general {
		return strings.Join(cells, "")
	}
	left := whole // digits for the placeholders, from the right
	place := 0
	next := func(text string) string {
		digit := ""
		switch {
		case left != "":
			digit, left = left[len(left)-1:], left[:len(left)-1]
		case text == "0":
			digit = "0"
		case text == "?":
			return " "
		default:
			return ""
		}
		if l.grouped && place > 0 && place%3 == 0 {
			digit += ","
		}
		place++
		return digit
	}
	for n := len(l.whole) - 1; n >= 0; n-- {
		i := l.whole[n]
		cells[i] = next(l.tokens[i].text)
		for n == 0 && left != "" {
			cells[i] = next("") + cells[i]
		}
	}
	if l.point < len(cells) {
		cells[l.point] = left + cells[l.point] // .00 has no placeholder for it
	}
	behind := l.point // the last token with a digit behind the point
	for n, i := range l.parts {
		if n < len(fraction) || l.tokens[i].text != "#" {
			behind = i
		}
		switch {
		case n < len(fraction):
			cells[i] = fraction[n : n+1]
		case l.tokens[i].text == "0":
			cells[i] = "0"
		case l.tokens[i].text == "?":
			cells[i] = " "
		}
	}
	switch shown := len(l.parts); {
	case len(fraction) <= shown:
	case shown > 0:
		cells[l.parts[shown-1]] += fraction[shown:]
	case l.point < len(cells):
		cells[l.point] += fraction
	default:
		cells[l.whole[len(l.whole)-1]] += "." + fraction
	}
	if behind == l.point && behind < len(cells) { // 5, not 5.
		cells[behind] = strings.TrimSuffix(cells[behind], ".")
	}
	return strings.Join(cells, "")
}

// shifted is the number times 10^places.
func (d decimal) shifted(places int) decimal {
	if d.digits != "" {
		d.point += places
	}
	return d
}
