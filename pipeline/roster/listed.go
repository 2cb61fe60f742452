package roster

import (
	"slices"

	"gongwen/templates"
)

// Listed are the units, the posts and the people of a day, each once and in the order of
// the roster: what people choose from when they fill in a form.
func (r *Roster) Listed(day templates.Date) (units, posts, people []string) {
	seen := map[*[]string]map[string]bool{&units: {"": true}, &posts: {"": true}, &people: {"": true}}
	add := func(list *[]string, texts ...string) {
		for _, text := range texts {
			if !seen[list][text] {
				seen[list][text] = true
				*list = append(*list, text)
			}
		}
	}
	for i := range r.appointments {
		a := &r.appointments[i]
		if !a.On(day) {
			continue
		}
		add(&units, a.Unit)
		add(&posts, a.Post)
		add(&people, a.Name)
	}
	for i := range r.appointments {
		if a := &r.appointments[i]; a.On(day) {
			add(&units, a.Portfolio...)
		}
	}
	for _, u := range r.units {
		add(&units, templates.Text(u["name"]))
	}
	return units, posts, people
}

// Lists reports whether somebody of that name is on the roster, for whatever days.
func (r *Roster) Lists(name string) bool {
	return slices.ContainsFunc(r.appointments, func(a Appointment) bool { return a.Name == name })
}
