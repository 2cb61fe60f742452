package catalogue

import "context"

// Sums is the balance of the ledger.
type Sums struct {
	Received  int `json:"received"` // everything that ever arrived
	Filed     int `json:"filed"`
	Returned  int `json:"returned"`
	Duplicate int `json:"duplicate"`
	Pending   int `json:"pending"`
	Voided    int `json:"voided"` // of the filed
}

// Holds reports whether every arrival is in exactly one state.
func (s Sums) Holds() bool { return s.Received == s.Filed+s.Returned+s.Duplicate+s.Pending }

// Sums counts. What is filed is counted in the records and the losses, not in the
// arrivals, so that the balance proves something: an arrival called filed whose record
// is gone without a word, or a record nobody brought, upsets it.
func (c *Catalogue) Sums(ctx context.Context) (s Sums, err error) {
	lost, voided := "", ""
	if c.knowsLosses() {
		const gone = ` + (SELECT COUNT(*) FROM losses l WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.number = l.number)`
		lost, voided = gone+`)`, gone+` AND voided <> '')`
	}
	// One statement, so that all is counted at the same moment.
	err = c.read.QueryRowContext(ctx, `SELECT
		(SELECT COUNT(*) FROM arrivals),
		(SELECT COUNT(*) FROM records)`+lost+`,
		(SELECT COUNT(*) FROM arrivals WHERE state = 'returned'),
		(SELECT COUNT(*) FROM arrivals WHERE state = 'duplicate'),
		(SELECT COUNT(*) FROM arrivals WHERE state = 'pending'),
		(SELECT COUNT(*) FROM records WHERE voided <> '')`+voided).
		Scan(&s.Received, &s.Filed, &s.Returned, &s.Duplicate, &s.Pending, &s.Voided)
	return s, explain(err)
}

// Filed is how many records there are. Unlike Sums it counts none of them: they
// are numbered from 1, and none is ever taken out.
func (c *Catalogue) Filed(ctx context.Context) (n int, err error) {
	err = c.read.QueryRowContext(ctx, `SELECT COALESCE(MAX(id), 0) FROM records`).Scan(&n)
	return n, explain(err)
}
