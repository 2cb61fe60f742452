package index

import (
	"context"
	"errors"
)

// Status tells what a search's answer is worth.
type Status struct {
	Missing  int  // records filed that the index does not have yet
	Renewing bool // it is being made anew; the old one answers, or where that cannot be used the new one as far as it has come
}

// Ledger is the catalogue as Status needs it.
type Ledger interface {
	ID() string
	LastChange(ctx context.Context) (int64, error)
	Filed(ctx context.Context) (int, error)
}

// Status is to be asked before a search: what is filed in between is then
// counted as missing, not as found.
func (x *Index) Status(ctx context.Context, ledger Ledger) (Status, error) {
	g, err := x.load(current)
	if err == nil {
		err = x.check(ctx, g, false)
	}
	renewing := err != nil || g.Catalogue != ledger.ID()
	if errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) {
		g, err = x.load(next)
		if errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) {
			g, err = generation{}, nil
		}
	}
	if err != nil {
		return Status{}, err
	}
	last, err := ledger.LastChange(ctx)
	if err != nil || !renewing && g.Seq == last {
		return Status{}, err
	}
	filed, err := ledger.Filed(ctx)
	return Status{Missing: max(0, filed-g.Records), Renewing: renewing}, err
}

// Verify reads everything the index consists of and tells how far it has come,
// or that it is damaged or missing.
func (x *Index) Verify(ctx context.Context) (Checkpoint, error) {
	g, err := x.load(current)
	if err != nil {
		return Checkpoint{}, err
	}
	return g.Checkpoint, x.check(ctx, g, true)
}

// Renew lets the next Follow make the index anew. Searches go on in the old one
// meanwhile.
func (x *Index) Renew(ctx context.Context) (err error) {
	done, err := x.lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	if err := x.unpublish(next); err != nil {
		return err
	}
	g, err := x.load(current)
	if err != nil {
		return x.unpublish(current)
	}
	g.Catalogue = "" // follows none, so it is made anew
	return x.publish(current, g)
}
