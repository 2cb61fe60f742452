package engine

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
)

// Facet is a field with how many of the hits have each of its values.
type Facet struct {
	Field  query.Field
	Values []Count // the most frequent first; Request.FacetValues at most
	Other  int     // how many more values there are
}

// Count is how many hits have a value.
type Count struct {
	Value string
	Hits  int
}

// counts are the hits by field and value.
type counts []fieldCounts

type fieldCounts struct {
	field query.Field
	hits  map[string]int
}

func newCounts(fields []query.Field) counts {
	c := make(counts, len(fields))
	for i, field := range fields {
		c[i] = fieldCounts{field, map[string]int{}}
	}
	return c
}

// count adds the hits of a shard.
func (c counts) count(s *shard, hits *roaring.Bitmap) error {
	if hits.IsEmpty() {
		return nil
	}
	for _, f := range c {
		err := s.each(f.field, "", "", func(value string, docs *roaring.Bitmap) bool {
			if n := docs.AndCardinality(hits); n > 0 {
				f.hits[value] += int(n)
			}
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c counts) merge(other counts) {
	for i, f := range other {
		for value, n := range f.hits {
			c[i].hits[value] += n
		}
	}
}

// facets are the counts in order, with most values each. UnitName, which may be nil,
// tells spellings of one unit, which then is counted once, before values are left out
// that are too many.
func (c counts) facets(most int, unitName func(spelt string) string) []Facet {
	var facets []Facet
	for _, f := range c {
		facet := Facet{Field: f.field}
		if f.field == query.Unit && unitName != nil {
			f.hits = merged(f.hits, unitName)
		}
		for value, n := range f.hits {
			facet.Values = append(facet.Values, Count{value, n})
		}
		slices.SortFunc(facet.Values, func(a, b Count) int {
			if f.field == query.Year {
				return cmp.Compare(b.Value, a.Value)
			}
			return cmp.Or(cmp.Compare(b.Hits, a.Hits), cmp.Compare(a.Value, b.Value))
		})
		if len(facet.Values) > most {
			facet.Other = len(facet.Values) - most
			facet.Values = facet.Values[:most]
		}
		facets = append(facets, facet)
	}
	return facets
}

// merged are the hits of values that go by the same name. Each record has one of them.
func merged(hits map[string]int, name func(value string) string) map[string]int {
	named := map[string]int{}
	for value, n := range hits {
		named[name(value)] += n
	}
	return named
}
