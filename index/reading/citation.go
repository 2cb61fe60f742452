package reading

import (
	"strings"
	"unicode/utf8"
)

// Citation is a number of some record that a folded text cites: 青政会纪(2026)3号, 第3号,
// 2026年第3号. 3号 alone may as well be a house.
type Citation struct {
	From, To     int    // where it stands, without Before, in bytes
	Before       string // letters before it, among them its series, at the end
	Year, Serial string // in figures; Year may be empty
}

// mostBefore is how many letters before a citation are looked at.
const mostBefore = 10

// Citations yields the numbers that a folded text cites.
func Citations(folded string, yield func(Citation)) {
	for at := 0; ; {
		next := strings.Index(folded[at:], "号")
		if next < 0 {
			return
		}
		end := at + next
		at = end + len("号")
		if c, ok := citationAt(folded, end); ok {
			yield(c)
		}
	}
}

// citationAt is the citation whose 号 is at a place.
func citationAt(folded string, at int) (c Citation, ok bool) {
	from := len(strings.TrimRightFunc(folded[:at], inNumbers))
	begin := from
	Numbers(folded[from:at+len("号")], func(start, end int, value string) {
		if from+end == at {
			begin, c.Serial = from+start, value
		}
	})
	if !isSerial(c.Serial) {
		return Citation{}, false
	}
	rest, ordinal := strings.CutSuffix(folded[:begin], "第")
	if before, year, ok := yearBehind(rest); ok {
		rest, c.Year = before, year
	} else if !ordinal {
		return Citation{}, false
	}
	c.From, c.To = len(rest), at+len("号")
	for n := 0; n < mostBefore; n++ {
		r, size := utf8.DecodeLastRuneInString(rest)
		if size == 0 || breaks(r) {
			break
		}
		rest = rest[:len(rest)-size]
	}
	c.Before = folded[len(rest):c.From]
	return c, true
}

// yearBehind cuts the year off that a folded text ends with: (2026), 2026年, 2026-.
func yearBehind(folded string) (before, year string, ok bool) {
	rest, opening := folded, ""
	switch {
	case strings.HasSuffix(rest, ")"):
		rest, opening = rest[:len(rest)-1], "("
	case strings.HasSuffix(rest, "-"):
		rest = rest[:len(rest)-1]
	case strings.HasSuffix(rest, "年度"):
		rest = strings.TrimSuffix(rest, "年度")
	}
	rest = strings.TrimSuffix(rest, "年")
	if rest == folded {
		return folded, "", false
	}
	from := len(strings.TrimRightFunc(rest, inNumbers))
	Numbers(rest[from:], func(start, end int, value string) {
		if from+end == len(rest) && looksLikeYear(value) {
			before, year = rest[:from+start], value
		}
	})
	if year == "" || !strings.HasSuffix(before, opening) {
		return folded, "", false
	}
	return strings.TrimSuffix(before, opening), year, true
}

// Terms are what a citation is found by: its serial, and that with the year and the
// letters before it.
func (c Citation) Terms() []string {
	return []string{c.Serial, CitationTerm(c.Serial, c.Year, c.Before)}
}

// CitationTerm is the beginning of a term of a citation, or all of it: a serial, its
// year, which may be empty, and the letters before.
func CitationTerm(parts ...string) string { return strings.Join(parts, Boundary) }

// IsCited reports whether a citation, as its longer term has it, is of one of the
// series, or of any where the reference has no words, or of that which the reference itself writes out: 市政发2026年3号 of a
// series that is not the office's.
func (r Reference) IsCited(term string, series []Series) bool {
	parts := strings.SplitN(term, Boundary, 3)
	if len(parts) < 3 || parts[0] != r.Serial || r.Year != "" && parts[1] != r.Year {
		return false
	}
	if r.Before+r.Behind == "" {
		return true
	}
	if r.Behind == "" && utf8.RuneCountInString(r.Before) >= 2 && strings.HasSuffix(parts[2], r.Before) {
		return true
	}
	for _, s := range series {
		if s.Name != "" && strings.HasSuffix(parts[2], s.Name) {
			return true
		}
	}
	return false
}
