package duty

import (
	"fmt"
	"slices"
	"strings"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// holders are the people with one of the titles on a day, in the order of the
// titles and the roster.
func holders(people *roster.Roster, titles []string, day templates.Date) []string {
	var names []string
	for _, title := range titles {
		for _, name := range people.Holders(title, day) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// inPostSince is the first day of the unbroken time up to day in which a person
// had one of the titles; who rises from one to another does not come anew.
func inPostSince(people *roster.Roster, titles []string, name string, day templates.Date) templates.Date {
	since := day
	for moved := true; moved; {
		moved = false
		for _, a := range people.All() {
			titled := slices.ContainsFunc(titles, a.Is)
			// An appointment that ended the day before carries on from there.
			if a.Name == name && titled && a.From.Before(since.Time) && (a.On(since) || a.On(since.AddDays(-1))) {
				since, moved = a.From, true
			}
		}
	}
	return since
}

// nobody is the item of a duty of each leader when the roster knows none.
func (a *inquiry) nobody(d *rules.Duty, on templates.Date) Item {
	item := a.item(d, nil)
	item.Who, item.Due, item.Status = strings.Join(d.Each, "、"), on, Unknown
	item.Note = fmt.Sprintf("花名册上%s没有人任%s，请更正花名册", on, strings.Join(d.Each, "、"))
	return item
}
