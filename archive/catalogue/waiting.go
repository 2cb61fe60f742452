package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
)

// WaitingForm is a form that waits for signatures, with all that the catalogue knows of it.
type WaitingForm struct {
	Unsigned
	Entry    Arrival           // its line of the ledger
	Turns    []Turn            // the earliest first
	SignOffs []json.RawMessage // the events of its signing, in their order
}

// Task is a turn of its, for lists.
func (w WaitingForm) Task(t Turn) Task {
	return Task{Turn: t, Unsigned: w.Unsigned, Path: w.Entry.Path, Arrived: w.Entry.Arrived}
}

// AllWaiting are the forms that wait for signatures, in the order of their arrivals. What
// belongs to them is asked for by the page: one by one would take several times as long.
func (c *Catalogue) AllWaiting(ctx context.Context) iter.Seq2[WaitingForm, error] {
	return func(yield func(WaitingForm, error) bool) {
		var page []Unsigned
		give := func() bool {
			all, err := c.withRest(ctx, page)
			page = page[:0]
			for _, w := range all {
				if !yield(w, nil) {
					return false
				}
			}
			return err == nil || yield(WaitingForm{}, err) && false
		}
		for u, err := range c.AllUnsigned(ctx) {
			if err != nil {
				yield(WaitingForm{}, err)
				return
			}
			if page = append(page, u); len(page) == arrivalPage && !give() {
				return
			}
		}
		give()
	}
}

// WaitingOf are those of some arrivals, the earliest first; of one that does not wait
// there is none.
func (c *Catalogue) WaitingOf(ctx context.Context, arrivals []string) (all []WaitingForm, err error) {
	if !c.knowsSignings() {
		return nil, nil
	}
	for some := range slices.Chunk(arrivals, arrivalPage) {
		list, err := json.Marshal(some)
		if err != nil {
			return nil, err
		}
		page, err := gather(ctx, c.read, scanUnsigned, `SELECT `+unsignedColumns+` FROM unsigned WHERE arrival IN (SELECT value FROM `+elements("$1")+`) ORDER BY arrival`, string(list))
		if err != nil {
			return nil, err
		}
		more, err := c.withRest(ctx, page)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// withRest adds to forms that wait what belongs to them.
func (c *Catalogue) withRest(ctx context.Context, page []Unsigned) ([]WaitingForm, error) {
	all, at := make([]WaitingForm, len(page)), map[string]*WaitingForm{}
	arrivals := make([]string, len(page))
	for i, u := range page {
		all[i].Unsigned, arrivals[i] = u, u.Arrival
		at[u.Arrival] = &all[i]
	}
	list, err := json.Marshal(arrivals)
	if err != nil {
		return nil, err
	}
	theirs := ` IN (SELECT value FROM ` + elements("$1") + `)`
	entries, err := gather(ctx, c.read, scanArrival, `SELECT `+c.arrivalColumns()+` FROM arrivals WHERE id`+theirs, string(list))
	if err != nil {
		return nil, err
	}
	for _, a := range entries {
		at[a.ID].Entry = a
	}
	turns, err := gather(ctx, c.read, scanTurn, `SELECT `+turnColumns+` FROM turns WHERE arrival`+theirs+` ORDER BY since, step, title`, string(list))
	if err != nil {
		return nil, err
	}
	for _, t := range turns {
		at[t.Arrival].Turns = append(at[t.Arrival].Turns, t)
	}
	signOffs, err := c.SignOffsOf(ctx, arrivals)
	for arrival, events := range signOffs {
		at[arrival].SignOffs = events
	}
	return all, err
}

const turnColumns = `turns.arrival, what, step, title, alternatives, passed_to, in_person, article, since, due`

func scanTurn(r row) (t Turn, err error) {
	var or, since, due string
	if err = r.Scan(&t.Arrival, &t.What, &t.Step, &t.Title, &or, &t.PassedTo, &t.InPerson, &t.Article, &since, &due); err != nil {
		return t, err
	}
	t.Or = alternatives(or)
	var errs [2]error
	t.Since, errs[0] = parseTime(since)
	t.Due, errs[1] = parseTime(due)
	return t, errors.Join(errs[:]...)
}
