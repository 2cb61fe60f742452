package catalogue

import "context"

// Series is a number series that has records, be they lost: those of a kind in a year.
type Series struct {
	Kind string
	Year int
}

// Series are all of them, by kind and year.
func (c *Catalogue) Series(ctx context.Context) ([]Series, error) {
	lost := ""
	if c.knowsLosses() {
		lost = ` UNION SELECT kind, year FROM losses`
	}
	return gather(ctx, c.read, func(r row) (s Series, err error) {
		err = r.Scan(&s.Kind, &s.Year)
		return s, err
	}, `SELECT DISTINCT kind, year FROM records`+lost+` ORDER BY kind, year`)
}
