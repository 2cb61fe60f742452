package duty

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// Watch asks for the duties of an office.
type Watch struct {
	Regulation *rules.Regulation
	People     *roster.Roster
	Catalogue  *catalogue.Catalogue
	Calendar   Calendar
}

// On are the items of a day: what is overdue first, then what is due soonest,
// then what is done. The rulebook is the one in force on the day; without one
// nothing is asked.
func (w *Watch) On(ctx context.Context, day templates.Date) ([]Item, error) {
	return w.ask(ctx, day, (*inquiry).kind)
}

// ask asks for the duties of each kind.
func (w *Watch) ask(ctx context.Context, day templates.Date, about func(*inquiry, context.Context, *templates.Kind, []*rules.Duty) ([]Item, error)) ([]Item, error) {
	items := []Item{}
	book := w.Regulation.On(day)
	if book == nil {
		return items, nil
	}
	a := &inquiry{Watch: w, day: day, begin: book.From, closed: map[rules.Closing]map[string]rows{}}
	first, err := w.Catalogue.FirstDay(ctx)
	if err != nil {
		return nil, err
	}
	if first == "" || first > day.ISO() {
		first = day.ISO()
	}
	if first > a.begin.ISO() {
		if a.begin, err = templates.ParseDate(first); err != nil {
			return nil, err
		}
	}
	var kinds []*templates.Kind
	duties := map[*templates.Kind][]*rules.Duty{}
	for _, d := range book.Duties(w.People) {
		if duties[d.Kind] == nil {
			kinds = append(kinds, d.Kind)
		}
		duties[d.Kind] = append(duties[d.Kind], d)
	}
	for _, k := range kinds {
		asked, err := about(a, ctx, k, duties[k])
		if err != nil {
			return nil, fmt.Errorf("%s：%w", k.Title, err)
		}
		items = append(items, asked...)
	}
	slices.SortStableFunc(items, func(x, y Item) int {
		return cmp.Or(cmp.Compare(x.Status.rank(), y.Status.rank()), x.Due.Compare(y.Due.Time))
	})
	return items, nil
}

// inquiry is one question, on one day.
type inquiry struct {
	*Watch
	day    templates.Date
	begin  templates.Date                    // of what the archive can tell
	closed map[rules.Closing]map[string]rows // when what bears a number was first closed
}

// rows are days by the row of a list, from 1; 0 is for all rows.
type rows map[int]templates.Date

// set keeps the earlier of two days.
func (r rows) set(row int, day templates.Date) {
	if first, ok := r[row]; !ok || day.Before(first.Time) {
		r[row] = day
	}
}

// count is what one record counts for a duty on a rhythm.
type count struct {
	number string
	rules.Reading
}

// kind asks for all duties over one kind, looking at each record once.
func (a *inquiry) kind(ctx context.Context, k *templates.Kind, duties []*rules.Duty) ([]Item, error) {
	var items []Item
	counts, err := a.look(ctx, k, duties, false, func(d *rules.Duty, s sighting) {
		if s.err != nil {
			items = append(items, a.unknown(d, s.Values, s.number, s.err))
		} else if item, listed := a.deadline(d, s.count); listed {
			items = append(items, item)
		}
	})
	if err != nil {
		return nil, err
	}
	return append(items, a.rounds(duties, counts, a.interval, a.periods)...), nil
}

// sighting is a record as a duty sees it: with a deadline, or not to be made out.
type sighting struct {
	count
	err error
}

// look looks at each record of a kind once, for all duties over the kind. It calls one
// with what has a deadline and with what cannot be made out, and gives what counts for
// the duties on a rhythm. What is closed for a duty is passed over, unless that is asked
// for, too.
func (a *inquiry) look(ctx context.Context, k *templates.Kind, duties []*rules.Duty, closed bool, one func(*rules.Duty, sighting)) ([][]count, error) {
	if err := a.closeAll(ctx, duties); err != nil {
		return nil, err
	}
	counts := make([][]count, len(duties))
	for said, err := range a.Catalogue.Said(ctx, k.Key, a.day.ISO()) {
		if err != nil {
			return nil, err
		}
		var values templates.Values // read only when a duty has to: most records are long closed
		word := archive.Word(said.Number)
		for i, d := range duties {
			if _, done := a.closedOn(d, word, 0); done && !closed {
				continue
			}
			if values == nil {
				if values, err = read(k, said); err != nil {
					return nil, err
				}
			}
			readings, err := d.Read(values)
			if err != nil {
				one(d, sighting{count{said.Number, rules.Reading{Values: values}}, err})
			}
			for _, r := range readings {
				_, done := a.closedOn(d, word, r.Row)
				switch {
				case done && !closed:
				case d.Every == "":
					one(d, sighting{count{said.Number, r}, nil})
				case !r.Day.After(a.day.Time):
					counts[i] = append(counts[i], count{said.Number, r})
				}
			}
		}
	}
	return counts, nil
}

// rounds are the items of the duties on a rhythm: so many days from one time to the
// next, or the calendar's.
func (a *inquiry) rounds(duties []*rules.Duty, counts [][]count, interval, periods func(*rules.Duty, []count) []Item) (items []Item) {
	for i, d := range duties {
		switch {
		case d.Every == "":
		case d.Every.Days() > 0:
			items = append(items, interval(d, counts[i])...)
		default:
			items = append(items, periods(d, counts[i])...)
		}
	}
	return items
}

// read types what a record's form said.
func read(k *templates.Kind, said catalogue.Said) (templates.Values, error) {
	var form map[string]any
	err := json.Unmarshal(said.Form, &form)
	if err != nil {
		return nil, fmt.Errorf("%s：%w", said.Number, err)
	}
	values, err := k.Decode(form)
	if err != nil {
		return nil, fmt.Errorf("%s：%w", said.Number, err)
	}
	k.Normalise(values)
	return values, nil
}

func (a *inquiry) closeAll(ctx context.Context, duties []*rules.Duty) error {
	for _, d := range duties {
		for _, by := range d.ClosedBy {
			if err := a.close(ctx, by); err != nil {
				return err
			}
		}
	}
	return nil
}

// close reads which records are closed.
func (a *inquiry) close(ctx context.Context, by rules.Closing) error {
	if a.closed[by] != nil {
		return nil
	}
	numbers := map[string]rows{}
	field, _, _ := strings.Cut(by.Path, ".")
	for said, err := range a.Catalogue.Said(ctx, by.Kind.Key, a.day.ISO()) {
		if err != nil {
			return err
		}
		var form map[string]any
		if err := json.Unmarshal(said.Form, &form); err != nil {
			return fmt.Errorf("%s：%w", said.Number, err)
		}
		text, _ := form[by.On].(string)
		day, _ := templates.ParseDate(text) // zero where the record is older than the field
		row, _ := form[by.Row].(float64)    // 0 where it is not filled in
		for _, fact := range archive.Facts(map[string]any{field: form[field]}) {
			if fact.Path != by.Path {
				continue
			}
			for _, word := range archive.Words(fact.Word) {
				if numbers[word] == nil {
					numbers[word] = rows{}
				}
				numbers[word].set(int(row), day)
			}
		}
	}
	a.closed[by] = numbers
	return nil
}

// closedOn is the day on which a row of what bears a number was closed for a duty; with
// row 0, all of it.
func (a *inquiry) closedOn(d *rules.Duty, word string, row int) (day templates.Date, closed bool) {
	for _, by := range d.ClosedBy {
		for _, r := range []int{0, row} {
			if on, ok := a.closed[by][word][r]; ok && (!closed || on.Before(day.Time)) {
				day, closed = on, true
			}
		}
	}
	return day, closed
}

func (a *inquiry) item(d *rules.Duty, values templates.Values) Item {
	return Item{Duty: d.ID, Article: d.Article, Severity: d.Severity,
		What: d.What(values), Who: d.Who(values), Basis: []string{}}
}

// unknown is the item of a record that a duty cannot make out.
func (a *inquiry) unknown(d *rules.Duty, values templates.Values, number string, err error) Item {
	if d.Every != "" {
		values = nil
	}
	item := a.item(d, values)
	item.Due, item.Status, item.Basis, item.Note = a.day, Unknown, []string{number}, err.Error()
	return item
}

// deadline is the item of a record with a deadline; listed is false while that
// is far.
func (a *inquiry) deadline(d *rules.Duty, c count) (item Item, listed bool) {
	due := a.inTime(d, c.Day)
	s := status(a.day, due, d.Ahead)
	if s == Open {
		return Item{}, false
	}
	item = a.item(d, c.Values)
	item.Due, item.Status, item.Basis = due, s, []string{c.number}
	return item, true
}

// inTime is the last day on which a duty is met in time.
func (a *inquiry) inTime(d *rules.Duty, due templates.Date) templates.Date {
	if d.Workday {
		return a.Calendar.Next(due)
	}
	return due
}

// periods are the items of a yearly or monthly duty.
func (a *inquiry) periods(d *rules.Duty, counts []count) []Item {
	var items []Item
	now := periodOf(d.Every, a.day)
	if before := now.before(d.Every); !a.begin.After(before.last.Time) {
		for _, item := range a.period(d, before, counts) {
			if item.Status != Met {
				items = append(items, item)
			}
		}
	}
	return append(items, a.period(d, now, counts)...)
}

// period are the items of one: one, or one for each leader.
func (a *inquiry) period(d *rules.Duty, t period, counts []count) []Item {
	return a.each(d, t.first, earlier(t.last, a.day), func(item *Item, person string) {
		item.Period, item.Due = t.name, a.inTime(d, t.last)
		item.Progress = &Progress{Of: d.AtLeast}
		for _, c := range counts {
			if t.holds(c.Day) && (person == "" || slices.Contains(c.People, person)) {
				item.Progress.Done += c.Amount
				item.Basis = append(item.Basis, c.number)
			}
		}
		item.Status = Met
		if item.Progress.Done < d.AtLeast {
			item.Status = status(a.day, item.Due, d.Ahead)
		}
	})
}

// interval are the items of a duty that comes round so many days after the last
// time; where there was none yet, after the beginning of the archive.
func (a *inquiry) interval(d *rules.Duty, counts []count) []Item {
	return a.each(d, a.begin, a.day, func(item *Item, person string) {
		last := a.begin
		for _, c := range counts {
			if (person == "" || slices.Contains(c.People, person)) && !c.Day.Before(last.Time) {
				last, item.Basis = c.Day, []string{c.number}
			}
		}
		item.Due = a.inTime(d, last.AddDays(d.Every.Days()))
		item.Status = status(a.day, item.Due, d.Ahead)
		if item.Status == Open && len(item.Basis) > 0 {
			item.Status = Met
		}
	})
}

// each makes the item of the office, or one of each leader in post on a day.
func (a *inquiry) each(d *rules.Duty, since, on templates.Date, fill func(item *Item, person string)) []Item {
	if d.Each == nil {
		item := a.item(d, nil)
		fill(&item, "")
		return []Item{item}
	}
	leaders := holders(a.People, d.Each, on)
	if len(leaders) == 0 {
		return []Item{a.nobody(d, on)}
	}
	items := make([]Item, len(leaders))
	for i, person := range leaders {
		items[i] = a.item(d, nil)
		items[i].Who = person
		if came := inPostSince(a.People, d.Each, person, on); came.After(since.Time) {
			items[i].Note = fmt.Sprintf("%s到任", came)
		}
		fill(&items[i], person)
	}
	return items
}

func earlier(a, b templates.Date) templates.Date {
	if a.Before(b.Time) {
		return a
	}
	return b
}
