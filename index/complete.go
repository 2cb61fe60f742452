package index

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// Completion is a name that goes on as what was typed begins.
type Completion struct {
	Query string // the whole query with it
	Field string // FacetUnit, FacetPerson or FacetTitle
	Value string
	Hits  int // records that have it
}

// FacetTitle is the kind by its Chinese title.
const FacetTitle = isTitle

// Complete offers names of persons, units and kinds for the last word of a query
// that is being typed: those that begin with it before those that contain it,
// the most frequent first, at most limit of them.
func (x *Index) Complete(ctx context.Context, text string, access Access, limit int) ([]Completion, error) {
	from := strings.LastIndexAny(text, " \u3000\"“「:：(（|｜") + 1
	for from < len(text) && text[from]&0xC0 == 0x80 { // behind a mark of several bytes
		from++
	}
	begun := folded(text[from:])
	if begun == "" {
		return nil, nil
	}
	counts := map[Completion]int{}
	err := x.use(ctx, func(opened *held) error {
		clear(counts)
		return eachShard(ctx, opened, func(ctx context.Context, shards []*shard) error {
			for _, s := range shards {
				visible, err := access.visible(s)
				if err != nil {
					return err
				}
				for _, field := range []string{isPerson, isUnit, isTitle} {
					err := s.each(field, "", "", func(value string, docs *roaring.Bitmap) bool {
						if strings.Contains(folded(value), begun) {
							if n := docs.AndCardinality(visible); n > 0 {
								counts[Completion{Query: text[:from] + value, Field: field, Value: value}] += int(n)
							}
						}
						return true
					})
					if err != nil {
						return err
					}
				}
			}
			return nil
		})
	})
	completions := make([]Completion, 0, len(counts))
	for c, n := range counts {
		c.Hits = n
		completions = append(completions, c)
	}
	later := func(c Completion) int {
		if strings.HasPrefix(folded(c.Value), begun) {
			return 0
		}
		return 1
	}
	slices.SortFunc(completions, func(a, b Completion) int {
		return cmp.Or(cmp.Compare(later(a), later(b)), cmp.Compare(b.Hits, a.Hits), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Field, b.Field))
	})
	return completions[:min(len(completions), limit)], err
}
