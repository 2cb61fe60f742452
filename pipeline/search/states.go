package search

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/index/query"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/rules/duty"
	"gongwen/templates"
)

// States are how the records of an archive can stand (状态), by the names that people
// look for them by:
//
//   - 作废, 有效, 已过期: by the catalogue, and by the date that forms of the kind name
//     as their last (valid_until), as the page for verifying documents says it;
//   - 逾期, 将到期 …: how a record stands today to any duty that has a deadline for it;
//   - 待归还, 已归还 …: whether it is done with, in the words of that duty (pending, done);
//   - 已修订 …: that a later record says so of it (a field with makes).
//
// All but the first are data of kinds and rulebooks. None is in the index, since each
// can change without the record: they are looked up when a query asks for one. What was
// looked up is kept until something is filed or voided, or the day is over.
type States struct {
	Catalogue *catalogue.Catalogue

	mu    sync.Mutex
	asOf  moment
	lists map[string][]string // numbers, by the usual name
}

// moment is what the records in a state depend on.
type moment struct {
	change  int64
	day     string
	ruleset any // see Office
}

// of are the states of an office. With an error there are those that do not go by
// duties.
func (s *States) of(o Office) ([]index.State, error) {
	day := o.Today()
	states := index.Lifecycle(o.Kinds.All(), day, s.Catalogue.Voided)
	for _, made := range makers(o.Kinds) {
		states = append(states, s.listed(o, made.names, func(ctx context.Context) ([]string, error) { return s.made(ctx, made.by, day) }))
	}
	watch, err := o.Watch()
	if err != nil || watch.Regulation.On(day) == nil {
		return states, err
	}
	for _, status := range duty.Statuses {
		names := []string{status.Chinese()}
		any := func(*rules.Duty) bool { return true }
		states = append(states, s.listed(o, names, func(ctx context.Context) ([]string, error) {
			return standing(ctx, watch, day, any, func(_ string, all []duty.Status) bool { return slices.Contains(all, status) })
		}))
	}
	return append(states, s.words(o, watch, day)...), nil
}

// words are the states by the words of duties. One word may be that of several.
func (s *States) words(o Office, watch *duty.Watch, day templates.Date) (states []index.State) {
	type meaning struct {
		names []string
		done  map[string]bool // by the id of the duty, whether it says that it is done with
	}
	var all []*meaning
	add := func(id string, words []string, done bool) {
		if len(words) == 0 {
			return
		}
		i := slices.IndexFunc(all, func(m *meaning) bool { return m.names[0] == words[0] })
		if i < 0 {
			i, all = len(all), append(all, &meaning{done: map[string]bool{}})
		}
		all[i].names = append(all[i].names, words...)
		all[i].done[id] = done
	}
	for _, d := range watch.Regulation.On(day).Duties(watch.People) {
		add(d.ID, d.Pending, false)
		add(d.ID, d.Done, true)
	}
	for _, m := range all {
		about := func(d *rules.Duty) bool { _, ok := m.done[d.ID]; return ok }
		states = append(states, s.listed(o, m.names, func(ctx context.Context) ([]string, error) {
			return standing(ctx, watch, day, about, func(id string, all []duty.Status) bool {
				open := slices.ContainsFunc(all, pending)
				if m.done[id] {
					return !open && !slices.Contains(all, duty.Unknown)
				}
				return open
			})
		}))
	}
	return states
}

func pending(s duty.Status) bool { return s == duty.Overdue || s == duty.Due || s == duty.Open }

// standing are the records of which is holds, given the id of a duty and how all that
// it asks of the record stands.
func standing(ctx context.Context, watch *duty.Watch, day templates.Date, about func(*rules.Duty) bool, is func(id string, all []duty.Status) bool) ([]string, error) {
	type asked struct{ duty, number string }
	all := map[asked][]duty.Status{}
	err := watch.Standings(ctx, day, about, func(s duty.Standing) {
		a := asked{s.Duty.ID, s.Number}
		all[a] = append(all[a], s.Status)
	})
	var numbers []string
	for a, statuses := range all {
		if is(a.duty, statuses) {
			numbers = append(numbers, a.number)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), err
}

// maker is a field by which forms say how an earlier record stands from then on.
type maker struct {
	names []string
	by    []query.Place
}

// makers are those of all kinds, by the usual name of what they make.
func makers(kinds *templates.Set) (all []maker) {
	for _, k := range kinds.All() {
		for path, f := range k.Paths() {
			if len(f.Makes) == 0 {
				continue
			}
			i := slices.IndexFunc(all, func(m maker) bool { return m.names[0] == f.Makes[0] })
			if i < 0 {
				i, all = len(all), append(all, maker{})
			}
			all[i].names = append(all[i].names, f.Makes...)
			all[i].by = append(all[i].by, query.Place{Kind: k.Key, Path: path})
		}
	}
	return all
}

// made are the records whose numbers standing forms have in some fields.
func (s *States) made(ctx context.Context, by []query.Place, day templates.Date) ([]string, error) {
	var typed []string
	for _, p := range by {
		key, _, _ := strings.Cut(p.Path, ".")
		for said, err := range s.Catalogue.Said(ctx, p.Kind, day.ISO()) {
			if err != nil {
				return nil, err
			}
			var form map[string]any
			if err := json.Unmarshal(said.Form, &form); err != nil {
				return nil, err
			}
			for _, fact := range archive.Facts(map[string]any{key: form[key]}) {
				if fact.Path == p.Path {
					typed = append(typed, fact.Word)
				}
			}
		}
	}
	return s.Catalogue.NumbersMeant(ctx, typed)
}

// listed is a state whose records are looked up, and kept.
func (s *States) listed(o Office, names []string, look func(context.Context) ([]string, error)) index.State {
	slices.Sort(names[1:])
	names = slices.Compact(names)
	return index.State{Names: names, Records: query.Listed{Numbers: func(ctx context.Context) ([]string, error) {
		change, err := s.Catalogue.LastChange(ctx)
		if err != nil {
			return nil, err
		}
		now := moment{change, o.Today().ISO(), o.Ruleset}
		if numbers, ok := s.kept(now, names[0]); ok {
			return numbers, nil
		}
		numbers, err := look(ctx)
		if err == nil {
			s.keep(now, names[0], numbers)
		}
		return numbers, err
	}}}
}

func (s *States) kept(now moment, name string) (numbers []string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asOf != now {
		return nil, false
	}
	numbers, ok = s.lists[name]
	return numbers, ok
}

func (s *States) keep(now moment, name string, numbers []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asOf != now {
		s.asOf, s.lists = now, map[string][]string{}
	}
	s.lists[name] = numbers
}
