package reconcile

import (
	"gongwen/archive/register"
	"gongwen/templates"
)

// Period is the days that are reconciled, both included; zero for an open end.
type Period struct {
	From templates.Date `json:"from,omitzero"`
	To   templates.Date `json:"to,omitzero"`
}

func (p Period) has(day templates.Date) bool {
	return (p.From.IsZero() || !day.Before(p.From.Time)) && (p.To.IsZero() || !day.After(p.To.Time))
}

// String is the period in words; empty if both ends are open.
func (p Period) String() string { return register.PeriodText(p.From, p.To) }

// days are the first and the last day of rows; zero if there is none.
func days(rows []*Row) (p Period) {
	for _, r := range rows {
		if r.Date.IsZero() {
			continue
		}
		if p.From.IsZero() || r.Date.Before(p.From.Time) {
			p.From = r.Date
		}
		if p.To.IsZero() || r.Date.After(p.To.Time) {
			p.To = r.Date
		}
	}
	return p
}
