package catalogue

import (
	"context"
	"database/sql"
	"errors"
)

// unsignedLook is the name in meta of what the forms that wait for signatures were all
// looked at by, last.
const unsignedLook = "unsigned-look"

// UnsignedLook is what the forms that wait for signatures were all looked at by, last, as
// SetUnsignedLook was told; empty before.
func (c *Catalogue) UnsignedLook(ctx context.Context) (by string, err error) {
	err = c.read.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = $1`, unsignedLook).Scan(&by)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return by, explain(err)
}

// SetUnsignedLook notes that they were looked at by something; by nothing, that they have
// to be looked at again.
func (c *Catalogue) SetUnsignedLook(ctx context.Context, by string) error {
	return c.change(ctx, func(tx *transaction) error {
		_, err := tx.Exec(`INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, unsignedLook, by)
		return err
	})
}

// SignOffsEntered is how many events of their signings are entered of the arrivals that
// are pending; of those without any there is no word.
func (c *Catalogue) SignOffsEntered(ctx context.Context) (map[string]int, error) {
	entered := map[string]int{}
	if !c.knowsSignings() {
		return entered, nil
	}
	_, err := gather(ctx, c.read, func(r row) (struct{}, error) {
		var arrival string
		var n int
		err := r.Scan(&arrival, &n)
		entered[arrival] = n
		return struct{}{}, err
	}, `SELECT arrivals.id, COUNT(*) FROM arrivals JOIN signoffs ON signoffs.arrival = arrivals.id WHERE arrivals.state = 'pending' GROUP BY arrivals.id`)
	return entered, err
}

// Settled are the arrivals of the forms that wait only to be looked at again, see
// Unsigned.
func (c *Catalogue) Settled(ctx context.Context) (map[string]bool, error) {
	settled := map[string]bool{}
	if !c.knowsSignings() {
		return settled, nil
	}
	_, err := gather(ctx, c.read, func(r row) (struct{}, error) {
		var arrival string
		err := r.Scan(&arrival)
		settled[arrival] = true
		return struct{}{}, err
	}, `SELECT arrival FROM unsigned WHERE settled = 1`)
	return settled, err
}
