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
	docs, err := s.havingWritten(field, w.Text)
	if err != nil || w.ByValue == "" {
		return docs, err
	}
	_, otherwise, err := s.havingByValue(field, w.Text)
	if err != nil {
		return nil, err
	}
	return roaring.Or(docs, otherwise), nil
}

// havingWritten are the documents that have every bigram of the word in the field.
func (s *shard) havingWritten(field query.Field, word string) (*roaring.Bitmap, error) {
	bigrams, alone := reading.WordTerms(word)
	if alone != "" {
		return s.beginning(field, alone)
	}
	return s.withAll(field, bigrams)
}

// withAll are the documents that have all of some terms, of which there is one.
func (s *shard) withAll(field query.Field, terms []string) (*roaring.Bitmap, error) {
	var sets []*roaring.Bitmap
	for _, term := range terms {
		docs, err := s.with(field, term)
		if err != nil || docs.IsEmpty() {
			return roaring.New(), err
		}
		sets = append(sets, docs)
	}
	return intersection(sets), nil
}

// verifyWord are those of the documents whose text does contain the word, by the
// part it stands in.
func (s *shard) verifyWord(ctx context.Context, w query.Word, docs *roaring.Bitmap) (ranks, error) {
	if !w.InNumber && reading.IsTerm(w.Text) {
		return s.verifyTerm(w, docs)
	}
	key, compare := w.Text, (*shard).compare
	if w.InNumber {
		key, compare = reading.Boundary+w.Text, (*shard).compareNumber
	}
	return s.compared(ctx, key, docs, func(ctx context.Context, s *shard, docs *roaring.Bitmap) (matches, error) {
		return compare(s, ctx, w, docs)
	})
}

// verifyTerm is verifyWord of a word that is a term: the documents do have it.
func (s *shard) verifyTerm(w query.Word, docs *roaring.Bitmap) (ranks, error) {
	if w.ByValue != "" {
		whole, _, err := s.havingByValue(inText, w.Text)
		if err != nil {
			return nil, err
		}
		subject, _, err := s.havingByValue(inSubject, w.Text)
		if err != nil {
			return nil, err
		}
		whole = roaring.And(docs, whole)
		return ranks{}.add(subjectScore, roaring.And(whole, subject)).add(textScore, roaring.AndNot(whole, subject)).
			add(partScore, roaring.AndNot(docs, whole)), nil
	}
	subject, err := s.havingWritten(inSubject, w.Text)
	if err != nil {
		return nil, err
	}
	return ranks{}.add(subjectScore, roaring.And(docs, subject)).add(textScore, roaring.AndNot(docs, subject)), nil
}

// compareNumber compares the word, which is a condition, with the numbers of documents.
func (s *shard) compareNumber(ctx context.Context, w query.Word, docs *roaring.Bitmap) (matches, error) {
	m := newMatches(docs)
	err := documents(ctx, docs, func(doc uint32) error {
		number, err := s.number(doc)
		if err == nil && w.In(reading.Fold(number)) {
			m.at[unscored].Add(doc)
		}
		return err
	})
	return m, err
}

// compare finds out which of some documents contain the word: by the places of its
// bigrams where there are many, else by their texts.
func (s *shard) compare(ctx context.Context, w query.Word, docs *roaring.Bitmap) (matches, error) {
	written := docs
	if w.ByValue != "" { // only then can a candidate be one in one reading and not in the other
		having, err := s.havingWritten(inText, w.Text)
		if err != nil {
			return matches{}, err
		}
		written = roaring.And(docs, having)
	}
	m, open, err := s.placed(ctx, w.Text, written)
	if err != nil {
		return matches{}, err
	}
	m.compared = docs
	var needle *reading.Needle // of the first text on
	err = s.texts(ctx, open, func(doc uint32, text []byte) {
		if needle == nil {
			needle = reading.NewNeedle(reading.Pack(w.Text), text)
		}
		if part := needle.PackedPart(text); part >= 0 {
			m.at[scoreIn(part)].Add(doc)
		}
	})
	if err != nil || w.ByValue == "" {
		return m, err
	}
	return m, s.compareByValue(ctx, w, docs, m)
}

// compareByValue finds out which of some documents contain the word by value, when it
// is known which do as written.
func (s *shard) compareByValue(ctx context.Context, w query.Word, docs *roaring.Bitmap, m matches) error {
	anyhow, otherwise, err := s.havingByValue(inText, w.Text)
	if err != nil {
		return err
	}
	otherwise = roaring.And(docs, otherwise)
	switch {
	case !w.IsNumber():
		otherwise.AndNot(m.at[numberScore]) // which nothing can better
	case reading.IsNumberTerm(w.Text):
		return s.scoreNumber(ctx, w, anyhow, otherwise, m)
	default:
		if both := roaring.And(m.all(), anyhow); both.GetCardinality() <= max(fewToRead, s.segment.Count()/manyToRead) {
			otherwise.Or(both)
		}
		if err := s.scoreNumber(ctx, w, roaring.AndNot(anyhow, otherwise), roaring.New(), m); err != nil {
			return err
		}
	}
	var passage *reading.Passage // of the first text on
	var unpacked []byte
	return s.texts(ctx, otherwise, func(doc uint32, text []byte) {
		unpacked = reading.Unpack(unpacked[:0], text)
		if passage == nil {
			passage = reading.NewPassage(w.ByValue, unpacked)
		}
		if part := passage.Part(unpacked); part >= 0 {
			m.better(doc, scoreIn(part))
		}
	})
}

// A word that is a number with two runes behind it, such as 3号楼, is whole in a document
// that has 3号 and 号楼 and the word as written, unless that is a piece of 33号楼. Of
// these documents, so many are read at once to tell; of a word that more have, all are
// taken to have it whole.
const (
	fewToRead  = 1000 // documents
	manyToRead = 100  // or one in so many
)

// scoreIn is the score of a word that stands in a part of a document.
func scoreIn(part int) int {
	switch part {
	case 0:
		return numberScore
	case 1:
		return subjectScore
	default:
		return textScore
	}
}
