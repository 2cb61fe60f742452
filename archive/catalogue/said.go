package catalogue

import (
	"context"
	"iter"
)

// Said is what the form of a record said, without the rest of the record: for
// whoever looks at all records of a kind and would not have time to read them
// whole.
type Said struct {
	Number string
	Form   []byte // the values by field key, as JSON; not yet parsed
}

// Said are the records of a kind that stand and are dated no later than day
// (2006-01-02), in the order of their numbers.
func (c *Catalogue) Said(ctx context.Context, kind, day string) iter.Seq2[Said, error] {
	return query(ctx, c.read, func(r row) (s Said, err error) {
		err = r.Scan(&s.Number, &s.Form)
		return s, err
	}, `SELECT number, form FROM records
		WHERE kind = $1 AND date <= $2 AND voided = '' ORDER BY year, serial`, kind, day)
}

// FirstDay is the earliest date any record bears, "" when there is none.
func (c *Catalogue) FirstDay(ctx context.Context) (day string, err error) {
	err = c.read.QueryRowContext(ctx, `SELECT COALESCE(MIN(date), '') FROM records`).Scan(&day)
	return day, explain(err)
}
