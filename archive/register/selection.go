package register

import (
	"gongwen/templates"
)

// Selection is the part of a register or of a view that is asked for. The zero value is
// all of it.
type Selection struct {
	Year     int            // of the numbers; 0 for every year
	From, To templates.Date // of the days that the register counts by, both included; zero for open ends
	Unit     string         // by its name in the roster; empty for all
	Columns  []string       // labels of those wanted, in their order; nil for all
	By       string         // who asks, for the heading; may be empty
}

// Has reports whether a record that counts on a day is within the selection's days.
func (s Selection) Has(day templates.Date) bool {
	return (s.From.IsZero() || !day.Before(s.From.Time)) && (s.To.IsZero() || !day.After(s.To.Time))
}
