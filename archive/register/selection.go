package register

import (
	"gongwen/templates"
)

// Selection is the part of a register or of a view that is asked for. The zero value is
// all of it.
type Selection struct {
	Year     int            // of the numbers; 0 for every year
	LastYear int            // the last of several years that begin with Year; 0 for Year alone
	From, To templates.Date // of the days that the register counts by, both included; zero for open ends
	Unit     string         // by its name in the roster; empty for all
	Columns  []string       // labels of those wanted, in their order; nil for all
	Set      string         // the name under which these columns are saved; may be empty
	By       string         // who asks, for the heading; may be empty
	A3       bool           // to be printed on A3, with the columns that A4 has no room for
	// NotSecret leaves out what has a degree of secrecy (密级): for places where whoever may
	// read may see all of it. How many that are is said below the rows.
	NotSecret bool
}

// Has reports whether a record that counts on a day is within the selection's days.
func (s Selection) Has(day templates.Date) bool {
	return (s.From.IsZero() || !day.Before(s.From.Time)) && (s.To.IsZero() || !day.After(s.To.Time))
}

// HasYear reports whether a record whose number is of a year is within the selection's years.
func (s Selection) HasYear(year int) bool {
	return s.Year == 0 || s.Year <= year && year <= max(s.Year, s.LastYear)
}

// Whole reports whether the selection is all there is of the years it names: what is lost
// and bears no day belongs to it, too.
func (s Selection) Whole() bool { return s.From.IsZero() && s.To.IsZero() && s.Unit == "" }
