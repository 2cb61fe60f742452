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
	Kind       string
	Year       int
	Serial     int
	Submission string // hash over the files it was given to
	Content    string // hash over what they say; empty for records from before there was one
	Arrival    string // the arrival that brought them
	// Verdict is what whoever asked wants to know again when a number was taken
	// and the filing did not come to its end: a form with a number is not judged
	// a second time, because a changed rule would leave a gap. Empty after a
	// rebuild.
	Verdict string
}

const numberColumns = `kind, year, serial, packet, content, arrival, verdict`

func scanNumber(r row) (n Number, err error) {
	err = r.Scan(&n.Kind, &n.Year, &n.Serial, &n.Submission, &n.Content, &n.Arrival, &n.Verdict)
	return n, err
}

// TakeNumber gives a submission its number in the series: the one it has, or the
// next. Ask has everything but the Serial.
//
// When the Arrival of the answer is not the one that asks, the same submission, or
// another that says the same, came first, and the asking one is its duplicate.
// A record that was made void is no hindrance to another that says the same.
func (c *Catalogue) TakeNumber(ctx context.Context, ask Number) (Number, error) {
	n := ask
	err := c.change(ctx, func(tx *transaction) error {
		n = ask
		var owner State
		err := tx.QueryRow(`SELECT n.year, n.serial, n.arrival, CASE WHEN l.number IS NULL THEN COALESCE(a.state, 'returned') ELSE 'returned' END
			FROM numbers n LEFT JOIN arrivals a ON a.id = n.arrival
			LEFT JOIN losses l ON l.arrival = n.arrival AND l.written_off = '' AND l.voided = '' AND l.number NOT IN (SELECT number FROM records)
			WHERE n.kind = $1 AND n.packet = $2`, ask.Kind, ask.Submission).
			Scan(&n.Year, &n.Serial, &n.Arrival, &owner)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			if first, found, err := saysTheSame(tx, ask); err != nil || found {
				n = first
				return err
			}
			if n.Serial, err = nextSerial(tx, ask.Kind, ask.Year); err != nil {
				return err
			}
			_, err = tx.Exec(`INSERT INTO numbers (`+numberColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				ask.Kind, ask.Year, n.Serial, ask.Submission, ask.Content, ask.Arrival, ask.Verdict)
			if err != nil {
				return err
			}
		case err != nil:
			return err
		case n.Year != ask.Year:
			return fmt.Errorf("这份表单已在 %d 年取得第 %d 号，不能再在 %d 年取号", n.Year, n.Serial, ask.Year)
		case n.Arrival != ask.Arrival && (owner == Filed || owner == Pending):
			return nil
		default:
			// Whoever took it ended without filing, or its bag was lost: the number
			// waits for the submission.
			n.Arrival = ask.Arrival
			_, err := tx.Exec(`UPDATE numbers SET arrival = $3, verdict = $4 WHERE kind = $1 AND packet = $2`, ask.Kind, ask.Submission, ask.Arrival, ask.Verdict)
			if err != nil {
				return err
			}
		}
		if err := closeUnsigned(tx, ask.Arrival); err != nil {
			return err
		}
		done, err := tx.Exec(`UPDATE arrivals SET stage = 'numbered', reason = '' WHERE id = $1 AND state = 'pending'`, ask.Arrival)
		return exactlyOne(done, err, fmt.Errorf("收件 %s 不在待处理之列，不能取号", ask.Arrival))
	})
	if err != nil {
		return Number{}, err
	}
	return n, nil
}

// nextSerial is the number after a series' last, or one that a lost catalogue left
// open, see RestoreGaps.
func nextSerial(tx *transaction, kind string, year int) (serial int, err error) {
	err = tx.QueryRow(`DELETE FROM gaps WHERE kind = $1 AND year = $2
		AND serial = (SELECT MIN(serial) FROM gaps WHERE kind = $1 AND year = $2) RETURNING serial`, kind, year).Scan(&serial)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.QueryRow(`SELECT COALESCE(MAX(serial), 0) + 1 FROM numbers WHERE kind = $1 AND year = $2`, kind, year).Scan(&serial)
	}
	return serial, err
}

// saysTheSame finds the number of another submission with the same content that
// stands or is on its way. There is one at most, and an order asked for would
// lead SQLite to read the whole series.
func saysTheSame(tx *transaction, ask Number) (n Number, found bool, err error) {
	if ask.Content == "" {
		return n, false, nil
	}
	n, err = scanNumber(tx.QueryRow(`SELECT n.kind, n.year, n.serial, n.packet, n.content, n.arrival, n.verdict FROM numbers n
		LEFT JOIN records r ON r.kind = n.kind AND r.year = n.year AND r.serial = n.serial
		LEFT JOIN arrivals a ON a.id = n.arrival
		WHERE n.kind = $1 AND n.content = $2 AND n.arrival <> $3 AND (r.voided = '' OR r.voided IS NULL AND a.state = 'pending')`, ask.Kind, ask.Content, ask.Arrival))
	if errors.Is(err, sql.ErrNoRows) {
		return n, false, nil
	}
	return n, err == nil, err
}

// NumberOf is the number an arrival has taken; ok is false when it has none.
func (c *Catalogue) NumberOf(ctx context.Context, arrival string) (n Number, ok bool, err error) {
	n, err = scanNumber(c.read.QueryRowContext(ctx, `SELECT `+numberColumns+` FROM numbers WHERE arrival = $1`, arrival))
	if errors.Is(err, sql.ErrNoRows) {
		return n, false, nil
	}
	return n, err == nil, explain(err)
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
	return list[Number]{
		columns: numberColumns, from: "numbers", key: []string{"kind", "year", "serial"}, page: 1000, scan: scanNumber,
		at: func(n Number) []any { return []any{n.Kind, n.Year, n.Serial} },
	}.each(ctx, c.read)
}
