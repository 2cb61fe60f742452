package engine

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"gongwen/index/reading"
)

// comparison is how many documents of a term are passed by, to see where it stands in
// them, in the time that a word takes to be compared with one text.
const comparison = 60

// together is how many documents are looked at together, which need not leave the
// processor's cache until all bigrams of the word have been.
const together = 512

// placed finds out by the places of its bigrams which of some candidates contain a
// folded word. Those of which the places do not tell are open.
func (s *shard) placed(ctx context.Context, word string, candidates *roaring.Bitmap) (found matches, open *roaring.Bitmap, err error) {
	found = newMatches(candidates)
	bigrams, worth, err := s.bigrams(word, candidates)
	if err != nil || !worth {
		return found, candidates, err
	}
	var some [together]uint32
	var may [together]begins // where the word may begin in each
	undecided := s.union()
	var at [numberScore + 1]*union
	for score := range at {
		at[score] = s.union()
	}
	all := candidates.ManyIterator()
	for n := all.NextMany(some[:]); n > 0; n = all.NextMany(some[:]) {
		if err := ctx.Err(); err != nil {
			return found, nil, err
		}
		docs := some[:n]
		for i := range docs {
			may[i] = anywhere
		}
		for i := range bigrams {
			if docs, err = bigrams[i].narrow(docs, may[:]); err != nil {
				return found, nil, err
			}
		}
		for i, doc := range docs {
			if may[i].found() {
				at[scoreIn(partAt(may[i].at.first()))].set(doc)
			} else {
				undecided.set(doc)
			}
		}
	}
	for score := range at {
		found.at[score] = at[score].docs()
	}
	return found, undecided.docs(), nil
}

// narrow leaves those documents, and where the word may begin in each, in which the
// bigram may stand in its place.
func (b *placedBigram) narrow(docs []uint32, may []begins) ([]uint32, error) {
	kept := 0
	for i, doc := range docs {
		if b.doc < uint64(doc) {
			if err := b.advance(uint64(doc)); err != nil {
				return nil, err
			}
		}
		if b.doc != uint64(doc) {
			continue // does not have the bigram
		}
		if left := may[i].narrow(b.places, b.at); left.possible() {
			docs[kept], may[kept] = doc, left
			kept++
		}
	}
	return docs[:kept], nil
}

// advance goes on to the first document, from one on, that has the bigram.
func (b *placedBigram) advance(to uint64) error {
	posting, err := b.postings.Advance(to)
	if err != nil || posting == nil {
		b.doc = math.MaxUint64
		return err
	}
	b.doc, b.places = posting.Number(), places(posting.Frequency())
	return nil
}

// placedBigram is a bigram of a word in a shard.
type placedBigram struct {
	at       int    // in the word, in runes
	count    uint64 // of the documents that have it
	postings segment.PostingsIterator
	doc      uint64 // that is looked at, and where the bigram stands there
	places   places
}

// bigrams are those that cover the word, the rarest first, and whether it is worth
// while to go by their places. A word of one rune has none.
func (s *shard) bigrams(word string, candidates *roaring.Bitmap) (all []placedBigram, worth bool, err error) {
	d, err := s.dictionary(inText)
	if err != nil {
		return nil, false, err
	}
	passed := uint64(0)
	reading.Bigrams(word, func(bigram string, at int) {
		list, failed := d.PostingsList([]byte(bigram), nil, nil)
		if failed != nil {
			err = failed
			return
		}
		b := placedBigram{at: at, count: list.Count(), postings: list.Iterator(true, false, false, nil)}
		err = errors.Join(err, b.advance(0))
		passed += b.count
		all = append(all, b)
	})
	slices.SortFunc(all, func(a, b placedBigram) int { return cmp.Compare(a.count, b.count) })
	return all, len(all) > 0 && passed < candidates.GetCardinality()*comparison, err
}
