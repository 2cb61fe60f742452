package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
)

// Number is one line of a number series. Serials of a kind and year run from 1
// without gaps, and none is given twice.
type Number struct {
	Kind    string
	Year    int
	Serial  int
	Packet  string // what it was given to
	Arrival string // the arrival that brought the packet
}

// TakeNumber gives the packet its number in the series: the one it has, or the
// next. When the Arrival of the answer is not the one that asks, the same packet
// came twice, the other was first, and the asking one is its duplicate.
func (c *Catalogue) TakeNumber(ctx context.Context, arrival, kind string, year int, packet string) (Number, error) {
	n := Number{Kind: kind, Year: year, Packet: packet, Arrival: arrival}
	err := c.change(ctx, func(tx *sql.Tx) error {
		var owner State
		err := tx.QueryRowContext(ctx, `SELECT n.year, n.serial, n.arrival, COALESCE(a.state, 'returned')
			FROM numbers n LEFT JOIN arrivals a ON a.id = n.arrival WHERE n.kind = $1 AND n.packet = $2`, kind, packet).
			Scan(&n.Year, &n.Serial, &n.Arrival, &owner)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			err = tx.QueryRowContext(ctx, `INSERT INTO numbers (kind, year, serial, packet, arrival)
				SELECT $1, $2, COALESCE(MAX(serial), 0) + 1, $3, $4 FROM numbers WHERE kind = $1 AND year = $2
				RETURNING serial`, kind, year, packet, arrival).Scan(&n.Serial)
			if err != nil {
				return err
			}
		case err != nil:
			return err
		case n.Year != year:
			return fmt.Errorf("这份表单已在 %d 年取得第 %d 号，不能再在 %d 年取号", n.Year, n.Serial, year)
		case n.Arrival != arrival && (owner == Filed || owner == Pending):
			return nil
		case n.Arrival != arrival:
			// Whoever took it ended without filing, so the number waits for the packet.
			if _, err := tx.ExecContext(ctx, `UPDATE numbers SET arrival = $3 WHERE kind = $1 AND packet = $2`, kind, packet, arrival); err != nil {
				return err
			}
			n.Arrival = arrival
		}
		done, err := tx.ExecContext(ctx, `UPDATE arrivals SET stage = 'numbered', reason = '' WHERE id = $1 AND state = 'pending'`, arrival)
		return exactlyOne(done, err, fmt.Errorf("收件 %s 不在待处理之列，不能取号", arrival))
	})
	if err != nil {
		return Number{}, err
	}
	return n, nil
}

// exactlyOne is otherwise's error unless one row was touched.
func exactlyOne(done sql.Result, err, otherwise error) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return errors.Join(otherwise, err)
	}
	return nil
}

// Numbers are all numbers given, series by series, in order.
func (c *Catalogue) Numbers(ctx context.Context) iter.Seq2[Number, error] {
	return query(ctx, c.read, func(r row) (n Number, err error) {
		err = r.Scan(&n.Kind, &n.Year, &n.Serial, &n.Packet, &n.Arrival)
		return n, err
	}, `SELECT kind, year, serial, packet, arrival FROM numbers ORDER BY kind, year, serial`)
}
