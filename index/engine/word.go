package engine

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
	"gongwen/index/reading"
)

// having are the documents that can have the word in a field. Where the word is a
// term they do have it.
func (s *shard) having(w query.Word, field query.Field) (*roaring.Bitmap, error) {
	docs, err := s.withTerms(field, w.Text)
	if err != nil || w.ByValue == "" {
		return docs, err
	}
	byValue, err := s.withTerms(field, w.ByValue)
	if err != nil {
		return nil, err
	}
	return roaring.Or(docs, byValue), nil
}

// withTerms are the documents that have every term of the word in the field.
func (s *shard) withTerms(field query.Field, word string) (*roaring.Bitmap, error) {
	terms, alone := reading.WordTerms(word)
	var sets []*roaring.Bitmap
	for _, term := range terms {
		docs, err := s.with(field, term)
		if err != nil || docs.IsEmpty() {
			return roaring.New(), err
		}
		sets = append(sets, docs)
	}
	switch {
	case len(sets) > 0:
		return intersection(sets), nil
	case alone != "": // there are many such terms, so only when there is nothing else
		return s.beginning(field, alone)
	default: // nothing but marks
		return s.live, nil
	}
}

// verifyWord are those of the documents whose text does contain the word, by the
// part it stands in.
func (s *shard) verifyWord(ctx context.Context, w query.Word, docs *roaring.Bitmap) (ranks, error) {
	if !w.InNumber && reading.IsTerm(w.Text, w.ByValue) {
		inSubject, err := s.having(w, inSubject)
		if err != nil {
			return nil, err
		}
		return ranks{}.add(subjectScore, roaring.And(docs, inSubject)).add(textScore, roaring.AndNot(docs, inSubject)), nil
	}
	known := s.cache.word(w.Text)
	if rest := roaring.AndNot(docs, known.compared); !rest.IsEmpty() {
		more, err := s.compare(ctx, w, rest)
		if err != nil {
			return nil, err
		}
		known = known.and(more)
		s.cache.remember(w.Text, known, s.segment.Count())
	}
	if w.InNumber {
		return unranked(roaring.And(docs, known.at[numberScore])), nil
	}
	var found ranks
	for score := textScore; score <= numberScore; score++ {
		found = found.add(score, roaring.And(docs, known.at[score]))
	}
	return found, nil
}

// compare finds out which of some documents contain the word: by the places of its
// bigrams where there are many, else by their texts.
func (s *shard) compare(ctx context.Context, w query.Word, docs *roaring.Bitmap) (matches, error) {
	written, byValue := docs, roaring.New()
	if w.ByValue != "" { // only then can a candidate be one in one reading and not in the other
		var err error
		if written, err = s.withTerms(inText, w.Text); err != nil {
			return matches{}, err
		}
		written = roaring.And(docs, written)
		if byValue, err = s.withTerms(inText, w.ByValue); err != nil {
			return matches{}, err
		}
	}
	m, open, err := s.placed(ctx, w.Text, written)
	if err != nil {
		return matches{}, err
	}
	m.compared = docs
	byValue = roaring.And(docs, byValue)
	byValue.AndNot(m.at[numberScore]) // which nothing can better
	var needle *reading.Needle        // of the first text on
	var passage *reading.Passage
	var unpacked []byte
	err = s.texts(ctx, roaring.Or(open, byValue), func(doc uint32, text []byte) {
		if needle == nil {
			needle = reading.NewNeedle(reading.Pack(w.Text), text)
		}
		score := 0
		if open.Contains(doc) {
			score = scoreIn(needle.PackedPart(text))
		}
		if score < numberScore && byValue.Contains(doc) {
			unpacked = reading.Unpack(unpacked[:0], text)
			if passage == nil {
				passage = reading.NewPassage(w.ByValue, unpacked)
			}
			score = max(score, scoreIn(passage.Part(unpacked)))
		}
		if score > 0 {
			m.better(doc, score)
		}
	})
	return m, err
}

// scoreIn is the score of a word that stands in a part of a document; -1 is none.
func scoreIn(part int) int {
	switch part {
	case -1:
		return 0
	case 0:
		return numberScore
	case 1:
		return subjectScore
	default:
		return textScore
	}
}
