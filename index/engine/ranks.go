package engine

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// ranks are sets of documents by their score, greatest first. No document is in two
// of them. What the scores mean, the package comment says.
type ranks []rank

type rank struct {
	score int
	docs  *roaring.Bitmap
}

const (
	unscored       = 0 // of conditions
	partScore      = 0
	textScore      = 1
	subjectScore   = 2
	numberScore    = 3
	citedScore     = 3
	referenceScore = 4
)

// unranked are documents that match, none better than another.
func unranked(docs *roaring.Bitmap) ranks { return ranks{}.add(unscored, docs) }

// all are the documents of every rank.
func (r ranks) all() *roaring.Bitmap {
	all := roaring.New()
	for _, rank := range r {
		all.Or(rank.docs)
	}
	return all
}

// lowered are the same with scores one less, where they are any.
func (r ranks) lowered() ranks {
	var all ranks
	for _, rank := range r {
		all = all.add(max(0, rank.score-1), rank.docs)
	}
	return all
}

// add puts documents to those of the same score.
func (r ranks) add(score int, docs *roaring.Bitmap) ranks {
	if docs.IsEmpty() {
		return r
	}
	at, found := slices.BinarySearchFunc(r, score, func(r rank, score int) int { return score - r.score })
	if !found {
		return slices.Insert(r, at, rank{score, docs})
	}
	r[at].docs = roaring.Or(r[at].docs, docs)
	return r
}
