package engine

import (
	"context"
	"runtime"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"
)

// comparing finds out which of some documents match, by looking at each.
type comparing func(ctx context.Context, s *shard, docs *roaring.Bitmap) (matches, error)

// compared are those of some documents that match. Only those are compared of which it
// is not remembered, by a key that is the same just for the same comparison.
func (s *shard) compared(ctx context.Context, key string, docs *roaring.Bitmap, compare comparing) (ranks, error) {
	known := s.cache.word(key)
	if rest := roaring.AndNot(docs, known.compared); !rest.IsEmpty() {
		more, err := s.compareAll(ctx, rest, compare)
		if err != nil {
			return nil, err
		}
		known = known.and(more)
		s.cache.remember(key, known, s.segment.Count())
	}
	var found ranks
	for score, at := range known.at {
		found = found.add(score, roaring.And(docs, at))
	}
	return found, nil
}

// share is how many documents of a shard are worth a processor of their own.
const share = 20000

// compareAll compares on all processors, where there is enough to do. A shard can have
// nearly all documents of an index.
func (s *shard) compareAll(ctx context.Context, docs *roaring.Bitmap, compare comparing) (matches, error) {
	n := int(docs.GetCardinality())
	shares := min(runtime.GOMAXPROCS(0), n/share)
	if shares < 2 {
		return compare(ctx, s, docs)
	}
	parts := make([]*roaring.Bitmap, shares)
	from := uint64(0) // the first document of the part
	for i := range parts {
		to := s.segment.Count()
		if i+1 < shares {
			next, err := docs.Select(uint32((i + 1) * n / shares))
			if err != nil {
				return matches{}, err
			}
			to = uint64(next)
		}
		parts[i] = roaring.New()
		parts[i].AddRange(from, to)
		parts[i].And(docs)
		from = to
	}
	found := make([]matches, shares)
	group, ctx := errgroup.WithContext(ctx)
	for i, part := range parts {
		group.Go(careful(func() (err error) {
			found[i], err = compare(ctx, s.again(), part)
			return err
		}))
	}
	if err := group.Wait(); err != nil {
		return matches{}, err
	}
	m := found[0]
	for _, more := range found[1:] {
		m = m.and(more)
	}
	return m, nil
}
