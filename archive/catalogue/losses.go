package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gongwen/archive"
)

// Loss is a record that was filed and cannot be found (遗失), as far as the catalogue
// knows: its bag was not there when the catalogue was made, so that nothing is known of
// it but what the journal tells; or it was written off. A bag that goes missing later is
// found missing by whoever looks (package holdings), and then the record is here as well
// as among the records.
type Loss struct {
	Number     string
	Kind       string
	Year       int
	Serial     int
	Arrival    string
	Voided     *Void     // nil while it was not void
	WrittenOff *WriteOff // nil while nobody has written it off
}

// WriteOff (核销) is that somebody has declared a record lost for good.
type WriteOff struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
}

const lossColumns = `number, kind, year, serial, arrival, voided, void_reason, written_off, reason, by_whom`

func scanLoss(r row) (l Loss, err error) {
	var voided, why, written string
	var off WriteOff
	if err = r.Scan(&l.Number, &l.Kind, &l.Year, &l.Serial, &l.Arrival, &voided, &why, &written, &off.Reason, &off.By); err != nil {
		return l, err
	}
	if voided != "" {
		l.Voided = &Void{Reason: why}
		if l.Voided.At, err = parseTime(voided); err != nil {
			return l, err
		}
	}
	if written != "" {
		off.At, err = parseTime(written)
		l.WrittenOff = &off
	}
	return l, err
}

// Losses are all losses, by number.
func (c *Catalogue) Losses(ctx context.Context) (map[string]Loss, error) {
	return c.losses(ctx, "")
}

// LossesIn are those of a series, by number.
func (c *Catalogue) LossesIn(ctx context.Context, s Series) (map[string]Loss, error) {
	return c.losses(ctx, ` WHERE kind = $1 AND year = $2`, s.Kind, s.Year)
}

// Loss is the loss of a number; ok is false when there is none.
func (c *Catalogue) Loss(ctx context.Context, number string) (l Loss, ok bool, err error) {
	found, err := c.losses(ctx, ` WHERE number = $1`, number)
	l, ok = found[number]
	return l, ok, err
}

func (c *Catalogue) losses(ctx context.Context, where string, args ...any) (map[string]Loss, error) {
	if !c.knowsLosses() {
		return nil, nil
	}
	all, err := gather(ctx, c.read, scanLoss, `SELECT `+lossColumns+` FROM losses`+where, args...)
	if err != nil {
		return nil, err
	}
	found := make(map[string]Loss, len(all))
	for _, l := range all {
		found[l.Number] = l
	}
	return found, nil
}

// Lost is a loss with the arrival it came from, as the journal tells of both.
type Lost struct {
	Loss
	Arrival Arrival
}

// Secrecy is the degree of secrecy that the record of an arrival has, as far as is known:
// the highest where nobody could tell.
func (a Arrival) Secrecy() string {
	switch a.Degree {
	case archive.NotSecret:
		return ""
	case "":
		return archive.MostSecret
	}
	return a.Degree
}

// RestoreLosses enters records that were filed and whose bags are not there, with their
// arrivals, which have ended as filed; their numbers are restored already. Of a record
// that is there only the write-off is entered. Losses that are in already are replaced.
func (c *Catalogue) RestoreLosses(ctx context.Context, lost []Lost) error {
	return c.change(ctx, func(tx *transaction) error {
		for _, l := range lost {
			a := l.Arrival
			a.State, a.Stage, a.Number = Filed, Ended, l.Number
			if _, err := tx.Exec(insertArrival, a.columns()...); err != nil {
				return err
			}
			l.Loss.Arrival = a.ID
			if err := enterLoss(tx, l.Loss); err != nil {
				return err
			}
		}
		return nil
	})
}

func enterLoss(tx *transaction, l Loss) error {
	var voided Void
	if l.Voided != nil {
		voided = *l.Voided
	}
	var off WriteOff
	if l.WrittenOff != nil {
		off = *l.WrittenOff
	}
	if _, err := tx.Exec(`DELETE FROM losses WHERE number = $1`, l.Number); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO losses (`+lossColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		l.Number, l.Kind, l.Year, l.Serial, l.Arrival, formatTime(voided.At), voided.Reason, formatTime(off.At), off.Reason, off.By)
	return err
}

// WriteOff enters that a record is written off; nil takes that back. The error is
// ErrUnknown for a number that neither a record nor a loss has.
func (c *Catalogue) WriteOff(ctx context.Context, number string, off *WriteOff) error {
	return c.change(ctx, func(tx *transaction) error {
		known, err := gather(ctx, tx, scanLoss, `SELECT `+lossColumns+` FROM losses WHERE number = $1`, number)
		if err != nil {
			return err
		}
		record, err := gather(ctx, tx, func(r row) (l Loss, err error) {
			err = r.Scan(&l.Number, &l.Kind, &l.Year, &l.Serial, &l.Arrival)
			return l, err
		}, `SELECT number, kind, year, serial, arrival FROM records WHERE number = $1`, number)
		if err != nil {
			return err
		}
		if len(known)+len(record) == 0 {
			return fmt.Errorf("%s：%w", number, ErrUnknown)
		}
		if len(record) > 0 { // followers see it again
			if err := changed(tx, number); err != nil {
				return err
			}
			if off == nil {
				_, err := tx.Exec(`DELETE FROM losses WHERE number = $1`, number)
				return err
			}
		}
		l := append(known, record...)[0]
		l.WrittenOff = off
		return enterLoss(tx, l)
	})
}

// refile undoes the loss of a record that is filed again: the same files were handed in
// once more. The arrival that brought them first is a duplicate then: the number is the
// later one's.
func refile(tx *transaction, r archive.Record) error {
	arrival, err := endLoss(tx, r.Number)
	if err != nil || arrival == "" || arrival == r.Arrival {
		return err
	}
	_, err = tx.Exec(`UPDATE arrivals SET state = 'duplicate' WHERE id = $1 AND state = 'filed'`, arrival)
	return err
}

// endLoss takes out the loss of a number that no record has, and gives the arrival it came
// from; empty where there is none. It is asked of every record that is filed.
func endLoss(tx *transaction, number string) (arrival string, err error) {
	err = tx.QueryRow(`DELETE FROM losses WHERE number = $1 AND number NOT IN (SELECT number FROM records) RETURNING arrival`, number).Scan(&arrival)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return arrival, err
}

// Place says where in the archive a record belongs.
type Place struct {
	Number  string
	Kind    string
	Year    int
	Arrival string
}

// Folder is where the record's bag belongs.
func (p Place) Folder() string {
	return archive.Record{Kind: p.Kind, Year: p.Year, Number: p.Number}.Folder()
}

// Places are those of all records and losses; what is both is there twice. It reads no
// record, so it is quick. Of a damaged catalogue they are those that could be read.
func (c *Catalogue) Places(ctx context.Context) ([]Place, error) {
	const columns = `SELECT number, kind, year, arrival FROM `
	text := columns + `records`
	if c.knowsLosses() {
		text += ` UNION ALL ` + columns + `losses`
	}
	return gather(ctx, c.read, func(r row) (p Place, err error) { return p, r.Scan(&p.Number, &p.Kind, &p.Year, &p.Arrival) }, text)
}
