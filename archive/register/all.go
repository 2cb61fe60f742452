package register

import (
	"context"
	"errors"
)

// WriteAll writes below dir the registers of a kind and a year; an empty kind and the
// year 0 stand for all of them. written is told the path of each. For a register that
// is open elsewhere that is the path of the new one beside it, and inUse says so;
// otherwise inUse is nil.
func (b *Book) WriteAll(ctx context.Context, dir, kind string, year int, written func(path string, inUse *InUse)) error {
	all, err := b.Catalogue.Series(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		if kind != "" && s.Kind != kind || year != 0 && s.Year != year {
			continue
		}
		path, err := b.Write(ctx, dir, s)
		inUse := (*InUse)(nil)
		if errors.As(err, &inUse) {
			path, err = inUse.Beside, nil
		}
		if err != nil {
			return err
		}
		written(path, inUse)
	}
	return nil
}
