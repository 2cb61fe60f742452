package engine

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
)

// Access is what the one who asks may see. A record out of reach is not found,
// not counted and not suggested. The zero Access reaches everything.
type Access struct {
	// Limited switches the rest on.
	Limited bool
	// Secrecy are the degrees (密级) within reach, such as 内部. Records without a
	// degree always are.
	Secrecy []string
	// Within are, unless empty, the only units whose records are within reach.
	Within []string
}

// visible are the documents of a shard within reach.
func (a Access) visible(s *shard) (*roaring.Bitmap, error) {
	if !a.Limited {
		return s.live, nil
	}
	hidden := roaring.New()
	err := s.each(query.Secrecy, "", "", func(degree string, docs *roaring.Bitmap) bool {
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
		of, err := s.with(query.Unit, unit)
		if err != nil {
			return nil, err
		}
		within.Or(of)
	}
	visible.And(within)
	return visible, nil
}
