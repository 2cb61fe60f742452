package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
)

// candidates are all documents of a shard that can match: quick to know, and never
// too few. The set may be mapped and must not be changed.
func (s *shard) candidates(n query.Node) (*roaring.Bitmap, error) {
	switch n := n.(type) {
	case query.And:
		sets, err := s.candidatesOf(n)
		if err != nil {
			return nil, err
		}
		return intersection(sets), nil
	case query.Or:
		sets, err := s.candidatesOf(n)
		if err != nil {
			return nil, err
		}
		return roaring.FastOr(sets...), nil
	case query.Readings:
		return s.candidates(query.Or(n))
	case query.Not:
		return s.live, nil
	case query.Word:
		return s.having(n, inText)
	case query.Reference:
		own, err := s.referred(n)
		if err != nil {
			return nil, err
		}
		citing, err := s.citing(n)
		if err != nil {
			return nil, err
		}
		return roaring.Or(own, citing), nil
	case query.Day:
		return s.writing(n, query.Written)
	case query.Money:
		return s.with(query.Amount, query.AmountTerm(n.Fen))
	case query.Term:
		return s.with(n.Field, n.Value)
	case query.Terms:
		return s.withAny(n)
	case query.Said:
		return s.canSay(n)
	case query.Numbers:
		return s.segment.DocNumbers(n)
	default:
		return nil, fmt.Errorf("query: %T is no node", n)
	}
}

func (s *shard) candidatesOf(parts []query.Node) ([]*roaring.Bitmap, error) {
	sets := make([]*roaring.Bitmap, len(parts))
	for i, part := range parts {
		set, err := s.candidates(part)
		if err != nil {
			return nil, err
		}
		sets[i] = set
	}
	return sets, nil
}

// match are those of some documents that match, by how well. A nil node is
// everything.
func (s *shard) match(ctx context.Context, n query.Node, among *roaring.Bitmap) (ranks, error) {
	if n == nil {
		return unranked(among), nil
	}
	candidates, err := s.candidates(n)
	if err != nil {
		return nil, err
	}
	among = roaring.And(candidates, among)
	if among.IsEmpty() {
		return nil, nil
	}
	return s.verify(ctx, n, among)
}

// verify are those of some candidates that do match, by how well.
func (s *shard) verify(ctx context.Context, n query.Node, candidates *roaring.Bitmap) (ranks, error) {
	switch n := n.(type) {
	case query.And:
		return s.all(ctx, n, candidates)
	case query.Or:
		return s.any(ctx, n, candidates)
	case query.Readings:
		return s.best(ctx, n, candidates)
	case query.Reference:
		return s.verifyReference(n, candidates)
	case query.Day:
		return s.verifyDay(n, candidates)
	case query.Money:
		return ranks{}.add(textScore, candidates), nil
	case query.Not:
		of, err := s.match(ctx, n.Part, candidates)
		if err != nil {
			return nil, err
		}
		return unranked(roaring.AndNot(candidates, of.all())), nil
	case query.Word:
		found, err := s.verifyWord(ctx, n, candidates)
		if n.Other {
			found = found.lowered()
		}
		return found, err
	case query.Said:
		return s.verifySaid(ctx, n, candidates)
	default: // candidates for a condition match it
		return unranked(candidates), nil
	}
}

// all are the documents that match every part. Each part gets only what the ones
// before it have left.
func (s *shard) all(ctx context.Context, parts []query.Node, candidates *roaring.Bitmap) (ranks, error) {
	found := unranked(candidates)
	for _, part := range parts {
		of, err := s.verify(ctx, part, candidates)
		if err != nil {
			return nil, err
		}
		var both ranks
		for _, x := range found {
			for _, y := range of {
				both = both.add(x.score+y.score, roaring.And(x.docs, y.docs))
			}
		}
		found, candidates = both, both.all()
	}
	return found, nil
}

// any are the documents that match some part. One that matches several has the
// score of each.
func (s *shard) any(ctx context.Context, parts []query.Node, candidates *roaring.Bitmap) (ranks, error) {
	var found ranks
	for _, part := range parts {
		of, err := s.match(ctx, part, candidates)
		if err != nil {
			return nil, err
		}
		had, has := found.all(), of.all()
		var either ranks
		for _, x := range found {
			either = either.add(x.score, roaring.AndNot(x.docs, has))
			for _, y := range of {
				either = either.add(x.score+y.score, roaring.And(x.docs, y.docs))
			}
		}
		for _, y := range of {
			either = either.add(y.score, roaring.AndNot(y.docs, had))
		}
		found = either
	}
	return found, nil
}

// best are the documents that match some part, each by the part that it matches best.
func (s *shard) best(ctx context.Context, parts []query.Node, candidates *roaring.Bitmap) (ranks, error) {
	var found ranks
	for _, part := range parts {
		of, err := s.match(ctx, part, candidates)
		if err != nil {
			return nil, err
		}
		for _, r := range of {
			found = found.add(r.score, r.docs)
		}
	}
	better := roaring.New()
	for i, r := range found {
		found[i].docs = roaring.AndNot(r.docs, better)
		better.Or(r.docs)
	}
	return found, nil
}

// intersection is in all of the sets, of which there must be one; the smallest
// are taken first.
func intersection(sets []*roaring.Bitmap) *roaring.Bitmap {
	slices.SortFunc(sets, func(a, b *roaring.Bitmap) int {
		return int(int64(a.GetCardinality()) - int64(b.GetCardinality()))
	})
	common := sets[0].Clone()
	for _, set := range sets[1:] {
		if common.IsEmpty() {
			break
		}
		common.And(set)
	}
	return common
}
