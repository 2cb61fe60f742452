package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"

	"gongwen/archive"
)

// Restore enters records found in the archive with all that follows from them:
// their arrivals and numbers. Records that are in already are passed over. A
// batch is one transaction.
func (c *Catalogue) Restore(ctx context.Context, records []archive.Record) error {
	return c.change(ctx, func(tx *sql.Tx) error {
		for _, r := range records {
			a := Arrival{ID: r.Arrival, Path: r.DroppedAs, Arrived: r.Arrived, State: Pending, Stage: Numbered}
			// An inbox is named by the folder below inbox/.
			if unit, _, found := strings.Cut(r.DroppedAs, "/"); found {
				a.Unit = unit
			}
			if _, err := tx.ExecContext(ctx, insertArrival, a.columns()...); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO numbers (kind, year, serial, packet, arrival) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT DO NOTHING`, r.Kind, r.Year, r.Serial, r.Packet, r.Arrival)
			if err != nil {
				return err
			}
			if err := file(ctx, tx, r); err != nil {
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
	return c.change(ctx, func(tx *sql.Tx) error {
		for _, a := range ended {
			a.Stage = Ended
			if _, err := tx.ExecContext(ctx, insertArrival, a.columns()...); err != nil {
				return err
			}
		}
		for _, number := range slices.Sorted(maps.Keys(voids)) {
			v := voids[number]
			if err := void(ctx, tx, number, v.Reason, v.At); err != nil && !errors.Is(err, ErrUnknown) {
				return err
			}
		}
		return nil
	})
}
