package engine

import (
	"context"

	"gongwen/index/query"
)

// Advice helps on when a query finds nothing.
type Advice struct {
	// Words are the query's, each with how many records have it. Where every word
	// is in some record, it is the combination that is in none.
	Words []Count
	// Instead are queries that find something, one character off the one asked
	// (您是不是要找).
	Instead []string
}

// mostInstead is how many queries are offered for each word.
const mostInstead = 3

// Advise looks for what may have been meant by a query that finds nothing.
func (r *Reader) Advise(ctx context.Context, q query.Query, access Access) (advice Advice, err error) {
	err = r.shards(func(shards []*shard) error {
		for _, w := range q.Words {
			if err := ctx.Err(); err != nil {
				return err
			}
			n, err := hits(ctx, shards, w.As, access)
			if err != nil {
				return err
			}
			advice.Words = append(advice.Words, Count{q.Text[w.From:w.To], n})
			if n > 0 {
				continue
			}
			near, err := nearMisses(ctx, shards, w.Folded, access)
			if err != nil {
				return err
			}
			for _, other := range near[:min(len(near), mostInstead)] {
				advice.Instead = append(advice.Instead, q.Text[:w.From]+other.Value+q.Text[w.To:])
			}
		}
		return nil
	})
	return advice, err
}

// hits is how many records there are for a part of a query.
func hits(ctx context.Context, shards []*shard, of query.Node, access Access) (n int, err error) {
	if of, err = resolve(shards, of); err != nil {
		return 0, err
	}
	for _, s := range shards {
		visible, err := access.visible(s)
		if err != nil {
			return 0, err
		}
		found, err := s.match(ctx, of, visible)
		if err != nil {
			return 0, err
		}
		n += int(found.all().GetCardinality())
	}
	return n, nil
}
