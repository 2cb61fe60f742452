package audit

import (
	"context"
	"errors"
	"io/fs"

	"gongwen/archive/catalogue"
)

// former is what the catalogue that a rebuild replaces tells of arrivals that have
// ended. Bags and journal are the truth and tell the same; but where a folder was deleted
// or a disk is not mounted the catalogue may be the last that knows what is missing.
type former struct {
	filed []formerRecord
	ended []catalogue.Arrival // returned, or duplicates
	voids map[string]catalogue.Void
	// delegations are the events about who may sign for whom.
	delegations []catalogue.DelegationEvent
}

type formerRecord struct {
	catalogue.Lost
	number catalogue.Number
}

func (r formerRecord) place() catalogue.Place {
	return catalogue.Place{Number: r.Number, Kind: r.Kind, Year: r.Year, Arrival: r.Lost.Arrival.ID}
}

// readFormer reads the catalogue at path as far as it can be read.
func readFormer(ctx context.Context, path string) (former, error) {
	c, err := catalogue.View(path, 1)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, catalogue.ErrRebuild) {
		return former{}, nil
	}
	if err != nil {
		return former{}, err
	}
	known, err := arrivalsOf(ctx, c)
	if errors.Is(err, catalogue.ErrRebuild) { // damaged, which is why it is replaced
		known, err = former{}, nil
	}
	return known, errors.Join(err, c.Close())
}

func arrivalsOf(ctx context.Context, c *catalogue.Catalogue) (known former, err error) {
	given := map[string]catalogue.Number{} // by arrival
	for n, err := range c.Numbers(ctx) {
		if err != nil {
			return known, err
		}
		given[n.Arrival] = n
	}
	if known.voids, err = c.Voids(ctx); err != nil {
		return known, err
	}
	if known.delegations, err = c.Delegations(ctx); err != nil {
		return known, err
	}
	losses, err := c.Losses(ctx)
	if err != nil {
		return known, err
	}
	for a, err := range c.Arrivals(ctx) {
		if err != nil {
			return known, err
		}
		switch n, numbered := given[a.ID]; {
		case a.State == catalogue.Returned || a.State == catalogue.Duplicate:
			known.ended = append(known.ended, a)
		case a.State == catalogue.Filed && numbered:
			l := losses[a.Number]
			if void, voided := known.voids[a.Number]; voided {
				l.Voided = &void
			}
			l.Number, l.Kind, l.Year, l.Serial, l.Arrival = a.Number, n.Kind, n.Year, n.Serial, a.ID
			n.Verdict = ""
			known.filed = append(known.filed, formerRecord{catalogue.Lost{Loss: l, Arrival: a}, n})
		}
	}
	return known, nil
}
