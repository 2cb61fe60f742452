package catalogue

import (
	"context"
	"errors"
	"iter"
	"time"
)

// What is going on is asked for by every reader, again and again, beside a ledger
// of years. So each of these reads along an index, from where it begins, no more
// than the caller takes: see upkeep in schema.go.

// UnfinishedOf are the pending arrivals of the inbox of a unit, oldest first;
// those of all when unit is empty.
func (c *Catalogue) UnfinishedOf(ctx context.Context, unit string) iter.Seq2[Arrival, error] {
	return c.pendingOf(unit).each(ctx, c.read)
}

func (c *Catalogue) pendingOf(unit string) list[Arrival] {
	l := c.arrivals()
	// What is pending has no end, which lets the index give the order, too.
	l.where, l.args = []string{"state = $1", "ended = $2"}, []any{string(Pending), ""}
	l.page = recentPage
	if unit != "" {
		l.where, l.args = append(l.where, "unit = $3"), append(l.args, unit)
	}
	return l
}

// Units are the units that have an inbox in the ledger, as it spells them. It goes
// from one to the next along an index, past the arrivals of each.
func (c *Catalogue) Units(ctx context.Context) ([]string, error) {
	return gather(ctx, c.read, func(r row) (unit string, err error) {
		err = r.Scan(&unit)
		return unit, err
	}, `WITH RECURSIVE units (unit) AS (
			SELECT MIN(unit) FROM arrivals
			UNION ALL SELECT (SELECT MIN(unit) FROM arrivals WHERE unit > units.unit) FROM units WHERE unit IS NOT NULL)
		SELECT unit FROM units WHERE unit IS NOT NULL`)
}

// recentPage is how many arrivals of a list of what is going on are read at once:
// a few more than a page of the reading room shows.
const recentPage = 120

// Ended are the arrivals that ended in a state, no earlier than since, the latest
// first; of the inbox of a unit, or of all when unit is empty.
func (c *Catalogue) Ended(ctx context.Context, state State, unit string, since time.Time) iter.Seq2[Arrival, error] {
	l := c.arrivals()
	l.ended(state, unit, since)
	l.at = func(a Arrival) []any { return a.endKey() }
	return l.each(ctx, c.read)
}

// ended narrows a list of arrivals. Columns of arrivals are named alone: the list
// may be joined to records, which have none of these but unit.
func (l *list[T]) ended(state State, unit string, since time.Time) {
	l.where, l.args = []string{"state = $1", "ended >= $2"}, []any{string(state), formatTime(since)}
	if unit != "" {
		l.where, l.args = append(l.where, "arrivals.unit = $3"), append(l.args, unit)
	}
	l.key, l.downwards, l.page = []string{"ended", "arrived", "arrivals.id"}, true, recentPage
}

func (a Arrival) endKey() []any { return []any{formatTime(a.Ended), formatTime(a.Arrived), a.ID} }

// Issued is a record with what a list of records shows of it, without the rest,
// which takes long to read.
type Issued struct {
	Number  string
	Unit    string // the record's
	Subject string
	Degree  string // of secrecy (密级), empty for most
	Ended   time.Time
	Voided  bool

	arrived time.Time
	arrival string
}

// Issued are the records filed no earlier than since, the latest first; those
// that came by the inbox of a unit, or all when unit is empty.
func (c *Catalogue) Issued(ctx context.Context, unit string, since time.Time) iter.Seq2[Issued, error] {
	return c.issuedOf(unit, since).each(ctx, c.read)
}

func (c *Catalogue) issuedOf(unit string, since time.Time) list[Issued] {
	l := list[Issued]{
		columns: "r.number, r.unit, r.subject, r." + c.secrecyColumn() + ", r.voided, ended, arrived, arrivals.id",
		from:    "arrivals JOIN records r ON r.arrival = arrivals.id", scan: c.scanIssued,
		at: func(i Issued) []any { return Arrival{ID: i.arrival, Arrived: i.arrived, Ended: i.Ended}.endKey() },
	}
	l.ended(Filed, unit, since)
	return l
}

func (c *Catalogue) scanIssued(r row) (i Issued, err error) {
	var secrecy, voided, ended, arrived string
	if err := r.Scan(&i.Number, &i.Unit, &i.Subject, &secrecy, &voided, &ended, &arrived, &i.arrival); err != nil {
		return i, err
	}
	i.Voided = voided != ""
	var errs [3]error
	i.Ended, errs[0] = parseTime(ended)
	i.arrived, errs[1] = parseTime(arrived)
	i.Degree, errs[2] = c.secrecyIn(secrecy)
	return i, errors.Join(errs[:]...)
}
