package numfmt

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Number is a number in a cell, with what its format shows of it.
type Number struct {
	// Exact is the number written out, to fifteen digits: 182400.5.
	Exact string
	// Shown is what people see, without blanks at the ends: 182,401元.
	Shown string
	// Full is Shown but for the rounding: 182,400.5元.
	Full string
	// Plain is set where the format adds nothing to the number: only groups, rounds or
	// colours it, or tells its sign. Exact is then what is meant.
	Plain bool
	// Rounded is set where Shown lacks digits that the number has.
	Rounded bool
	// Scaled is set where a multiple is shown: percents, or thousands left out.
	Scaled bool
	// Missigned is set where the sign that is shown is not the number's.
	Missigned bool
	// Opaque is set where Shown is not just what is seen: fractions, exponents and
	// Chinese numerals are not worked out here, and what a colour tells no text has.
	// Where Full is empty too, the number is seen in a way unknown here.
	Opaque bool
	// Lost is set where the number has more digits than a spreadsheet keeps. The last
	// ones are not those that were typed.
	Lost bool
	// Time is the point in time that the number stands for where days are meant, as in
	// a cell that lost its format; zero where there is none.
	Time Time
	// Code is the format.
	Code string
}

// String is the number as the cell shows it, with the one it holds where that differs.
func (n Number) String() string {
	switch {
	case n.Lost, n.Opaque, n.Shown == "":
		return n.Exact
	case n.Rounded, n.Missigned:
		return fmt.Sprintf("%s（存的是%s）", n.Shown, n.Exact)
	}
	return n.Shown
}

// Time is a point in time in a cell, to the second, on a clock without a zone, and which
// of its parts the cell shows.
type Time struct {
	time.Time
	Shows Parts
}

// Parts are the parts of a point in time.
type Parts struct{ Year, Month, Day, Clock bool }

// String are the parts that are shown, as people write them: 2026-05-11 09:30, 2026年5月.
func (t Time) String() string {
	var shown []string
	switch {
	case t.Shows == Parts{}: // the day of the week
		return "星期" + string([]rune("日一二三四五六")[t.Weekday()])
	case t.Shows.Day:
		shown = append(shown, t.Format(time.DateOnly))
	case t.Shows.Year && t.Shows.Month:
		shown = append(shown, t.Format("2006年1月"))
	case t.Shows.Year:
		shown = append(shown, t.Format("2006年"))
	case t.Shows.Month:
		shown = append(shown, t.Format("1月"))
	}
	if t.Shows.Clock {
		shown = append(shown, t.Format("15:04"))
	}
	return strings.Join(shown, " ")
}

// Hidden is what a cell holds and does not show, by its format.
type Hidden struct {
	Holds string
	Code  string
}

func (h Hidden) String() string { return h.Holds }

// maxCode is how long a format is read, in bytes. Programs take 255 characters.
const maxCode = 1024

// OfNumber is what a cell means that holds a number, raw as it stands in the file, with
// a format code and the workbook's date system: a Number, a Time or Hidden, or raw
// itself where that is no number.
func OfNumber(raw, code string, date1904 bool) any {
	d, n, kept, ok := decimalOf(strings.TrimSpace(raw))
	if !ok {
		return raw
	}
	number := Number{Exact: d.String(), Code: code, Lost: !kept}
	var s section
	bare := false
	if ok = len(code) <= maxCode; ok {
		s, bare, ok = forNumber(parse(code), n)
	}
	if t, ok := pointInTime(n, date1904); ok {
		number.Time = Time{t, Parts{true, true, true, t.Hour() != 0 || t.Minute() != 0}}
	}
	if ok && s.dated() {
		if !number.Time.IsZero() {
			return Time{number.Time.Time, s.parts()}
		}
		ok = false // such a cell shows ####
	}
	if number.Lost {
		number.Exact = strings.TrimSpace(raw)
		return number
	}
	if !ok {
		number.Opaque = true
		return number
	}
	s.show(&number, d, bare)
	if number.Shown == "" && !number.Opaque {
		return Hidden{number.Exact, code}
	}
	return number
}

// OfText is what a cell shows that holds a text: the text, with what the format puts
// around it, or Hidden.
func OfText(s, code string) any {
	if len(code) > maxCode || code == "@" || !strings.ContainsAny(code, "@;") {
		return s
	}
	sections := parse(code)
	of := sections[len(sections)-1]
	if len(sections) < 4 && !of.forText() || strings.TrimSpace(s) == "" {
		return s
	}
	var b strings.Builder
	for _, t := range of.tokens {
		switch t.kind {
		case text, general:
			b.WriteString(s)
		case blank, literal:
			b.WriteString(t.text)
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return Hidden{s, code}
	}
	return b.String()
}

// isoTimes are the ways a cell holds a time as text (ISO 8601, type d), with what each
// says; a time alone says no day.
var isoTimes = []struct {
	layout string
	parts  Parts
}{
	{"2006-01-02T15:04:05", Parts{true, true, true, true}}, {"2006-01-02T15:04", Parts{true, true, true, true}},
	{"2006-01-02", Parts{true, true, true, false}}, {"T15:04:05", Parts{Clock: true}}, {"15:04:05", Parts{Clock: true}},
}

// OfDate is what a cell means that holds a time written out, raw, as strict workbooks
// do: a Time, or raw itself where that is none.
func OfDate(raw, code string) any {
	for _, iso := range isoTimes {
		t, err := time.Parse(iso.layout, strings.TrimSuffix(strings.TrimSpace(raw), "Z"))
		if err != nil {
			continue
		}
		if len(code) <= maxCode {
			if s, _, ok := forNumber(parse(code), 1); ok && s.dated() {
				shown := s.parts()
				return Time{t, Parts{shown.Year, shown.Month, shown.Day && iso.parts.Day, shown.Clock && iso.parts.Clock}}
			}
		}
		says := iso.parts
		says.Clock = says.Clock && !(says.Day && t.Hour() == 0 && t.Minute() == 0)
		return Time{t, says}
	}
	return raw
}

// pointInTime is the time that a number of days stands for. The days before March 1900,
// of which one was no day, are none of ours.
func pointInTime(n float64, date1904 bool) (t time.Time, ok bool) {
	const latest = 2_958_466 // the first day of the year 10000
	if n < 0 || n >= latest {
		return t, false
	}
	zero := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		zero = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	days, part := math.Modf(n)
	// A time of day is a fraction, seldom an exact one.
	return zero.AddDate(0, 0, int(days)).Add(time.Duration(math.Round(part*86400)) * time.Second), true
}
