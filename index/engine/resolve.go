package engine

import (
	"context"

	"gongwen/index/query"
)

// listed is a query with every list in it looked up. All shards then see the same.
func listed(ctx context.Context, n query.Node) (query.Node, error) {
	return replaced(n, func(n query.Node) (query.Node, error) {
		list, ok := n.(query.Listed)
		if !ok {
			return n, nil
		}
		numbers, err := list.Numbers(ctx)
		return query.Numbers(numbers), err
	})
}

// resolve puts into each reference of a query the series that it can mean: those that
// records were given, wherever they are.
func resolve(shards []*shard, n query.Node) (query.Node, error) {
	return replaced(n, func(n query.Node) (query.Node, error) {
		r, ok := n.(query.Reference)
		if !ok {
			return n, nil
		}
		var err error
		r.Series, err = seriesOf(shards, r.Reference)
		return r, err
	})
}

// replaced is a query in which every part that has no parts itself is what by makes
// of it. The query given is not changed.
func replaced(n query.Node, by func(query.Node) (query.Node, error)) (query.Node, error) {
	switch n := n.(type) {
	case query.And:
		parts, err := allReplaced(n, by)
		return query.And(parts), err
	case query.Or:
		parts, err := allReplaced(n, by)
		return query.Or(parts), err
	case query.Readings:
		parts, err := allReplaced(n, by)
		return query.Readings(parts), err
	case query.Not:
		part, err := replaced(n.Part, by)
		return query.Not{Part: part}, err
	default:
		return by(n)
	}
}

func allReplaced(parts []query.Node, by func(query.Node) (query.Node, error)) ([]query.Node, error) {
	all := make([]query.Node, len(parts))
	for i, part := range parts {
		var err error
		if all[i], err = replaced(part, by); err != nil {
			return nil, err
		}
	}
	return all, nil
}
