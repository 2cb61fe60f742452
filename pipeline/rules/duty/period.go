package duty

import (
	"fmt"

	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// period is one round of a calendar rhythm, a year or a month.
type period struct {
	first, last templates.Date
	name        string // 2026年, 2026年5月
}

// periodOf is the period a day falls in.
func periodOf(every rules.Rhythm, day templates.Date) period {
	if every == rules.Monthly {
		first := templates.NewDate(day.Year(), day.Month(), 1)
		last := templates.NewDate(day.Year(), day.Month()+1, 0)
		return period{first, last, fmt.Sprintf("%d年%d月", day.Year(), int(day.Month()))}
	}
	return period{templates.NewDate(day.Year(), 1, 1), templates.NewDate(day.Year(), 12, 31), fmt.Sprintf("%d年", day.Year())}
}

// before is the period before it.
func (t period) before(every rules.Rhythm) period { return periodOf(every, t.first.AddDays(-1)) }

func (t period) holds(day templates.Date) bool {
	return !day.Before(t.first.Time) && !day.After(t.last.Time)
}
