package engine

import (
	"cmp"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"gongwen/index/reading"
)

// comparison is how many documents of a term are passed by, to see where it stands in
// them, in the time that a word takes to be compared with one text.
const comparison = 60

// placed finds out by the places of its bigrams which of some candidates contain a
// folded word. Those of which the places do not tell are open.
func (s *shard) placed(ctx context.Context, word string, candidates *roaring.Bitmap) (found matches, open *roaring.Bitmap, err error) {
	found = newMatches(candidates)
	bigrams, worth, err := s.bigrams(word, candidates)
	if err != nil || !worth {
		return found, candidates, err
	}
	docs := candidates.ToArray()
	begins := make([]places, len(docs)) // where the word can begin
	isOpen := make([]bool, len(docs))
	for _, b := range bigrams {
		if err := ctx.Err(); err != nil {
			return found, nil, err
		}
		postings := b.list.Iterator(true, false, false, nil)
		var posting segment.Posting
		kept := 0
		for i, doc := range docs {
			if posting == nil || posting.Number() < uint64(doc) {
				if posting, err = postings.Advance(uint64(doc)); err != nil {
					return found, nil, err
				}
			}
			if posting == nil {
				break
			}
			if posting.Number() != uint64(doc) {
				continue // does not have the bigram
			}
			at, undecided := begins[i], isOpen[i]
			if here := places(posting.Frequency()); !here.known() {
				undecided = true
			} else if here = here.before(b.at); at != 0 {
				if at = at.and(here); at == 0 {
					continue
				}
			} else if at = here; at == 0 {
				continue
			}
			docs[kept], begins[kept], isOpen[kept] = doc, at, undecided
			kept++
		}
		docs, begins, isOpen = docs[:kept], begins[:kept], isOpen[:kept]
	}
	var undecided []uint32
	var at [numberScore + 1][]uint32
	for i, doc := range docs {
		if isOpen[i] {
			undecided = append(undecided, doc)
			continue
		}
		score := scoreIn(partAt(begins[i].first()))
		at[score] = append(at[score], doc)
	}
	for score, docs := range at {
		found.at[score].AddMany(docs)
	}
	return found, roaring.BitmapOf(undecided...), nil
}

// placedBigram is a bigram of a word in a shard.
type placedBigram struct {
	at   int // in the word, in runes
	list segment.PostingsList
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
		passed += list.Count()
		all = append(all, placedBigram{at, list})
	})
	slices.SortFunc(all, func(a, b placedBigram) int { return cmp.Compare(a.list.Count(), b.list.Count()) })
	return all, len(all) > 0 && passed < candidates.GetCardinality()*comparison, err
}
