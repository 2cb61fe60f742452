package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// UnsignedLook is how far the forms that wait for signatures were looked at, last.
type UnsignedLook struct {
	By   string // what they were held against, one line; empty when they have to be looked at again
	From string // the first arrival that perhaps was not looked at; empty when all were
}

// unsignedLook is its name in meta. The value is By and, after a line break, From.
const unsignedLook = "unsigned-look"

// UnsignedLook is what SetUnsignedLook was told last.
func (c *Catalogue) UnsignedLook(ctx context.Context) (UnsignedLook, error) {
	var text string
	err := c.read.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = $1`, unsignedLook).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	by, from, _ := strings.Cut(text, "\n")
	return UnsignedLook{by, from}, explain(err)
}

// SetUnsignedLook notes how far they were looked at.
func (c *Catalogue) SetUnsignedLook(ctx context.Context, look UnsignedLook) error {
	text := look.By
	if look.From != "" {
		text += "\n" + look.From
	}
	return c.change(ctx, func(tx *transaction) error {
		_, err := tx.Exec(`INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, unsignedLook, text)
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
