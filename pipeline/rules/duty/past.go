package duty

import (
	"context"
	"fmt"
	"slices"

	"gongwen/archive"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// Past are the items that were not done in time up to a day, and that On does not list
// any more: what was closed after its deadline, what came round too late, and the
// years and months before the last in which too little was done. The oldest come first.
func (w *Watch) Past(ctx context.Context, day templates.Date) ([]Item, error) {
	items, err := w.ask(ctx, day, (*inquiry).past)
	slices.SortStableFunc(items, func(x, y Item) int { return x.Due.Compare(y.Due.Time) })
	return items, err
}

// past is Past for the duties over one kind.
func (a *inquiry) past(ctx context.Context, k *templates.Kind, duties []*rules.Duty) ([]Item, error) {
	var items []Item
	counts, err := a.look(ctx, k, duties, true, func(d *rules.Duty, s sighting) {
		closed, ok := a.closedOn(d, archive.Word(s.number), s.Row)
		if s.err != nil || !ok {
			return // On lists it
		}
		item := a.item(d, s.Values)
		item.Basis = []string{s.number}
		items = append(items, a.late(item, a.inTime(d, s.Day), closed, "办结")...)
	})
	if err != nil {
		return nil, err
	}
	return append(items, a.rounds(duties, counts, a.lateRounds, a.missedPeriods)...), nil
}

// late is the item if it was done after it was due, else nothing.
func (a *inquiry) late(item Item, due, done templates.Date, how string) []Item {
	if done.IsZero() || !done.After(due.Time) || done.After(a.day.Time) {
		return nil
	}
	item.Due, item.Status = due, Late
	item.Note = fmt.Sprintf("%s%s，迟%d天", done, how, due.DaysUntil(done))
	return []Item{item}
}

// lateRounds are the times that came too late after the one before.
func (a *inquiry) lateRounds(d *rules.Duty, counts []count) []Item {
	slices.SortStableFunc(counts, func(x, y count) int { return x.Day.Compare(y.Day.Time) })
	var items []Item
	people := []string{""}
	if d.Each != nil {
		people = holders(a.People, d.Each, a.day)
	}
	for _, person := range people {
		last := a.begin
		for _, c := range counts {
			if c.Day.Before(last.Time) || person != "" && !slices.Contains(c.People, person) {
				continue
			}
			item := a.item(d, nil)
			item.Basis = []string{c.number}
			if person != "" {
				item.Who = person
			}
			items = append(items, a.late(item, a.inTime(d, last.AddDays(d.Every.Days())), c.Day, "才办")...)
			last = c.Day
		}
	}
	return items
}

// missedPeriods are the years or months before the last one, which On still lists, in
// which too little was done.
func (a *inquiry) missedPeriods(d *rules.Duty, counts []count) []Item {
	var items []Item
	for t := periodOf(d.Every, a.day).before(d.Every).before(d.Every); !a.begin.After(t.last.Time); t = t.before(d.Every) {
		for _, item := range a.period(d, t, counts) {
			if item.Status != Met && item.Status != Unknown {
				item.Status = Missed
				items = append(items, item)
			}
		}
	}
	return items
}
