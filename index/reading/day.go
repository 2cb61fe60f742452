package reading

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongwen/templates/normal"
)

// Day is a day, or a month, as a text writes it. Year is 0 where it is not written
// (4月28日), and Day is 0 for a month (2026年4月).
type Day struct{ Year, Month, Day int }

// String is 2026-04-28, 2026-04 or 04-28.
func (d Day) String() string {
	switch {
	case d.Year == 0:
		return fmt.Sprintf("%02d-%02d", d.Month, d.Day)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Terms are what a day that a text writes is found by: itself, and a day with its year
// also as that of any year.
func (d Day) Terms() []string {
	if d.Year == 0 || d.Day == 0 {
		return []string{d.String()}
	}
	return []string{d.String(), Day{Month: d.Month, Day: d.Day}.String()}
}

// Has reports whether another day is this one, a day of this month, or this one in
// any year.
func (d Day) Has(other Day) bool {
	return (d.Year == 0 || d.Year == other.Year) && d.Month == other.Month && (d.Day == 0 || d.Day == other.Day)
}

// isReal reports whether the calendar has it, in a year that a record can speak of.
func (d Day) isReal() bool {
	if d.Year != 0 && !isYear(d.Year) || d.Month < 1 || d.Month > 12 {
		return false
	}
	year, day := d.Year, d.Day
	if year == 0 {
		year = 2000 // which has a 29 February
	}
	if day == 0 {
		return d.Year != 0
	}
	return day > 0 && time.Date(year, time.Month(d.Month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

func isYear(n int) bool { return n >= 1900 && n < 2200 }

// Days yields the days and months that a text writes, and where they stand, in bytes:
// 2026-04-28, 2026/4/28, 2026.4.28, 20260428, 2026年4月28日, 4月28号, 二〇二六年四月二十八日,
// 2026-04 and 2026年4月. Of 4月28、29日 and 2026年4月28日至5月2日 the second has of the first
// what it does not say itself.
//
// The text is as it stands, not folded: folding leaves out the blank between a day and
// the figures behind it.
func Days(text string, yield func(from, to int, d Day)) {
	s := dayScanner{text: text, yield: yield}
	before := rune(0)
	months := [...]sign{{of: "月", at: -1}, {of: "⽉", at: -1}}
	for at := 0; at < len(text); {
		month := min(months[0].next(text, at), months[1].next(text, at))
		// What is written in characters has its 月 close by; nearly all else is passed over.
		inCharacters := at+mostBeforeMonth >= month
		if b := text[at]; b >= utf8.RuneSelf && !inCharacters && b != fullWidth {
			before = utf8.RuneError
			at++
			continue
		}
		r, size := plainAt(text, at)
		begins := isFigure(r) && !isFigure(before) || inCharacters && r >= utf8.RuneSelf && isSmallNumeral(r) && !isSmallNumeral(before)
		if begins {
			if end := s.from(at, before); end > at {
				before, at = 0, end
				continue
			}
		}
		before = r
		at += size
	}
}

const (
	// mostBeforeMonth is how many bytes the year and the month before 月 have at most.
	mostBeforeMonth = 100
	// fullWidth is the byte that full-width figures begin with.
	fullWidth = 0xEF
)

// sign is a sign that is looked for in a text, and where it was last found.
type sign struct {
	of string
	at int
}

// next is where the sign is next, at a place or behind it, and far away where it is not
// any more.
func (s *sign) next(text string, at int) int {
	if s.at < at {
		if s.at = strings.Index(text[at:], s.of); s.at >= 0 {
			s.at += at
		} else {
			s.at = len(text) + mostBeforeMonth + 1
		}
	}
	return s.at
}

// OnlyDay is the day or month of a text that is nothing else. What stands alone may
// also be a month as 2026.4 or 2026-4, which in a text could be anything.
func OnlyDay(text string) (only Day, ok bool) {
	text = strings.TrimSpace(text)
	s := dayScanner{text: text, alone: true}
	n := 0
	s.yield = func(_, to int, d Day) {
		n++
		only, ok = d, to == len(text)
	}
	s.from(0, 0)
	return only, ok && n == 1
}

// dayScanner reads a text for days.
type dayScanner struct {
	text  string
	alone bool // it is to be one day and nothing else
	yield func(from, to int, d Day)
}

// plainAt is the rune at a place, in the shape in which it can be part of a date.
func plainAt(text string, at int) (r rune, size int) {
	if at >= len(text) {
		return 0, 0
	}
	if b := text[at]; b < utf8.RuneSelf {
		return rune(b), 1
	}
	r, size = utf8.DecodeRuneInString(text[at:])
	switch {
	case r >= 0x4E00 && r < 0xA000:
		return r, size
	case r >= 0xFF01 && r <= 0xFF5E:
		r -= 0xFF01 - '!'
	}
	return alike(normal.Rune(r)), size
}

func isFigure(r rune) bool { return '0' <= r && r <= '9' }

// isSmallNumeral reports whether a rune can be in a year, a month or a day that is
// written in characters.
func isSmallNumeral(r rune) bool {
	n := numeralOf(r)
	return !n.capital && (n.kind == digit || n.kind == unit && n.value == 10)
}

// skip is the first place from at on that is no blank.
func (s *dayScanner) skip(at int) int {
	for {
		r, size := plainAt(s.text, at)
		if size == 0 || r != normal.Nothing && !unicode.IsSpace(r) {
			return at
		}
		at += size
	}
}

// mark is the rune at a place, behind blanks, and where it ends.
func (s *dayScanner) mark(at int) (r rune, end int) {
	at = s.skip(at)
	r, size := plainAt(s.text, at)
	return r, at + size
}

// number reads a number at a place: in figures, with how many there are, or in
// characters. End is at where there is none.
func (s *dayScanner) number(at int) (value, figures, end int) {
	end = at
	for {
		r, size := plainAt(s.text, end)
		if !isFigure(r) || figures > 8 {
			break
		}
		value = 10*value + int(r-'0')
		figures++
		end += size
	}
	if figures > 0 {
		return value, figures, end
	}
	ten, last, n := 0, -1, 0
	for ; n < 5; n++ {
		r, size := plainAt(s.text, end)
		if r < utf8.RuneSelf || !isSmallNumeral(r) {
			break
		}
		end += size
		switch d := numeralOf(r); {
		case d.kind == unit && ten > 0: // 十 twice
			return 0, 0, at
		case d.kind == unit:
			ten, last = 10*max(value, 1), 0
			if n == 0 {
				ten = 10
			}
			value = 0
		case ten > 0 && last > 0: // 二十八九
			return 0, 0, at
		default:
			value, last = 10*value+int(d.value), int(d.value)
		}
	}
	return ten + value, 0, end
}

// from reads what begins with a number at a place, and tells where it ends; at when
// it is no day. Before is the rune before it.
func (s *dayScanner) from(at int, before rune) (end int) {
	value, figures, to := s.number(at)
	if to == at {
		return at
	}
	r, next := s.mark(to)
	switch {
	case figures == 8:
		d := Day{value / 10000, value / 100 % 100, value % 100}
		if d.Day == 0 || !d.isReal() {
			return at
		}
		s.yield(at, to, d)
		return to
	case isYear(value) && (figures == 4 || figures == 0):
		if r == '年' {
			return s.inYear(at, value, s.skip(next))
		}
		if r, size := plainAt(s.text, to); figures == 4 && strings.ContainsRune("-/.", r) && !strings.ContainsRune("-/.", before) {
			return s.parted(at, value, r, to+size)
		}
	case r == '月' && value <= 12 && figures <= 2 && before != '.' && before != '-':
		return s.inMonth(at, Day{Month: value}, next)
	}
	return at
}

// parted reads on behind 2026-, with the mark that it has.
func (s *dayScanner) parted(at, year int, mark rune, to int) (end int) {
	month, figures, to := s.number(to)
	if figures == 0 || figures > 2 {
		return at
	}
	if r, size := plainAt(s.text, to); r == mark {
		day, figures, end := s.number(to + size)
		d := Day{year, month, day}
		if figures == 0 || figures > 2 || day == 0 || !d.isReal() {
			return at
		}
		if r, next := s.mark(end); r == '日' {
			end = next
		}
		s.yield(at, end, d)
		return end
	}
	d := Day{Year: year, Month: month}
	if !d.isReal() || !s.alone && (mark == '.' || figures < 2) {
		return at
	}
	s.yield(at, to, d)
	return to
}

// inYear reads on behind 2026年.
func (s *dayScanner) inYear(at, year, from int) (end int) {
	month, figures, to := s.number(from)
	if to == from || figures > 2 {
		return at
	}
	r, next := s.mark(to)
	if r != '月' || month < 1 || month > 12 {
		return at
	}
	d := Day{Year: year, Month: month}
	if end := s.inMonth(at, d, next); end > at {
		return end
	}
	if r, more := plainAt(s.text, next); r == '份' {
		next += more
	}
	s.yield(at, next, d)
	return next
}

// inMonth reads the days behind 2026年4月 or 4月: 28日, 28、29日, 28日至5月2日.
func (s *dayScanner) inMonth(at int, d Day, from int) (end int) {
	from = s.skip(from)
	day, figures, to := s.number(from)
	if to == from || figures > 2 {
		return at
	}
	d.Day = day
	r, next := s.mark(to)
	if r != '日' && r != '号' {
		other, more := s.until(d, r, next, '日')
		if other.Day == 0 || !d.isReal() || other.Month != d.Month { // 4月28人
			return at
		}
		s.yield(at, to, d)
		s.yield(next, more, other)
		return more
	}
	if day == 0 || !d.isReal() {
		return at
	}
	s.yield(at, next, d)
	end = next
	sign := r
	for {
		r, next = s.mark(end)
		other, more := s.until(d, r, next, sign)
		if other.Day == 0 {
			return end
		}
		s.yield(next, more, other)
		d, end = other, more
	}
}

// until reads what follows a day behind a mark such as 至 or 、: 29日, or 5月2日.
func (s *dayScanner) until(d Day, mark rune, at int, sign rune) (other Day, end int) {
	if !strings.ContainsRune("-~至到、,和及", mark) || mark == 0 {
		return Day{}, at
	}
	from := s.skip(at)
	day, figures, to := s.number(from)
	if to == from || figures > 2 {
		return Day{}, at
	}
	other = d
	r, end := s.mark(to)
	if r == '月' {
		if other.Month = day; day < d.Month && other.Year > 0 && (mark == '-' || mark == '~' || mark == '至' || mark == '到') {
			other.Year++
		}
		from = s.skip(end)
		if day, figures, to = s.number(from); to == from || figures > 2 {
			return Day{}, at
		}
		r, end = s.mark(to)
	}
	if other.Day = day; r != sign || !other.isReal() {
		return Day{}, at
	}
	return other, end
}
