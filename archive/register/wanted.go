package register

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// Wanted is what somebody asks for in their own words, as flags and addresses give it. Each
// may be empty.
type Wanted struct {
	Year    string // of the numbers: 2026, or 2025-2026
	Quarter string // 2026-Q1, or 1 with a year
	Month   string // 2026-03, or 3 with a year
	From    string // a day, or the first of a longer period
	To      string // a day, or the last of a longer period
}

var errPeriods = errors.New("季度、月份和起止日期只能写一样，请删去其余的")

// Parts of a year that leave out which.
var (
	quarterPattern = regexp.MustCompile(`^(?:[qQ]|第)?([1-4一二三四])(?:季度?)?$`)
	monthPattern   = regexp.MustCompile(`^(\d{1,2}|[一二三四五六七八九]|十[一二]?)(?:月份?)?$`)
)

// Selection is what that comes to. What contradicts itself or cannot be read is an error
// that says what to write.
func (w Wanted) Selection() (s Selection, err error) {
	if w.Year != "" {
		if s.Year, s.LastYear, err = years(w.Year); err != nil {
			return s, err
		}
	}
	periods := 0
	for _, given := range []bool{w.Quarter != "", w.Month != "", w.From != "" || w.To != ""} {
		if given {
			periods++
		}
	}
	switch {
	case periods > 1:
		return s, errPeriods
	case w.Quarter != "":
		s.From, s.To, err = s.part("季度", w.Quarter, quarterPattern, "%d年第%s季度", 3, "2026-Q1")
	case w.Month != "":
		s.From, s.To, err = s.part("月份", w.Month, monthPattern, "%d年%s月", 1, "2026-03")
	default:
		s.From, s.To, err = ends(w.From, w.To)
	}
	return s, err
}

// years reads a year or, in the order of time, the first and last of several.
func years(text string) (first, last int, err error) {
	from, to, err := ParsePeriod(text)
	if err != nil || from.IsZero() || to.IsZero() || from.YearDay() != 1 || to.AddDays(1).YearDay() != 1 {
		return 0, 0, fmt.Errorf("年度“%s”不认识，请写成 2026，几年的写成 2025-2026", text)
	}
	if to.Year() == from.Year() {
		return from.Year(), 0, nil
	}
	return from.Year(), to.Year(), nil
}

// part reads a part of a year so many months long, which may leave the year to be told by
// the selection's.
func (s Selection) part(name, text string, short *regexp.Regexp, full string, months int, like string) (from, to templates.Date, err error) {
	whole := text
	if m := short.FindStringSubmatch(strings.TrimSpace(normal.Narrow(text))); m != nil {
		if s.Year == 0 || s.LastYear != 0 {
			return from, to, fmt.Errorf("%s“%s”没有写明是哪一年，请写成 %s 的样子", name, text, like)
		}
		whole = fmt.Sprintf(full, s.Year, m[1])
	}
	from, to, err = ParsePeriod(whole)
	if err != nil || from.IsZero() || to.IsZero() || from.Day() != 1 || to.AddDays(1) != (templates.Date{Time: from.AddDate(0, months, 0)}) || (int(from.Month())-1)%months != 0 {
		return templates.Date{}, templates.Date{}, fmt.Errorf("%s“%s”不认识，请写成 %s 的样子", name, text, like)
	}
	return from, to, nil
}

// ends reads where a period begins and where it ends, each of which may be left open, or
// said by a longer period: from 2026-01 to 2026-03.
func ends(first, last string) (from, to templates.Date, err error) {
	for _, end := range []struct {
		name, text string
		day        *templates.Date
		last       bool
	}{{"起始日期", first, &from, false}, {"截止日期", last, &to, true}} {
		if end.text == "" {
			continue
		}
		begins, finishes, err := ParsePeriod(end.text)
		if err != nil {
			return from, to, fmt.Errorf("%s：%w", end.name, err)
		}
		if begins.IsZero() || finishes.IsZero() {
			return from, to, fmt.Errorf("%s“%s”请只写一天，如 2026-03-05", end.name, end.text)
		}
		*end.day = begins
		if end.last {
			*end.day = finishes
		}
	}
	if !from.IsZero() && !to.IsZero() && to.Before(from.Time) {
		return from, to, fmt.Errorf("截止日期 %s 早于起始日期 %s，请核对", to.ISO(), from.ISO())
	}
	return from, to, nil
}
