package engine

import (
	"context"

	"gongwen/index/query"
)

// listed is a query with every list in it looked up. All shards then see the same.
func listed(ctx context.Context, n query.Node) (query.Node, error) {
	switch n := n.(type) {
	case query.And:
		parts, err := allListed(ctx, n)
		return query.And(parts), err
	case query.Or:
		parts, err := allListed(ctx, n)
		return query.Or(parts), err
	case query.Not:
		part, err := listed(ctx, n.Part)
		return query.Not{Part: part}, err
	case query.Listed:
		numbers, err := n.Numbers(ctx)
		return query.Numbers(numbers), err
	default:
		return n, nil
	}
}

func allListed(ctx context.Context, parts []query.Node) (all []query.Node, err error) {
	for _, part := range parts {
		one, err := listed(ctx, part)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}
