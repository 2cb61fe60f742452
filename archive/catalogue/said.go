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
	type said struct {
		Said
		year, serial int
	}
	all := list[said]{
		columns: "number, form, year, serial", from: "records", page: 500,
		where: []string{"kind = $1", "date <= $2", "voided = ''"}, args: []any{kind, day}, key: []string{"year", "serial"},
		scan: func(r row) (s said, err error) {
			err = r.Scan(&s.Number, &s.Form, &s.year, &s.serial)
			return s, err
		},
		at: func(s said) []any { return []any{s.year, s.serial} },
	}.each(ctx, c.read)
	return func(yield func(Said, error) bool) {
		for s, err := range all {
			if !yield(s.Said, err) {
				return
			}
		}
	}
}

// FirstDay is the earliest date any record bears, "" when there is none.
func (c *Catalogue) FirstDay(ctx context.Context) (day string, err error) {
	err = c.read.QueryRowContext(ctx, `SELECT COALESCE(MIN(date), '') FROM records`).Scan(&day)
	return day, explain(err)
}
