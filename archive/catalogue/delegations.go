package catalogue

import (
	"context"
	"encoding/json"
)

// DelegationEvent is an event about who may sign for whom, of package delegation.
type DelegationEvent struct {
	Code  string // its own
	Event json.RawMessage
}

// EnterDelegations notes such events, in their order. Those that are in already stay.
func (c *Catalogue) EnterDelegations(ctx context.Context, events []DelegationEvent) error {
	return c.change(ctx, func(tx *transaction) error {
		for _, e := range events {
			if _, err := tx.Exec(`INSERT INTO delegations (seq, code, event) SELECT COALESCE(MAX(seq), 0) + 1, $1, $2 FROM delegations WHERE 1 = 1
				ON CONFLICT (code) DO NOTHING`, e.Code, string(e.Event)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Delegations are all such events, in their order.
func (c *Catalogue) Delegations(ctx context.Context) ([]DelegationEvent, error) {
	if !c.knowsSignings() {
		return nil, nil
	}
	return gather(ctx, c.read, func(r row) (e DelegationEvent, err error) {
		var text string
		err = r.Scan(&e.Code, &text)
		e.Event = json.RawMessage(text)
		return e, err
	}, `SELECT code, event FROM delegations ORDER BY seq`)
}

// CountDelegations is how many such events there are.
func (c *Catalogue) CountDelegations(ctx context.Context) (n int, err error) {
	if !c.knowsSignings() {
		return 0, nil
	}
	err = c.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM delegations`).Scan(&n)
	return n, explain(err)
}
