package desk

import (
	"context"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/signoff"
)

// mostVersions is how many earlier arrivals are read that a form takes the place of, one
// of the other: far more than anybody hands in.
const mostVersions = 100

// Signing is the way of an arrival through its signatures, as the catalogue knows it, with
// those of the arrivals whose changed form it is.
func Signing(ctx context.Context, c *catalogue.Catalogue, key string) (signoff.Signing, error) {
	s, err := one(ctx, c, key)
	if err != nil {
		return s, err
	}
	s.Before, err = Before(ctx, c, s.Replaces())
	return s, err
}

// Before are the signings that a form carries which takes the place of an arrival, the
// first one first.
func Before(ctx context.Context, c *catalogue.Catalogue, replaced string) (all []signoff.Signing, err error) {
	for replaced != "" && len(all) < mostVersions {
		s, err := one(ctx, c, replaced)
		if err != nil {
			return nil, err
		}
		if len(s.Events) > 0 {
			all = append([]signoff.Signing{s}, all...)
		}
		replaced = s.Replaces()
	}
	return all, nil
}

func one(ctx context.Context, c *catalogue.Catalogue, key string) (signoff.Signing, error) {
	events, err := c.SignOffs(ctx, key)
	if err != nil {
		return signoff.Signing{}, err
	}
	return signoff.Of(key, events)
}
