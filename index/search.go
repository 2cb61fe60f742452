package index

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"golang.org/x/sync/errgroup"
)

// Request is one search.
type Request struct {
	Query  Query
	Access Access
	Sort   Sort
	Limit  int    // hits to return, 20 when 0
	Offset int    // hits to pass over
	After  string // Result.Next of the page before; Offset counts from there
	// Facets are the fields to count the values of; see Facets for the names.
	Facets []string
}

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

// Hit is one record found. What else there is to know of it, such as that it is
// void, the catalogue tells.
type Hit struct {
	Number string
	Date   string // the day it bears, 2006-01-02
	Score  int    // only to compare with the other hits of the same search
}

// Result is what a search found.
type Result struct {
	Total  int    // all hits, also those before Offset and behind Limit
	Hits   []Hit  // in the order asked for
	Next   string // where the next page begins, for Request.After; empty on the last one
	Facets []Facet
}

// Search finds the records that contain what the query asks for.
func (x *Index) Search(ctx context.Context, r Request) (Result, error) {
	if r.Limit == 0 {
		r.Limit = 20
	}
	if r.Sort == "" {
		r.Sort = ByRelevance
	}
	after, err := parseCursor(r.After, r.Sort)
	if err != nil {
		return Result{}, err
	}
	var result Result
	err = x.use(ctx, func(opened *held) error {
		return eachShard(ctx, opened, func(ctx context.Context, shards []*shard) error {
			result, err = r.ask(ctx, shards, after)
			return err
		})
	})
	return result, err
}

// eachShard shows all shards of an index as it is at one moment.
func eachShard(ctx context.Context, opened *held, show func(context.Context, []*shard) error) (err error) {
	inside, err := opened.Advanced()
	if err != nil {
		return err
	}
	reader, err := inside.Reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return fmt.Errorf("%w（%T）", ErrDamaged, reader)
	}
	var shards []*shard
	for _, s := range snapshot.Segments() {
		shards = append(shards, newShard(ctx, s, opened.known))
	}
	return show(ctx, shards)
}

// ask puts the answers of all shards together.
func (r Request) ask(ctx context.Context, shards []*shard, after *Hit) (Result, error) {
	var (
		mu     sync.Mutex
		result Result
		best   = newBest(r.Sort, r.Offset+r.Limit+1, after)
		counts = newCounts(r.Facets)
	)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, s := range shards {
		group.Go(func() (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			// A memory fault in a damaged file is this goroutine's own.
			defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
			defer func() {
				if r := recover(); r != nil {
					err = fmt.Errorf("%w（%v）", ErrDamaged, r)
				}
			}()
			found, err := r.find(s)
			if err != nil {
				return err
			}
			all := found.all()
			own := newBest(best.sort, best.limit, after)
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
			best.merge(own)
			counts.merge(ownCounts)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return Result{}, err
	}
	hits := best.sorted()
	if len(hits) > r.Offset+r.Limit {
		hits = hits[:r.Offset+r.Limit]
		result.Next = cursor(hits[len(hits)-1], r.Sort)
	}
	result.Hits = hits[min(r.Offset, len(hits)):]
	result.Facets = counts.facets()
	return result, nil
}

// find are the records of a shard that match and may be seen.
func (r Request) find(s *shard) (ranks, error) {
	visible, err := r.Access.visible(s)
	if err != nil {
		return nil, err
	}
	if r.Query.root == nil {
		return every{}.match(s, visible)
	}
	return matchOf(r.Query.root, s, visible)
}
