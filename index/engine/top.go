package engine

import (
	"errors"
	"slices"
	"sort"

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
	if t.sort == ByNumber {
		return t.takeNumbers(s, found.all())
	}
	if t.sort == ByNewest || t.sort == ByOldest {
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

// takeNumbers adds the first hits by number.
func (t *top) takeNumbers(s *shard, hits *roaring.Bitmap) error {
	dates, err := s.dates()
	if err != nil {
		return err
	}
	byNumber, err := s.byNumber()
	if err != nil {
		return err
	}
	from := 0
	if t.after != nil {
		from = sort.Search(len(byNumber), func(i int) bool {
			number, failed := s.number(byNumber[i])
			err = errors.Join(err, failed)
			return compareNumbers(number, t.after.Number) > 0
		})
	}
	for i, taken := from, 0; err == nil && i < len(byNumber) && taken < t.limit; i++ {
		if doc := byNumber[i]; hits.Contains(doc) {
			h := Hit{Date: dates.of(doc)}
			h.Number, err = s.number(doc)
			t.add(h)
			taken++
		}
	}
	return err
}

// takeRank adds the hits of a rank and tells how many were behind after.
func (t *top) takeRank(s *shard, r rank) (taken int, err error) {
	dates, err := s.dates()
	if err != nil {
		return 0, err
	}
	docs := r.docs.ToArray()
	from, to := t.room(dates, docs, r.score)
	for _, doc := range docs {
		if day := dates.places[doc]; day < from || day >= to {
			taken++
			continue
		}
		h := Hit{Score: r.score, Date: dates.of(doc)}
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

// room is the days, from one to before another, of which there may be room for hits of
// the score, when these are some more. Most are out of them, so that their numbers are
// not read.
func (t *top) room(d *dates, docs []uint32, score int) (from, to int32) {
	from, to = 0, int32(len(d.days))
	count := make([]int32, len(d.days)) // of hits by day
	for _, doc := range docs {
		count[d.places[doc]]++
	}
	if t.after != nil && (t.sort != ByRelevance || score == t.after.Score) {
		// Those before after take no room, and which of its own day do is not known yet.
		if t.sort == ByOldest {
			clear(count[:d.from(t.after.Date+"\x00")])
		} else {
			clear(count[d.from(t.after.Date):])
		}
	} else if t.after != nil && score > t.after.Score {
		return from, to
	}
	left := int32(t.limit)
	if t.sort == ByOldest {
		for day, n := range count {
			if left -= n; left <= 0 {
				return from, int32(day) + 1
			}
		}
		return from, to
	}
	for day, n := range slices.Backward(count) {
		if left -= n; left <= 0 {
			return int32(day), to
		}
	}
	return from, to
}
