package duty

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"gongwen/templates"
	"gongwen/templates/bounded"
)

// CalendarName is the file of holidays at the top of a data folder:
//
//	放假: [2026-10-01 至 2026-10-07]
//	上班: [2026-10-10]               # Saturdays and Sundays that are worked
const CalendarName = "calendar.yaml"

// Calendar knows the working days of an office. The zero Calendar works Monday
// to Friday.
type Calendar struct {
	holidays, workdays []span
}

// span is a run of days, both ends included.
type span struct{ from, until templates.Date }

// ReadCalendar reads calendar.yaml of a data folder; without one, the office
// works Monday to Friday.
func ReadCalendar(folder fs.FS) (Calendar, error) {
	source, err := bounded.ReadFile(folder, CalendarName, bounded.Settings)
	if errors.Is(err, fs.ErrNotExist) {
		return Calendar{}, nil
	}
	if err != nil {
		return Calendar{}, err
	}
	var written struct {
		Holidays []span `yaml:"放假"`
		Workdays []span `yaml:"上班"`
	}
	if err := bounded.DecodeYAML(source, 100, &written); err != nil {
		return Calendar{}, fmt.Errorf("%s 有误：%w", CalendarName, err)
	}
	return Calendar{written.Holidays, written.Workdays}, nil
}

// UnmarshalYAML reads a day or a run of days: 2026-10-01 至 2026-10-07.
func (s *span) UnmarshalYAML(node ast.Node) error {
	line := node.GetToken().Position.Line
	var text string
	if err := yaml.NodeToValue(node, &text); err != nil {
		return fmt.Errorf("第%d行：应是日期，如 2026-10-01，或 2026-10-01 至 2026-10-07", line)
	}
	from, until, several := strings.Cut(text, "至")
	if !several {
		until = from
	}
	var errs [2]error
	s.from, errs[0] = templates.ParseDate(strings.TrimSpace(from))
	s.until, errs[1] = templates.ParseDate(strings.TrimSpace(until))
	for _, err := range errs {
		if err != nil {
			return fmt.Errorf("第%d行：%w", line, err)
		}
	}
	if s.until.Before(s.from.Time) {
		return fmt.Errorf("第%d行：“%s”止于开始之前", line, text)
	}
	return nil
}

// Works reports whether a day is worked.
func (c Calendar) Works(day templates.Date) bool {
	within := func(spans []span) bool {
		for _, s := range spans {
			if !day.Before(s.from.Time) && !day.After(s.until.Time) {
				return true
			}
		}
		return false
	}
	switch {
	case within(c.workdays):
		return true
	case within(c.holidays):
		return false
	}
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// After is the day by which n working days have passed after a day: the last of them. In
// a calendar without enough of them it is n days after.
func (c Calendar) After(day templates.Date, n int) templates.Date {
	left := n
	for i := 1; i <= 366+2*n; i++ {
		if next := day.AddDays(i); c.Works(next) {
			if left--; left <= 0 {
				return next
			}
		}
	}
	return day.AddDays(n)
}

// Next is the day itself when it is worked, else the next one that is. A
// calendar without a working day in a whole year leaves the day as it is.
func (c Calendar) Next(day templates.Date) templates.Date {
	for n := range 366 {
		if next := day.AddDays(n); c.Works(next) {
			return next
		}
	}
	return day
}
