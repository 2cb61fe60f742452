package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"
)

// State is one of the four states every arrival is in.
type State string

const (
	Pending   State = "pending"   // 待处理
	Filed     State = "filed"     // 已归档
	Returned  State = "returned"  // 已退回
	Duplicate State = "duplicate" // 重复
)

// Stage says how far a pending arrival has come.
type Stage string

const (
	Waiting  Stage = "waiting"  // still in the inbox, for the reason given
	Received Stage = "received" // in the spool
	Signing  Stage = "signing"  // in the spool, and waits for signatures, see Unsigned
	Numbered Stage = "numbered" // has its number; only the filing is left
	Ended    Stage = "ended"    // no longer pending
)

// Arrival is one line of the ledger.
type Arrival struct {
	ID      string    `json:"id"`      // names it for good: spool, journal, record
	Unit    string    `json:"unit"`    // whose inbox; may be empty
	Path    string    `json:"path"`    // below inbox/, with /
	Arrived time.Time `json:"arrived"` // first seen, or taken
	State   State     `json:"state"`
	Stage   Stage     `json:"stage"`
	Number  string    `json:"number,omitempty"` // of the record: its own or, of a duplicate, the first one's
	Reason  string    `json:"reason,omitempty"` // why pending or returned, in Chinese
	Ended   time.Time `json:"ended,omitzero"`
	// Degree is how secret the form is: a 密级, or archive.NotSecret; empty where it
	// could not be read, so that nobody knows.
	Degree string `json:"degree,omitempty"`
}

const (
	withoutDegree  = `id, unit, path, arrived, state, stage, number, reason, ended`
	arrivalColumns = withoutDegree + `, degree`
)

func scanArrival(r row) (Arrival, error) {
	var a Arrival
	var arrived, ended string
	if err := r.Scan(&a.ID, &a.Unit, &a.Path, &arrived, &a.State, &a.Stage, &a.Number, &a.Reason, &ended, &a.Degree); err != nil {
		return a, err
	}
	var err, err2 error
	a.Arrived, err = parseTime(arrived)
	a.Ended, err2 = parseTime(ended)
	return a, errors.Join(err, err2)
}

const insertArrival = `INSERT INTO arrivals (` + arrivalColumns + `)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`

func (a Arrival) columns() []any {
	return []any{a.ID, a.Unit, a.Path, formatTime(a.Arrived), a.State, a.Stage, a.Number, a.Reason, formatTime(a.Ended), a.Degree}
}

// Receive enters an arrival, pending and received. ID, Unit, Path, Arrived and Degree are
// the caller's. If it waited in the inbox, that line of the ledger becomes this
// one. Receiving it again changes nothing.
func (c *Catalogue) Receive(ctx context.Context, a Arrival) error {
	if a.ID == "" {
		return fmt.Errorf("收件登记缺少收件号：%s", a.Path)
	}
	a.State, a.Stage = Pending, Received
	return c.change(ctx, func(tx *transaction) error {
		if _, err := tx.Exec(`DELETE FROM arrivals WHERE id = $1`, waitingID(a.Path)); err != nil {
			return err
		}
		_, err := tx.Exec(insertArrival, a.columns()...)
		return err
	})
}

// waitingID is the ID of what waits in the inbox: it has no other yet.
func waitingID(path string) string { return "inbox/" + path }

// Wait tells the ledger what lies in the inboxes, was seen, and was left there:
// all of it, each with Unit, Path, Arrived and a Reason. What was told before
// keeps the time it was first seen; what is no longer among it leaves the
// ledger. Nothing is written when nothing changed.
func (c *Catalogue) Wait(ctx context.Context, seen ...Arrival) error {
	waiting, err := gather(ctx, c.read, scanArrival, `SELECT `+arrivalColumns+` FROM arrivals WHERE state = 'pending' AND stage = 'waiting'`)
	if err != nil {
		return err
	}
	known := map[string]Arrival{}
	for _, a := range waiting {
		known[a.ID] = a
	}
	var fresh []Arrival
	for _, a := range seen {
		a.ID, a.State, a.Stage = waitingID(a.Path), Pending, Waiting
		if old, ok := known[a.ID]; ok {
			delete(known, a.ID)
			if old.Reason == a.Reason && old.Degree == a.Degree {
				continue
			}
		}
		fresh = append(fresh, a)
	}
	if len(fresh) == 0 && len(known) == 0 {
		return nil
	}
	return c.change(ctx, func(tx *transaction) error {
		for id := range known {
			if _, err := tx.Exec(`DELETE FROM arrivals WHERE id = $1`, id); err != nil {
				return err
			}
		}
		for _, a := range fresh {
			if _, err := tx.Exec(insertArrival, a.columns()...); err != nil {
				return err
			}
			if _, err := tx.Exec(`UPDATE arrivals SET reason = $2, degree = $3 WHERE id = $1`, a.ID, a.Reason, a.Degree); err != nil {
				return err
			}
		}
		return nil
	})
}

// Hold notes why a pending arrival does not get on, such as a full disk.
func (c *Catalogue) Hold(ctx context.Context, id, reason string) error {
	return c.change(ctx, func(tx *transaction) error {
		_, err := tx.Exec(`UPDATE arrivals SET reason = $2 WHERE id = $1 AND state = 'pending'`, id, reason)
		return err
	})
}

// Forget takes a pending arrival out of the ledger: its owner took it back
// before it could be moved, so nothing has arrived.
func (c *Catalogue) Forget(ctx context.Context, id string) error {
	return c.change(ctx, func(tx *transaction) error {
		_, err := tx.Exec(`DELETE FROM arrivals WHERE id = $1 AND state = 'pending'`, id)
		return err
	})
}

// Return ends an arrival of a degree of secrecy as returned, for a reason.
func (c *Catalogue) Return(ctx context.Context, id, reason, degree string, at time.Time) error {
	return c.end(ctx, id, Returned, "", reason, degree, at)
}

// Duplicate ends an arrival of a degree of secrecy as a duplicate of what has the
// number.
func (c *Catalogue) Duplicate(ctx context.Context, id, number, degree string, at time.Time) error {
	return c.end(ctx, id, Duplicate, number, "", degree, at)
}

// end may be repeated: after a crash the caller cannot know whether it was done.
func (c *Catalogue) end(ctx context.Context, id string, state State, number, reason, degree string, at time.Time) error {
	return c.change(ctx, func(tx *transaction) error {
		if err := closeUnsigned(tx, id); err != nil {
			return err
		}
		var found State
		err := tx.QueryRow(`SELECT state FROM arrivals WHERE id = $1`, id).Scan(&found)
		if err != nil {
			return unknownArrival(id, err)
		}
		if found == state {
			return nil
		}
		if found != Pending {
			return fmt.Errorf("收件 %s 已了结为 %s，不能再改为 %s", id, found, state)
		}
		_, err = tx.Exec(`UPDATE arrivals SET state = $2, stage = 'ended', number = $3, reason = $4, ended = $5, degree = $6 WHERE id = $1`,
			id, state, number, reason, formatTime(at), degree)
		return err
	})
}

func unknownArrival(id string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("收件登记中没有 %s", id)
	}
	return err
}

// Arrival is one line of the ledger; ok is false when there is none.
func (c *Catalogue) Arrival(ctx context.Context, id string) (a Arrival, ok bool, err error) {
	a, err = scanArrival(c.read.QueryRowContext(ctx, `SELECT `+c.arrivalColumns()+` FROM arrivals WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Arrival{}, false, nil
	}
	return a, err == nil, explain(err)
}

// arrivalPage is how many arrivals are in memory at once.
const arrivalPage = 500

// arrivals is the ledger, oldest first.
func (c *Catalogue) arrivals() list[Arrival] {
	return list[Arrival]{
		columns: c.arrivalColumns(), from: "arrivals", key: []string{"arrived", "id"}, page: arrivalPage, scan: scanArrival,
		at: func(a Arrival) []any { return []any{formatTime(a.Arrived), a.ID} },
	}
}

// Arrivals is the whole ledger, oldest first.
func (c *Catalogue) Arrivals(ctx context.Context) iter.Seq2[Arrival, error] {
	return c.arrivals().each(ctx, c.read)
}

// Unfinished are the pending arrivals, oldest first.
func (c *Catalogue) Unfinished(ctx context.Context) iter.Seq2[Arrival, error] {
	return c.UnfinishedOf(ctx, "")
}
