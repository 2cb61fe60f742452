package engine

import (
	"context"
	"runtime"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"

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
	otherwise, err := s.havingOtherwise(field, w.Text)
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

// havingOtherwise are the documents that have all that the word says by value, one of
// its numbers written in another way: those that can contain it by value where they
// do not as written.
func (s *shard) havingOtherwise(field query.Field, word string) (*roaring.Bitmap, error) {
	_, otherwise, err := s.havingByValue(field, word)
	return otherwise, err
}

// havingByValue are the documents that have all that the word says by value, however
// its numbers are written, and those in which one is written in another way. Where the
// word is a term or a number they do contain it by value.
func (s *shard) havingByValue(field query.Field, word string) (anyhow, otherwise *roaring.Bitmap, err error) {
	numbers, bigrams := reading.WordNumbers(word)
	anyhow, otherwise = s.live, roaring.New()
	for _, n := range numbers {
		all, other, err := s.havingNumber(field, n)
		if err != nil {
			return nil, nil, err
		}
		anyhow = roaring.And(anyhow, all)
		otherwise.Or(other)
	}
	if len(bigrams) > 0 && !anyhow.IsEmpty() {
		between, err := s.withAll(field, bigrams)
		if err != nil {
			return nil, nil, err
		}
		anyhow = roaring.And(anyhow, between)
	}
	otherwise.And(anyhow)
	return anyhow, otherwise, nil
}

// havingNumber are the documents that have a number of a word with its neighbours,
// and those in which it is written in another way.
func (s *shard) havingNumber(field query.Field, n reading.Number) (anyhow, otherwise *roaring.Bitmap, err error) {
	for _, prefix := range n.Terms {
		all, other := roaring.New(), roaring.New()
		err := s.each(field, prefix, after(prefix), func(term string, docs *roaring.Bitmap) bool {
			all.Or(docs)
			if !n.SpeltAsTyped(term) {
				other.Or(docs)
			}
			return true
		})
		if err != nil {
			return nil, nil, err
		}
		if anyhow == nil {
			anyhow, otherwise = all, other
			continue
		}
		anyhow.And(all)
		otherwise.And(other)
	}
	return anyhow, otherwise, nil
}

// verifyWord are those of the documents whose text does contain the word, by the
// part it stands in.
func (s *shard) verifyWord(ctx context.Context, w query.Word, docs *roaring.Bitmap) (ranks, error) {
	if !w.InNumber && reading.IsTerm(w.Text) {
		inSubject, err := s.having(w, inSubject)
		if err != nil {
			return nil, err
		}
		return ranks{}.add(subjectScore, roaring.And(docs, inSubject)).add(textScore, roaring.AndNot(docs, inSubject)), nil
	}
	known := s.cache.word(w.Text)
	if rest := roaring.AndNot(docs, known.compared); !rest.IsEmpty() {
		more, err := s.compareAll(ctx, w, rest)
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

// share is how many documents of a shard are worth a processor of their own.
const share = 20000

// compareAll is compare on all processors, where there is enough to do. A shard can have
// nearly all documents of an index.
func (s *shard) compareAll(ctx context.Context, w query.Word, docs *roaring.Bitmap) (matches, error) {
	n := int(docs.GetCardinality())
	shares := min(runtime.GOMAXPROCS(0), n/share)
	if shares < 2 {
		return s.compare(ctx, w, docs)
	}
	all, each := docs.ToArray(), (n+shares-1)/shares
	found := make([]matches, 0, shares)
	group, ctx := errgroup.WithContext(ctx)
	for some := range slices.Chunk(all, each) {
		found = append(found, matches{})
		own := &found[len(found)-1]
		group.Go(careful(func() (err error) {
			*own, err = s.again().compare(ctx, w, roaring.BitmapOf(some...))
			return err
		}))
	}
	if err := group.Wait(); err != nil {
		return matches{}, err
	}
	m := found[0]
	for _, more := range found[1:] {
		m = m.and(more)
	}
	return m, nil
}

// compare finds out which of some documents contain the word: by the places of its
// bigrams where there are many, else by their texts.
func (s *shard) compare(ctx context.Context, w query.Word, docs *roaring.Bitmap) (matches, error) {
	written, byValue := docs, roaring.New()
	if w.ByValue != "" { // only then can a candidate be one in one reading and not in the other
		var err error
		if written, err = s.havingWritten(inText, w.Text); err != nil {
			return matches{}, err
		}
		written = roaring.And(docs, written)
		if byValue, err = s.havingOtherwise(inText, w.Text); err != nil {
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
	if reading.OnlyNumber(w.Text) != "" {
		if err := s.withNumber(w, byValue, m); err != nil {
			return matches{}, err
		}
		byValue.Clear()
	}
	var needle *reading.Needle // of the first text on
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

// withNumber adds documents that have the number that is all there is to a word: they
// need not be read, but for where they have it.
func (s *shard) withNumber(w query.Word, docs *roaring.Bitmap, m matches) error {
	inSubject, err := s.havingOtherwise(inSubject, w.Text)
	if err != nil {
		return err
	}
	for all := docs.Iterator(); all.HasNext(); {
		doc := all.Next()
		number, err := s.number(doc)
		switch {
		case err != nil:
			return err
		case strings.Contains(reading.ByValue(reading.Fold(number)), w.ByValue):
			m.better(doc, numberScore)
		case inSubject.Contains(doc):
			m.better(doc, subjectScore)
		default:
			m.better(doc, textScore)
		}
	}
	return nil
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
