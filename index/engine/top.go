package engine

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// top collects the first hits in an order.
type top struct {
	sort  Sort
	limit int
	after *Hit // only hits behind it
	worst *Hit // only hits before it
	hits  []Hit
}

func newTop(s Sort, limit int, after *Hit) *top { return &top{sort: s, limit: limit, after: after} }

// wants reports whether a hit comes behind after and not behind all there is room
// for.
func (t *top) wants(h Hit) (behind, wanted bool) {
	behind = t.after == nil || t.sort.compare(h, *t.after) > 0
	return behind, behind && (t.worst == nil || t.sort.compare(h, *t.worst) < 0)
}

func (t *top) add(h Hit) {
	if _, wanted := t.wants(h); !wanted {
		return
	}
	t.hits = append(t.hits, h)
	if len(t.hits) >= 2*t.limit {
		t.cut()
	}
}

// cut sorts what there is and drops what is behind the limit.
func (t *top) cut() {
	slices.SortFunc(t.hits, t.sort.compare)
	if len(t.hits) >= t.limit {
		t.hits = t.hits[:t.limit]
		worst := t.hits[t.limit-1]
		t.worst = &worst
	}
}

func (t *top) merge(other *top) {
	for _, h := range other.hits {
		t.add(h)
	}
}

func (t *top) sorted() []Hit {
	t.cut()
	return t.hits
}

// take adds the hits of a shard, and spares itself those that are behind the
// limit anyway.
func (t *top) take(s *shard, found ranks) error {
	if t.sort == ByNewest || t.sort == ByOldest || t.sort == ByNumber {
		found = unranked(found.all()) // which of them is better does not count here
	}
	taken := 0
	for _, rank := range found {
		if taken >= t.limit {
			break
		}
		n, err := t.takeRank(s, rank)
		if err != nil {
			return err
		}
		taken += n
	}
	return nil
}

// takeRank adds the hits of a rank and tells how many were behind after.
func (t *top) takeRank(s *shard, r rank) (taken int, err error) {
	dates, err := s.dates()
	if err != nil {
		return 0, err
	}
	// The newest come last in a segment, more or less. Those that are wanted first
	// leave no room for the others.
	docs := roaring.IntIterable(r.docs.ReverseIterator())
	if t.sort == ByOldest {
		docs = r.docs.Iterator()
	}
	for docs.HasNext() {
		doc := docs.Next()
		h := Hit{Score: r.score, Date: dates.of(doc)}
		if t.tooLate(h) {
			taken++
			continue
		}
		if h.Number, err = s.number(doc); err != nil {
			return 0, err
		}
		behind, wanted := t.wants(h)
		if behind {
			taken++
		}
		if wanted {
			t.add(h)
		}
	}
	return taken, nil
}

// tooLate reports whether there is no room for a hit, by its day alone. Most hits need
// no more than that, so that their numbers are not read.
func (t *top) tooLate(h Hit) bool {
	switch {
	case t.worst == nil || t.sort == ByNumber:
		return false
	case t.sort == ByOldest:
		return h.Date > t.worst.Date
	case t.sort == ByNewest:
		return h.Date < t.worst.Date
	default:
		return h.Score == t.worst.Score && h.Date < t.worst.Date
	}
}
