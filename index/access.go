package index

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// visible are the records of a shard within reach.
func (a Access) visible(s *shard) (*roaring.Bitmap, error) {
	if !a.Limited {
		return s.live, nil
	}
	hidden := roaring.New()
	err := s.each(isSecrecy, "", "", func(degree string, docs *roaring.Bitmap) bool {
		if !slices.Contains(a.Secrecy, degree) {
			hidden.Or(docs)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	visible := roaring.AndNot(s.live, hidden)
	if len(a.Within) == 0 {
		return visible, nil
	}
	within := roaring.New()
	for _, unit := range a.Within {
		of, err := s.with(isUnit, unit)
		if err != nil {
			return nil, err
		}
		within.Or(of)
	}
	visible.And(within)
	return visible, nil
}
