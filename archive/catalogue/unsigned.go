package catalogue

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
)

// Unsigned is a form that waits for signatures (待签): an arrival of the stage Signing.
// It is derived of the journal's events and the form in the spool, so that the desk
// need read neither.
type Unsigned struct {
	Arrival string
	Kind    string // key
	Unit    string // whose record it becomes
	Subject string
	// Named is the unit that the form names, and Dated the day it bears (2006-01-02), by
	// which rules decide who may sign; either may be empty.
	Named, Dated string
	Content      string    // hash over what it says, without sign-offs
	Opened       time.Time // when it began to wait, in its present version
	Shown        string    // hash over what is signed
	// Route is how far each approval step had come when it was last looked at, as
	// desk.Standing writes it, with what else was seen then.
	Route json.RawMessage
	// Settled is set when there is nothing more to wait for: every step is done, or
	// somebody refused. It then waits only to be looked at again.
	Settled bool
	Degree  string // how secret it is: 密级, or archive.NotSecret
}

// Turn is what somebody is asked to do about a form that waits.
type Turn struct {
	Arrival string
	What    string // as package signoff has it: sign, advise, read
	Step    string // whose signature is asked for; empty for advise and read
	// Title is who is asked: a title as rules know them, or a person's name. Or are the
	// titles any of which would do as well.
	Title string
	Or    []string
	// PassedTo is to whom of those who may sign it was passed on; empty for nobody.
	PassedTo string
	InPerson bool // nobody may act for them
	Article  string
	Since    time.Time
	Due      time.Time // zero for none
}

// Task is a turn with its form, for lists.
type Task struct {
	Turn
	Unsigned
	Path    string // below inbox/
	Arrived time.Time
}

const unsignedColumns = `unsigned.arrival, unsigned.kind, unsigned.unit, unsigned.named, unsigned.dated, subject, content, opened, shown, route, settled, unsigned.degree`

func scanUnsigned(r row) (u Unsigned, err error) {
	var opened, route string
	if err = r.Scan(&u.Arrival, &u.Kind, &u.Unit, &u.Named, &u.Dated, &u.Subject, &u.Content, &opened, &u.Shown, &route, &u.Settled, &u.Degree); err != nil {
		return u, err
	}
	u.Route = json.RawMessage(route)
	u.Opened, err = parseTime(opened)
	return u, err
}

// EnterUnsigned notes how a form that waits for signatures stands, with all its turns,
// and the sign-offs, of which those that are in already stay. The arrival must be
// pending and have no number. It may be repeated.
func (c *Catalogue) EnterUnsigned(ctx context.Context, u Unsigned, turns []Turn, signOffs []json.RawMessage) error {
	return c.change(ctx, func(tx *transaction) error {
		done, err := tx.Exec(`UPDATE arrivals SET stage = 'signing', reason = '' WHERE id = $1 AND state = 'pending' AND stage IN ('received', 'signing')`, u.Arrival)
		if err := exactlyOne(done, err, fmt.Errorf("收件 %s 不在待办之列，不能送签", u.Arrival)); err != nil {
			return err
		}
		if err := closeUnsigned(tx, u.Arrival); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO unsigned (arrival, kind, unit, named, dated, subject, content, opened, shown, route, settled, degree)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, u.Arrival, u.Kind, u.Unit, u.Named, u.Dated, u.Subject, u.Content, formatTime(u.Opened), u.Shown, string(u.Route), u.Settled, u.Degree); err != nil {
			return err
		}
		for _, t := range turns {
			if _, err := tx.Exec(`INSERT INTO turns (arrival, what, step, title, alternatives, passed_to, in_person, article, since, due, kind, named, dated, degree)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
				u.Arrival, t.What, t.Step, t.Title, strings.Join(t.Or, "\n"), t.PassedTo, t.InPerson, t.Article, formatTime(t.Since), formatTime(t.Due), u.Kind, u.Named, u.Dated, u.Degree); err != nil {
				return err
			}
		}
		return enterSignOffs(tx, u.Arrival, 0, signOffs)
	})
}

// EnterSignOffs notes events of an arrival's signing, in their order, after the first so
// many. Those that are in already stay.
func (c *Catalogue) EnterSignOffs(ctx context.Context, arrival string, after int, events []json.RawMessage) error {
	return c.change(ctx, func(tx *transaction) error { return enterSignOffs(tx, arrival, after, events) })
}

func enterSignOffs(tx *transaction, arrival string, after int, events []json.RawMessage) error {
	for i, e := range events {
		if _, err := tx.Exec(`INSERT INTO signoffs (arrival, seq, event) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, arrival, after+i, string(e)); err != nil {
			return err
		}
	}
	return nil
}

// closeUnsigned ends that an arrival waits for signatures.
func closeUnsigned(tx *transaction, arrival string) error {
	if _, err := tx.Exec(`DELETE FROM turns WHERE arrival = $1`, arrival); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM unsigned WHERE arrival = $1`, arrival)
	return err
}

// Unsigned is a form that waits for signatures; ok is false when the arrival does not.
func (c *Catalogue) Unsigned(ctx context.Context, arrival string) (u Unsigned, ok bool, err error) {
	if !c.knowsSignings() {
		return Unsigned{}, false, nil
	}
	u, err = scanUnsigned(c.read.QueryRowContext(ctx, `SELECT `+unsignedColumns+` FROM unsigned WHERE arrival = $1`, arrival))
	if errors.Is(err, sql.ErrNoRows) {
		return Unsigned{}, false, nil
	}
	return u, err == nil, explain(err)
}

// UnsignedContent is the arrival of a form of a kind that waits for signatures and says
// the same; ok is false when there is none.
func (c *Catalogue) UnsignedContent(ctx context.Context, kind, content string) (arrival string, ok bool, err error) {
	if !c.knowsSignings() || content == "" {
		return "", false, nil
	}
	err = c.read.QueryRowContext(ctx, `SELECT MIN(arrival) FROM unsigned WHERE kind = $1 AND content = $2 HAVING COUNT(*) > 0`, kind, content).Scan(&arrival)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return arrival, err == nil, explain(err)
}

// SignOffs are the events of an arrival's signing, in their order; none for one that
// was never signed at the desk.
func (c *Catalogue) SignOffs(ctx context.Context, arrival string) ([]json.RawMessage, error) {
	if !c.knowsSignings() {
		return nil, nil
	}
	return gather(ctx, c.read, func(r row) (json.RawMessage, error) {
		var text string
		err := r.Scan(&text)
		return json.RawMessage(text), err
	}, `SELECT event FROM signoffs WHERE arrival = $1 ORDER BY seq`, arrival)
}

// SignOff is one event of a signing.
type SignOff struct {
	Arrival string
	Seq     int // from 0
	Event   json.RawMessage
}

// AllSignOffs are the events of all signings, those of an arrival in their order.
func (c *Catalogue) AllSignOffs(ctx context.Context) iter.Seq2[SignOff, error] {
	if !c.knowsSignings() {
		return func(func(SignOff, error) bool) {}
	}
	return list[SignOff]{
		columns: "arrival, seq, event", from: "signoffs", key: []string{"arrival", "seq"}, page: arrivalPage,
		scan: func(r row) (s SignOff, err error) {
			var text string
			err = r.Scan(&s.Arrival, &s.Seq, &text)
			s.Event = json.RawMessage(text)
			return s, err
		},
		at: func(s SignOff) []any { return []any{s.Arrival, s.Seq} },
	}.each(ctx, c.read)
}

// AllUnsigned are the forms that wait for signatures, in the order of their arrivals.
func (c *Catalogue) AllUnsigned(ctx context.Context) iter.Seq2[Unsigned, error] {
	if !c.knowsSignings() {
		return func(func(Unsigned, error) bool) {}
	}
	return list[Unsigned]{
		columns: unsignedColumns, from: "unsigned", key: []string{"arrival"}, page: arrivalPage, scan: scanUnsigned,
		at: func(u Unsigned) []any { return []any{u.Arrival} },
	}.each(ctx, c.read)
}

// CountUnsigned is how many forms wait for signatures, from an arrival on; from "" on, all.
func (c *Catalogue) CountUnsigned(ctx context.Context, from string) (n int, err error) {
	if !c.knowsSignings() {
		return 0, nil
	}
	err = c.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM unsigned WHERE arrival >= $1`, from).Scan(&n)
	return n, explain(err)
}

// tasks are the turns that conditions hold for, and what comes after them.
func (c *Catalogue) tasks(ctx context.Context, where string, args ...any) ([]Task, error) {
	return gather(ctx, c.read, func(r row) (w Task, err error) {
		var or, since, due, arrived, opened, route string
		if err = r.Scan(&w.What, &w.Step, &w.Title, &or, &w.PassedTo, &w.InPerson, &w.Article, &since, &due, &w.Path, &arrived,
			&w.Unsigned.Arrival, &w.Kind, &w.Unit, &w.Named, &w.Dated, &w.Subject, &w.Content, &opened, &w.Shown, &route, &w.Settled, &w.Unsigned.Degree); err != nil {
			return w, err
		}
		w.Or = alternatives(or)
		w.Turn.Arrival, w.Route = w.Unsigned.Arrival, json.RawMessage(route)
		var errs [4]error
		w.Since, errs[0] = parseTime(since)
		w.Due, errs[1] = parseTime(due)
		w.Arrived, errs[2] = parseTime(arrived)
		w.Opened, errs[3] = parseTime(opened)
		return w, errors.Join(errs[:]...)
	}, `SELECT what, step, title, alternatives, passed_to, in_person, article, since, due, arrivals.path, arrivals.arrived, `+unsignedColumns+turnsJoined+where, args...)
}

// alternatives are Turn.Or as the table has them.
func alternatives(lines string) []string {
	if lines == "" {
		return nil
	}
	return strings.Split(lines, "\n")
}
