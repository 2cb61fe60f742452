package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
	"gongwen/index/reading"
)

// formPart are the documents of a shard whose forms have the same fields.
type formPart struct {
	docs   *roaring.Bitmap
	wanted []bool // by the place of a path, whether it is asked for
}

// formParts are those that have one of the places.
func (s *shard) formParts(places []query.Place) (parts []formPart, err error) {
	err = s.each(inForm, "", "", func(term string, docs *roaring.Bitmap) bool {
		paths := strings.Split(term, reading.Boundary)
		kind, paths := paths[0], paths[1:]
		wanted := make([]bool, len(paths))
		for _, p := range places {
			if i := slices.Index(paths, p.Path); i >= 0 && (p.Kind == kind || p.Kind == "") {
				wanted[i] = true
			}
		}
		if slices.Contains(wanted, true) {
			parts = append(parts, formPart{docs.Clone(), wanted})
		}
		return true
	})
	return parts, err
}

// canSay are the documents that can have what is asked for in a field.
func (s *shard) canSay(n query.Said) (*roaring.Bitmap, error) {
	parts, err := s.formParts(n.Places)
	if err != nil {
		return nil, err
	}
	docs := roaring.New()
	for _, p := range parts {
		docs.Or(p.docs)
	}
	if n.Word == nil || docs.IsEmpty() {
		return docs, nil
	}
	if !slices.ContainsFunc(n.Places, func(p query.Place) bool { return p.Path != query.SubjectPath }) {
		having, err := s.having(*n.Word, inSubject)
		if err != nil {
			return nil, err
		}
		docs.And(having)
		return docs, nil
	}
	inText, err := s.having(*n.Word, inText)
	if err != nil {
		return nil, err
	}
	beside, err := s.having(*n.Word, inSaid)
	if err != nil {
		return nil, err
	}
	docs.And(roaring.Or(inText, beside))
	return docs, nil
}

// verifySaid are those of the documents that do have it.
func (s *shard) verifySaid(ctx context.Context, n query.Said, docs *roaring.Bitmap) (ranks, error) {
	return s.compared(ctx, n.Key, docs, func(ctx context.Context, s *shard, docs *roaring.Bitmap) (matches, error) {
		return s.compareSaid(ctx, n, docs)
	})
}

// compareSaid looks at what the forms of documents say.
func (s *shard) compareSaid(ctx context.Context, n query.Said, docs *roaring.Bitmap) (matches, error) {
	m := newMatches(docs)
	parts, err := s.formParts(n.Places)
	if err != nil {
		return matches{}, err
	}
	var text []byte
	for _, p := range parts {
		err := s.stored(ctx, roaring.And(docs, p.docs), []query.Field{inText, inSaid}, func(doc uint32, values [][]byte) {
			text = reading.Unpack(text[:0], values[0])
			sayings(text, values[1], p.wanted, func(said []byte) bool {
				if n.Is(string(said)) {
					m.at[unscored].Add(doc)
					return false
				}
				return true
			})
		})
		if err != nil {
			return matches{}, err
		}
	}
	return m, nil
}
