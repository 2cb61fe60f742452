package catalogue

import (
	"context"
	"database/sql"
	"errors"
)

// Change says that a record was filed or voided. Entry is the record as it is
// now, so a follower need not care which.
type Change struct {
	Seq int64 // 1, 2, 3 … without gaps
	Entry
}

// Changes are the next changes after one, at most limit of them.
func (c *Catalogue) Changes(ctx context.Context, after int64, limit int) ([]Change, error) {
	scan := func(r row) (Change, error) {
		var change Change
		err := change.scan(r, &change.Seq)
		return change, err
	}
	return gather(ctx, c.read, scan, `SELECT c.seq, `+entryColumns+` FROM changes c JOIN records r ON r.number = c.number
		WHERE c.seq > $1 ORDER BY c.seq LIMIT $2`, after, limit)
}

// LastChange is the Seq of the newest change, 0 when there is none.
func (c *Catalogue) LastChange(ctx context.Context) (seq int64, err error) {
	err = c.read.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) FROM changes`).Scan(&seq)
	return seq, explain(err)
}

// Checkpoint is the last change a follower has worked in, 0 at the beginning.
func (c *Catalogue) Checkpoint(ctx context.Context, follower string) (seq int64, err error) {
	err = c.read.QueryRowContext(ctx, `SELECT seq FROM checkpoints WHERE follower = $1`, follower).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return seq, explain(err)
}

// SetCheckpoint notes the last change a follower has worked in.
func (c *Catalogue) SetCheckpoint(ctx context.Context, follower string, seq int64) error {
	return c.change(ctx, func(tx *transaction) error {
		_, err := tx.Exec(`INSERT INTO checkpoints (follower, seq) VALUES ($1, $2)
			ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq`, follower, seq)
		return err
	})
}
