package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"gongwen/archive"
)

// Restore enters records found in the archive with all that follows from them:
// their arrivals and numbers. Records that are in already are passed over. A
// batch is one transaction.
func (c *Catalogue) Restore(ctx context.Context, records []archive.Record) error {
	return c.change(ctx, func(tx *transaction) error {
		for _, r := range records {
			if err := found(tx, r.Number); err != nil {
				return err
			}
			a := Arrival{ID: r.Arrival, Unit: archive.UnitOf(r.DroppedAs), Path: r.DroppedAs, Arrived: r.Arrived, State: Pending, Stage: Numbered}
			if _, err := tx.Exec(insertArrival, a.columns()...); err != nil {
				return err
			}
			if err := restoreNumber(tx, Number{Kind: r.Kind, Year: r.Year, Serial: r.Serial, Submission: r.Submission, Content: r.Content, Arrival: r.Arrival}); err != nil {
				return err
			}
			if err := file(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// RestoreSignOffs enters events of signings, which may be of arrivals that are not there
// yet. Those that are in already stay.
func (c *Catalogue) RestoreSignOffs(ctx context.Context, events []SignOff) error {
	return c.change(ctx, func(tx *transaction) error {
		for _, e := range events {
			if err := enterSignOffs(tx, e.Arrival, e.Seq, []json.RawMessage{e.Event}); err != nil {
				return err
			}
		}
		return nil
	})
}

// found undoes the loss of a record whose bag has come back since an interrupted
// rebuild entered that.
func found(tx *transaction, number string) error {
	arrival, err := endLoss(tx, number)
	if err != nil || arrival == "" {
		return err
	}
	_, err = tx.Exec(`UPDATE arrivals SET state = 'pending', stage = 'numbered' WHERE id = $1 AND state = 'filed'`, arrival)
	return err
}

// RestoreNumbers enters numbers that were given, of records whose bags may be
// lost. They are not given again. Numbers that are in already stay as they are.
func (c *Catalogue) RestoreNumbers(ctx context.Context, numbers []Number) error {
	return c.change(ctx, func(tx *transaction) error {
		for _, n := range numbers {
			if err := restoreNumber(tx, n); err != nil {
				return err
			}
		}
		return nil
	})
}

func restoreNumber(tx *transaction, n Number) error {
	_, err := tx.Exec(`INSERT INTO numbers (kind, year, serial, packet, content, arrival) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`, n.Kind, n.Year, n.Serial, n.Submission, n.Content, n.Arrival)
	return err
}

// RestoreGaps finds, once all numbers are restored, those below a series' last that
// no record and no line of the journal tells of. They had been taken by forms
// that were still at work when the catalogue was lost, and nobody has seen them:
// the next form in the series takes the first, so that no gap stays.
func (c *Catalogue) RestoreGaps(ctx context.Context) error {
	var last Number
	var found []Number
	for n, err := range c.Numbers(ctx) {
		if err != nil {
			return err
		}
		if n.Kind != last.Kind || n.Year != last.Year {
			last = Number{Kind: n.Kind, Year: n.Year}
		}
		for last.Serial++; last.Serial < n.Serial; last.Serial++ {
			found = append(found, last)
		}
	}
	return c.change(ctx, func(tx *transaction) error {
		for _, g := range found {
			if _, err := tx.Exec(`INSERT INTO gaps (kind, year, serial) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, g.Kind, g.Year, g.Serial); err != nil {
				return err
			}
		}
		return nil
	})
}

// RestoreEnds enters arrivals that ended without a record, and voids. Arrivals
// that are in already stay as they are. Voids of records that are not there are
// passed over: without the record there is nothing to void.
func (c *Catalogue) RestoreEnds(ctx context.Context, ended []Arrival, voids map[string]Void) error {
	return c.change(ctx, func(tx *transaction) error {
		for _, a := range ended {
			a.Stage = Ended
			if _, err := tx.Exec(insertArrival, a.columns()...); err != nil {
				return err
			}
		}
		for _, number := range slices.Sorted(maps.Keys(voids)) {
			v := voids[number]
			if err := void(tx, number, v.Reason, v.At); err != nil && !errors.Is(err, ErrUnknown) {
				return err
			}
		}
		return nil
	})
}
