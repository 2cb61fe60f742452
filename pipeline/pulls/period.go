package pulls

import (
	"fmt"
	"time"

	"gongwen/archive/register"
	"gongwen/templates"
)

// Every is how often a pull is made.
type Every string

const (
	Month   Every = "month"
	Quarter Every = "quarter"
	Year    Every = "year"
)

// lengths are in months.
var lengths = map[Every]int{Month: 1, Quarter: 3, Year: 12}

// Period is a month, a quarter or a year.
type Period struct {
	Every Every
	First templates.Date // its first day
}

// Of is the period in which a day lies.
func (e Every) Of(day templates.Date) Period {
	into := (int(day.Month()) - 1) % lengths[e] // months that the period is old
	return Period{e, templates.NewDate(day.Year(), day.Month()-time.Month(into), 1)}
}

// Next and Previous are the periods beside it.
func (p Period) Next() Period     { return p.moved(lengths[p.Every]) }
func (p Period) Previous() Period { return p.moved(-lengths[p.Every]) }

func (p Period) moved(months int) Period {
	return Period{p.Every, templates.Date{Time: p.First.AddDate(0, months, 0)}}
}

// Last is its last day.
func (p Period) Last() templates.Date { return p.Next().First.AddDays(-1) }

// Name is what its folder is called: 2026-10, 2026-Q4, 2026.
func (p Period) Name() string {
	switch p.Every {
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.First.Year(), (p.First.Month()+2)/3)
	case Year:
		return p.First.Format("2006")
	}
	return p.First.Format("2006-01")
}

// Title is it in words: 2026年10月, 2026年第4季度, 2026年.
func (p Period) Title() string { return register.PeriodText(p.First, p.Last()) }

// Parse reads a period in any of the ways people write them.
func (e Every) Parse(text string) (Period, error) {
	from, to, err := register.ParsePeriod(text)
	if p := e.Of(from); err == nil && (from != p.First || to != p.Last()) {
		like := Period{e, templates.NewDate(2026, 10, 1)}.Name()
		err = fmt.Errorf("“%s”不是%s，请写成 %s 的样子", text, map[Every]string{Month: "一个月", Quarter: "一个季度", Year: "一年"}[e], like)
	}
	return e.Of(from), err
}
