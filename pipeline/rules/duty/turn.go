package duty

import (
	"fmt"

	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// turn is one period of a calendar rhythm.
type turn struct {
	first, last templates.Date
	name        string // 2026年, 2026年5月
}

// turnOf is the turn a day falls in.
func turnOf(every rules.Rhythm, day templates.Date) turn {
	if every == rules.Monthly {
		first := templates.NewDate(day.Year(), day.Month(), 1)
		last := templates.NewDate(day.Year(), day.Month()+1, 0)
		return turn{first, last, fmt.Sprintf("%d年%d月", day.Year(), int(day.Month()))}
	}
	return turn{templates.NewDate(day.Year(), 1, 1), templates.NewDate(day.Year(), 12, 31), fmt.Sprintf("%d年", day.Year())}
}

// before is the turn before it.
func (t turn) before(every rules.Rhythm) turn { return turnOf(every, t.first.AddDays(-1)) }

func (t turn) holds(day templates.Date) bool {
	return !day.Before(t.first.Time) && !day.After(t.last.Time)
}
