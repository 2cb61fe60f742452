package rules

import (
	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// Facts are what a form is judged by beside itself and the rulebook.
type Facts struct {
	Roster  *roster.Roster // nil for nobody at all
	Units   *roster.Units  // by which the units in records are named; nil for as they are written
	Archive Archive        // nil where there is none: rules that look across documents are not judged
	// Received is the day the form was handed in. What it reports as done cannot lie
	// after it. Zero for the last of the form's own date and those of its approvals.
	Received templates.Date
}

// complete fills in what is left out.
func (f Facts) complete(of *form.Form) Facts {
	if f.Roster == nil {
		f.Roster = roster.New(nil)
	}
	if !f.Received.IsZero() {
		return f
	}
	f.Received = of.Kind.DateOf(of.Values)
	rows, _ := of.Values[of.Kind.ApprovalsKey()].([]templates.Values)
	for _, row := range rows {
		if day, _ := row["date"].(templates.Date); day.After(f.Received.Time) {
			f.Received = day
		}
	}
	return f
}
