package index

import "errors"

// Reached is the last change of a catalogue that the index in use has; 0 where there is
// none, or one of another catalogue.
func (x *Index) Reached(ledger Ledger) (seq int64, err error) {
	g, err := x.load(current)
	switch {
	case errors.Is(err, ErrMissing), errors.Is(err, ErrDamaged), err == nil && g.Catalogue != ledger.ID():
		return 0, nil
	}
	return g.Seq, err
}
