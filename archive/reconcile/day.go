package reconcile

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongwen/templates"
	"gongwen/templates/normal"
	"gongwen/templates/numfmt"
)

var (
	// clockBehind is the time that banks put behind a day.
	clockBehind = regexp.MustCompile(`[ T]*(?:上午|下午|[AaPp][Mm])?\s*\d{1,2}[:：时.]\d{1,2}(?:[:：分.]\d{1,2}(?:[.,]\d+)?)?秒?(?:分)?\s*(?:[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$`)
	// withClock is a day and a time without marks: 20260305142211.
	withClock = regexp.MustCompile(`^(\d{8})\s?\d{4}(?:\d{2}(?:\d{3})?)?$`)
	// serial is a day as a spreadsheet stores it, that was saved as text: 46086, with the
	// time behind the point.
	serial   = regexp.MustCompile(`^(\d{5})(?:\.\d+)?$`)
	dayFirst = regexp.MustCompile(`^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$`)
)

// englishDays are the spellings of programs that were never set to Chinese.
var englishDays = []string{"2-Jan-2006", "2 Jan 2006", "Jan 2, 2006", "2 January 2006", "January 2, 2006", "Jan 2 2006"}

// dayIn is the day in a cell, without the time; zero if the cell is empty. A day that could
// be read in two ways is an error.
func dayIn(raw any) (templates.Date, error) {
	switch cell := raw.(type) {
	case nil:
		return templates.Date{}, nil
	case numfmt.Time:
		if !cell.Shows.Day {
			return templates.Date{}, fmt.Errorf("“%s”没有写明是哪一天", cell)
		}
		return sensible(templates.Today(cell.Time), cell.String())
	case numfmt.Number:
		if serial.MatchString(cell.Exact) && !cell.Time.IsZero() {
			return sensible(templates.Today(cell.Time.Time), cell.Exact)
		}
		return dayInText(cell.Exact)
	}
	return dayInText(shown(raw))
}

func dayInText(text string) (templates.Date, error) {
	plain := strings.Join(strings.Fields(normal.Narrow(unwrapped(text))), " ")
	if plain == "" || nothing.MatchString(plain) {
		return templates.Date{}, nil
	}
	if m := withClock.FindStringSubmatch(plain); m != nil {
		plain = m[1]
	}
	if m := serial.FindStringSubmatch(plain); m != nil {
		days, _ := strconv.Atoi(m[1])
		return sensible(templates.NewDate(1899, time.December, 30).AddDays(days), text)
	}
	day, err := templates.ParseDate(plain)
	if err == nil {
		return day, nil
	}
	if short := clockBehind.ReplaceAllString(plain, ""); short != plain && short != "" {
		if day, err := templates.ParseDate(short); err == nil {
			return day, nil
		}
		plain = short
	}
	for _, layout := range englishDays {
		if t, err := time.Parse(layout, strings.ReplaceAll(plain, ".", "")); err == nil {
			return sensible(templates.Today(t), text)
		}
	}
	if m := dayFirst.FindStringSubmatch(plain); m != nil {
		first, _ := strconv.Atoi(m[1])
		second, _ := strconv.Atoi(m[2])
		year, _ := strconv.Atoi(m[3])
		switch { // a number above twelve is no month
		case first > 12 && second <= 12 && second > 0 && first <= 31:
			return exists(year, second, first, text)
		case second > 12 && first <= 12 && first > 0 && second <= 31:
			return exists(year, first, second, text)
		case first == second && first > 0 && first <= 12:
			return exists(year, first, second, text)
		}
	}
	var m *templates.Mistake
	if errors.As(err, &m) {
		return templates.Date{}, errors.New(m.What)
	}
	return templates.Date{}, err
}

func exists(year, month, day int, text string) (templates.Date, error) {
	d := templates.NewDate(year, time.Month(month), day)
	if d.Day() != day {
		return templates.Date{}, fmt.Errorf("“%s”这一天不存在", clip(text))
	}
	return sensible(d, text)
}

// sensible refuses days of years of which no account is open.
func sensible(d templates.Date, text string) (templates.Date, error) {
	if d.Year() < 1990 || d.Year() > 2199 {
		return templates.Date{}, fmt.Errorf("“%s”的年份不合情理", clip(text))
	}
	return d, nil
}
