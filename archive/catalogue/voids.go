package catalogue

import "context"

// Voids are the records that are void, by number.
func (c *Catalogue) Voids(ctx context.Context) (map[string]Void, error) {
	type void struct {
		number string
		Void
	}
	all, err := gather(ctx, c.read, func(r row) (v void, err error) {
		var at string
		if err = r.Scan(&v.number, &at, &v.Reason); err == nil {
			v.At, err = parseTime(at)
		}
		return v, err
	}, `SELECT number, voided, reason FROM records WHERE voided <> ''`)
	if err != nil {
		return nil, err
	}
	voids := map[string]Void{}
	for _, v := range all {
		voids[v.number] = v.Void
	}
	return voids, nil
}

// Voided are the numbers of the records that are void.
func (c *Catalogue) Voided(ctx context.Context) ([]string, error) {
	return gather(ctx, c.read, scanRecordNumber, `SELECT number FROM records WHERE voided <> '' ORDER BY number`)
}
