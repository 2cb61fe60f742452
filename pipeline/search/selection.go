package search

import (
	"context"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/index"
)

// Selection is which records are to be handed over. All that is given must hold.
type Selection struct {
	Conditions
	Year    int      // of the number; 0 for any
	Numbers []string // one of these; nil for any
}

// IsEmpty tells that nothing is said of which records.
func (s Selection) IsEmpty() bool {
	return s.Conditions.IsEmpty() && s.Year == 0 && len(s.Numbers) == 0
}

// Among tells of a record whether it is selected. A number that no record has is an
// error: whoever lists numbers wants all of them.
func (s Selection) Among(ctx context.Context, archive *Searcher, known index.Vocabulary) (func(catalogue.Entry) bool, error) {
	for _, number := range s.Numbers {
		if _, err := archive.Catalogue.Record(ctx, number); err != nil {
			return nil, err
		}
	}
	var found map[string]bool // nil when the index need not be asked
	if !s.Conditions.IsEmpty() {
		q, err := s.Query(known)
		if err != nil {
			return nil, err
		}
		if found, err = archive.Numbers(ctx, q); err != nil {
			return nil, err
		}
	}
	return func(e catalogue.Entry) bool {
		return (s.Year == 0 || e.Year == s.Year) && (len(s.Numbers) == 0 || slices.Contains(s.Numbers, e.Number)) &&
			(found == nil || found[e.Number])
	}, nil
}
