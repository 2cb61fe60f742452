package engine

import (
	"context"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Search finds the documents that contain what the query asks for. The error is
// that of Check, or ErrDamaged.
func (r *Reader) Search(ctx context.Context, request Request) (result Result, err error) {
	request = request.withDefaults()
	after, err := request.after()
	if err != nil {
		return Result{}, err
	}
	if request.Query.Root, err = listed(ctx, request.Query.Root); err != nil {
		return Result{}, err
	}
	err = r.shards(func(shards []*shard) (err error) {
		result, err = request.answer(ctx, shards, after)
		return err
	})
	return result, err
}

// answer puts the answers of all shards together.
func (r Request) answer(ctx context.Context, shards []*shard, after *Hit) (Result, error) {
	var (
		mu     sync.Mutex
		result Result
		top    = newTop(r.Sort, r.Offset+r.Limit+1, after)
		counts = newCounts(r.Facets)
	)
	root, err := resolve(shards, r.Query.Root)
	if err != nil {
		return Result{}, err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, s := range shards {
		group.Go(careful(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			visible, err := r.Access.visible(s)
			if err != nil {
				return err
			}
			found, err := s.match(ctx, root, visible)
			if err != nil {
				return err
			}
			all := found.all()
			own := newTop(r.Sort, top.limit, after)
			if err := own.take(s, found); err != nil {
				return err
			}
			ownCounts := newCounts(r.Facets)
			if err := ownCounts.count(s, all); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			result.Total += int(all.GetCardinality())
			top.merge(own)
			counts.merge(ownCounts)
			return nil
		}))
	}
	if err := group.Wait(); err != nil {
		return Result{}, err
	}
	hits := top.sorted()
	if len(hits) > r.Offset+r.Limit {
		hits = hits[:r.Offset+r.Limit]
		result.Next = cursor(hits[len(hits)-1], r.Sort)
	}
	result.Hits = hits[min(r.Offset, len(hits)):]
	result.Facets = counts.facets(r.FacetValues, r.UnitName)
	return result, nil
}
