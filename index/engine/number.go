package engine

import (
	"context"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
	"gongwen/index/reading"
)

// havingByValue are the documents that have all that the word says by value, however
// its numbers are written, and those in which one is written in another way: of these
// some can contain it by value that do not as written. Where the word is one number,
// with one rune at most (reading.IsNumberTerm), they do contain it by value.
func (s *shard) havingByValue(field query.Field, word string) (anyhow, otherwise *roaring.Bitmap, err error) {
	key := string(field) + reading.Boundary + word
	if known, ok := s.byValue[key]; ok { // candidates are looked for first, and told apart then
		return known.anyhow, known.otherwise, nil
	}
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
	s.byValue[key] = byValue{anyhow, otherwise}
	return anyhow, otherwise, nil
}

// byValue is what havingByValue has found out.
type byValue struct{ anyhow, otherwise *roaring.Bitmap }

// havingNumber are the documents that have a number of a word with its neighbours,
// and those in which it is written in another way.
func (s *shard) havingNumber(field query.Field, n reading.Number) (anyhow, otherwise *roaring.Bitmap, err error) {
	for _, prefix := range n.Terms {
		typed, other := s.union(), s.union()
		err := s.each(field, prefix, after(prefix), func(term string, docs *roaring.Bitmap) bool {
			if n.SpeltAsTyped(term) {
				typed.add(docs)
			} else {
				other.add(docs)
			}
			return true
		})
		if err != nil {
			return nil, nil, err
		}
		all := roaring.Or(typed.docs(), other.docs())
		if anyhow == nil {
			anyhow, otherwise = all, other.docs()
			continue
		}
		anyhow.And(all)
		otherwise.And(other.docs())
	}
	return anyhow, otherwise, nil
}

// scoreNumber scores a word that is a number (query.Word.IsNumber) in the documents that
// have it as written, and in more that have it in another spelling. Tens of thousands can
// have one, so they are not read: its terms tell in which it stands whole, and in which
// subjects. In the others it is a piece of another number.
func (s *shard) scoreNumber(ctx context.Context, w query.Word, whole, more *roaring.Bitmap, m matches) error {
	maybeOwn := roaring.Or(m.at[numberScore], more)
	written := m.all()
	for _, docs := range m.at {
		docs.Clear()
	}
	m.at[partScore].Or(roaring.AndNot(written, whole))
	found := roaring.And(written, whole)
	found.Or(more)
	maybeOwn.And(found)
	err := documents(ctx, maybeOwn, func(doc uint32) error {
		number, err := s.number(doc)
		if err == nil && strings.Contains(reading.ByValue(reading.Fold(number)), w.ByValue) {
			m.at[numberScore].Add(doc)
		}
		return err
	})
	if err != nil {
		return err
	}
	subject, _, err := s.havingByValue(inSubject, w.Text)
	if err != nil {
		return err
	}
	found.AndNot(m.at[numberScore])
	m.at[subjectScore].Or(roaring.And(found, subject))
	m.at[textScore].Or(roaring.AndNot(found, subject))
	return nil
}
