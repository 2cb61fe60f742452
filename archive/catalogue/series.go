package catalogue

import "context"

// Series is a number series that has records, be they lost: those of a kind in a year.
type Series struct {
	Kind string
	Year int
}

// Series are all of them, by kind and year.
func (c *Catalogue) Series(ctx context.Context) ([]Series, error) { return c.series(ctx, "") }

// SeriesOf are those of a kind, by year.
func (c *Catalogue) SeriesOf(ctx context.Context, kind string) ([]Series, error) {
	return c.series(ctx, ` WHERE kind = $1`, kind)
}

func (c *Catalogue) series(ctx context.Context, where string, args ...any) ([]Series, error) {
	lost := ""
	if c.knowsLosses() {
		lost = ` UNION SELECT kind, year FROM losses` + where
	}
	return gather(ctx, c.read, func(r row) (s Series, err error) {
		err = r.Scan(&s.Kind, &s.Year)
		return s, err
	}, `SELECT DISTINCT kind, year FROM records`+where+lost+` ORDER BY kind, year`, args...)
}
