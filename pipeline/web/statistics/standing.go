package statistics

import (
	"context"

	"gongwen/archive/catalogue"
	"gongwen/archive/register/posting"
	"gongwen/templates"
)

// standing reports of the records that some changes are about, and of those whose place
// these take or took, whether they are not superseded.
func (t *table) standing(ctx context.Context, from Source, changes []catalogue.Change) (map[string]bool, error) {
	var numbers, named []string
	for _, change := range changes {
		numbers = append(numbers, change.Number)
		k := t.kinds.Named(change.Kind)
		if k == nil {
			continue
		}
		paths := k.Superseding()
		if len(paths) == 0 {
			continue
		}
		values, _ := k.Decode(change.Values)
		for _, path := range paths {
			for _, value := range values.Lookup(path) {
				named = append(named, templates.Text(value))
			}
		}
	}
	if len(named) > 0 {
		meant, err := from.NumbersMeant(ctx, named)
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, meant...)
	}
	stand := make(map[string]bool, len(numbers))
	if len(numbers) == 0 {
		return stand, nil
	}
	superseded, err := from.Superseded(ctx, t.kinds, numbers...)
	if err != nil {
		return nil, err
	}
	for _, number := range numbers {
		_, is := superseded[number]
		stand[number] = !is
	}
	return stand, nil
}

// enter puts the row of a record, and again those of records whose effects it changes. The
// mutex is held.
func (t *table) enter(row *Row, posted posting.Entry) {
	if !t.lines[row.Series.Kind] {
		delete(t.held, row.Number)
		if row.Superseded {
			t.hold(row)
		}
		t.put(row)
		return
	}
	changed := t.books.Put(posted)
	row.Money = t.books.Effects(row.Number)
	t.put(row)
	t.repost(changed, row.Number)
}

// hold keeps what a row adds until it stands again. The mutex is held.
func (t *table) hold(row *Row) {
	t.held[row.Number] = row.Money
	row.Money = make([]templates.Fen, len(row.Money))
}

// repost puts rows anew whose effects have changed, but for one. The mutex is held.
func (t *table) repost(numbers []string, but string) {
	for _, number := range numbers {
		if old := t.rows[number]; old != nil && number != but {
			row := *old
			row.Money = t.books.Effects(number)
			t.put(&row)
		}
	}
}

// restand puts the rows of records anew that are superseded now, or no more. The mutex is
// held.
func (t *table) restand(stand map[string]bool) {
	for number, stands := range stand {
		old := t.rows[number]
		if old == nil || old.Voided || old.Superseded == !stands {
			continue
		}
		row := *old
		row.Superseded = !stands
		switch {
		case t.lines[row.Series.Kind]:
			changed := t.books.Stand(number, stands)
			row.Money = t.books.Effects(number)
			t.put(&row)
			t.repost(changed, number)
			continue
		case stands:
			row.Money = t.held[number]
			delete(t.held, number)
		default:
			t.hold(&row)
		}
		t.put(&row)
	}
}
