package index

import (
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// Query is what to look for, as Parse reads it. The zero Query finds everything.
type Query struct {
	root  node   // nil is everything
	text  string // as it was typed
	words []typed
}

// typed is a word that a record may be found by.
type typed struct {
	folded   string
	from, to int // where it is in the query's text, in bytes, without quotation marks
}

// folds are the words, folded.
func (q Query) folds() []string {
	folds := make([]string, len(q.words))
	for i, w := range q.words {
		folds[i] = w.folded
	}
	return folds
}

// And is what both queries ask for. Advice on it is advice on q.
func (q Query) And(other Query) Query {
	switch {
	case q.root == nil:
		return other
	case other.root == nil:
		return q
	}
	return Query{root: and{q.root, other.root}, text: q.text, words: q.words}
}

// node is a part of a query. It is asked of one shard at a time.
type node interface {
	// candidates are all records that can match: quick to know, and never too few.
	// The set may be mapped and must not be changed.
	candidates(s *shard) (*roaring.Bitmap, error)
	// match are those of some candidates that do match, by how well.
	match(s *shard, candidates *roaring.Bitmap) (ranks, error)
}

// ranks are sets of records by their score, greatest first. No record is in two
// of them.
//
// The score of a word is where it stands: numberScore, subjectScore or
// textScore. One or two characters of a number say nothing about what is looked
// for and count as text. Scores of several words add up; conditions such as a
// year add nothing.
type ranks []rank

type rank struct {
	score int
	docs  *roaring.Bitmap
}

const (
	textScore    = 1
	subjectScore = 2
	numberScore  = 3
)

// all are the records of every rank.
func (r ranks) all() *roaring.Bitmap {
	all := roaring.New()
	for _, rank := range r {
		all.Or(rank.docs)
	}
	return all
}

// add puts records to those of the same score.
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

// every is a query without a condition.
type every struct{}

func (every) candidates(s *shard) (*roaring.Bitmap, error) { return s.live, nil }

func (every) match(_ *shard, candidates *roaring.Bitmap) (ranks, error) {
	return ranks{}.add(0, candidates), nil
}

// and is all of its parts.
type and []node

func (a and) candidates(s *shard) (*roaring.Bitmap, error) {
	sets, err := candidatesOf(s, a)
	if err != nil {
		return nil, err
	}
	return intersection(sets), nil
}

// match gives each part only what the ones before it have left.
func (a and) match(s *shard, candidates *roaring.Bitmap) (ranks, error) {
	found := ranks{}.add(0, candidates)
	for _, part := range a {
		of, err := part.match(s, candidates)
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

// or is any of its parts; a record that has several scores for each.
type or []node

func (o or) candidates(s *shard) (*roaring.Bitmap, error) {
	sets, err := candidatesOf(s, o)
	if err != nil {
		return nil, err
	}
	return roaring.FastOr(sets...), nil
}

func (o or) match(s *shard, candidates *roaring.Bitmap) (ranks, error) {
	var found ranks
	for _, part := range o {
		of, err := matchOf(part, s, candidates)
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

// not is whatever its part is not.
type not struct{ part node }

func (n not) candidates(s *shard) (*roaring.Bitmap, error) { return s.live, nil }

func (n not) match(s *shard, candidates *roaring.Bitmap) (ranks, error) {
	of, err := matchOf(n.part, s, candidates)
	if err != nil {
		return nil, err
	}
	return ranks{}.add(0, roaring.AndNot(candidates, of.all())), nil
}

// matchOf are those of any records that match.
func matchOf(n node, s *shard, among *roaring.Bitmap) (ranks, error) {
	candidates, err := n.candidates(s)
	if err != nil {
		return nil, err
	}
	among = roaring.And(candidates, among)
	if among.IsEmpty() {
		return nil, nil
	}
	return n.match(s, among)
}

func candidatesOf(s *shard, parts []node) ([]*roaring.Bitmap, error) {
	sets := make([]*roaring.Bitmap, len(parts))
	for i, part := range parts {
		set, err := part.candidates(s)
		if err != nil {
			return nil, err
		}
		sets[i] = set
	}
	return sets, nil
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

// oneOf are records that have a term of a field for which is holds.
type oneOf struct {
	field    string
	from, to string // only terms from one up to but not including another; empty is open
	is       func(term string) bool
}

func (o oneOf) candidates(s *shard) (*roaring.Bitmap, error) {
	docs := roaring.New()
	err := s.each(o.field, o.from, o.to, func(term string, with *roaring.Bitmap) bool {
		if o.is(term) {
			docs.Or(with)
		}
		return true
	})
	return docs, err
}

func (oneOf) match(_ *shard, candidates *roaring.Bitmap) (ranks, error) {
	return ranks{}.add(0, candidates), nil
}

// anyTerm accepts every term.
func anyTerm(string) bool { return true }

// containing accepts terms that contain the folded text, as written or as read.
func containing(text string) func(term string) bool {
	as := read(text)
	return func(term string) bool {
		term = folded(term)
		return strings.Contains(term, text) || as != text && strings.Contains(read(term), as)
	}
}
