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
	known := s.cache.word(n.Key)
	if rest := roaring.AndNot(docs, known.compared); !rest.IsEmpty() {
		more, err := s.compareSaid(ctx, n, rest)
		if err != nil {
			return nil, err
		}
		known = known.and(more)
		s.cache.remember(n.Key, known, s.segment.Count())
	}
	return unranked(roaring.And(docs, known.at[textScore])), nil
}

// compareSaid looks at what the forms of documents say.
func (s *shard) compareSaid(ctx context.Context, n query.Said, docs *roaring.Bitmap) (matches, error) {
	m := newMatches(docs)
	parts, err := s.formParts(n.Places)
	if err != nil {
		return matches{}, err
	}
	for _, p := range parts {
		err := s.forms(ctx, roaring.And(docs, p.docs), func(doc uint32, text, stored []byte) {
			sayings(text, stored, p.wanted, func(said []byte) bool {
				if n.Is(string(said)) {
					m.at[textScore].Add(doc)
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

// forms shows the folded texts of documents and what is stored of their forms. Both are
// valid while show runs: they lie where the next document is unpacked, what is stored
// maybe where that of another search is.
func (s *shard) forms(ctx context.Context, of *roaring.Bitmap, show func(doc uint32, text, stored []byte)) error {
	var doc uint32
	var text, unpacked, stored []byte
	visitor := func(field string, _ byte, value []byte, _ []uint64) bool {
		switch field {
		case string(inText):
			text = value
		case string(inSaid):
			stored = value
		}
		if text == nil || stored == nil {
			return true
		}
		unpacked = reading.Unpack(unpacked[:0], text)
		show(doc, unpacked, stored)
		return false
	}
	for n, all := 0, of.Iterator(); all.HasNext(); n++ {
		if n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		doc, text, stored = all.Next(), nil, nil
		if err := s.segment.VisitStoredFields(uint64(doc), visitor); err != nil {
			return err
		}
	}
	return nil
}
