package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
)

// Advice helps on when a query finds nothing.
type Advice struct {
	// Words are the query's, with how many records have each for itself: all of
	// them something, and it is the combination that is not there.
	Words []Count
	// Instead are queries that find something, one character off the one asked
	// (您是不是要找).
	Instead []string
}

// instead is how many queries are offered.
const instead = 3

// Advise looks for what may have been meant by a query that finds nothing.
func (x *Index) Advise(ctx context.Context, q Query, access Access) (Advice, error) {
	var advice Advice
	err := x.use(ctx, func(opened *held) error {
		advice = Advice{}
		return eachShard(ctx, opened, func(ctx context.Context, shards []*shard) error {
			for _, w := range q.words {
				if err := ctx.Err(); err != nil {
					return err
				}
				n, err := hits(shards, w.folded, access)
				if err != nil {
					return err
				}
				advice.Words = append(advice.Words, Count{q.text[w.from:w.to], n})
				if n > 0 {
					continue
				}
				near, err := nearMisses(ctx, shards, w.folded, access)
				if err != nil {
					return err
				}
				for _, other := range near[:min(len(near), instead)] {
					advice.Instead = append(advice.Instead, q.text[:w.from]+other.Value+q.text[w.to:])
				}
			}
			return nil
		})
	})
	return advice, err
}

// hits is how many records have a word.
func hits(shards []*shard, folded string, access Access) (n int, err error) {
	for _, s := range shards {
		visible, err := access.visible(s)
		if err != nil {
			return 0, err
		}
		found, err := matchOf(newWord(folded, false), s, visible)
		if err != nil {
			return 0, err
		}
		n += int(found.all().GetCardinality())
	}
	return n, nil
}

// nearMisses are words that some record has, and that come of the word by
// dropping, adding, changing or swapping one rune; the most frequent first.
func nearMisses(ctx context.Context, shards []*shard, folded string, access Access) ([]Count, error) {
	letters := []rune(folded)
	if len(letters) < 2 || len(letters) > 20 {
		return nil, nil
	}
	tried := map[string]bool{folded: true}
	var near []Count
	try := func(other []rune) error {
		text := string(other)
		if tried[text] || len(other) < 2 {
			return nil
		}
		tried[text] = true
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := hits(shards, text, access)
		if n > 0 {
			near = append(near, Count{text, n})
		}
		return err
	}
	for i := range letters {
		var others [][]rune
		if len(letters) > 2 {
			others = append(others, slices.Delete(slices.Clone(letters), i, i+1))
		}
		if i > 0 {
			swapped := slices.Clone(letters)
			swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
			others = append(others, swapped)
			added, err := between(shards, letters[i-1], letters[i], access)
			if err != nil {
				return nil, err
			}
			for _, r := range added {
				others = append(others, slices.Insert(slices.Clone(letters), i, r))
			}
			changed, err := between(shards, letters[i-1], append(letters, 0)[i+1], access)
			if err != nil {
				return nil, err
			}
			for _, r := range changed {
				others = append(others, slices.Concat(letters[:i], []rune{r}, letters[i+1:]))
			}
		}
		for _, other := range others {
			if err := try(other); err != nil {
				return nil, err
			}
		}
	}
	// The first rune has none before it that it could follow; but a name is known.
	for _, s := range shards {
		var names [][]rune
		for _, field := range []string{isPerson, isUnit, isTitle} {
			err := s.terms(field, "", "", func(name string) bool {
				if n := utf8.RuneCountInString(name); n < len(letters)-1 || n > len(letters)+mostMarks {
					return true // there are as many titles as records
				}
				if other := []rune(foldedOf(name)); oneOff(letters, other) {
					names = append(names, other)
				}
				return true
			})
			if err != nil {
				return nil, err
			}
		}
		for _, name := range names {
			if err := try(name); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(near, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Hits, a.Hits), cmp.Compare(a.Value, b.Value))
	})
	return near, nil
}

// mostMarks is how many blanks and marks a name is expected to have, besides the
// rune it may have too many.
const mostMarks = 8

// foldedOf folds a value without its blanks and marks.
func foldedOf(name string) string {
	return strings.Map(func(r rune) rune {
		if breaks(r) {
			return -1
		}
		return r
	}, folded(name))
}

// follows is how many runes are tried at a place.
const follows = 20

// between are the runes that stand most often between two others, in what may be
// seen; behind may be 0, for any.
func between(shards []*shard, before, behind rune, access Access) ([]rune, error) {
	counts := map[rune]int{}
	for _, s := range shards {
		visible, err := access.visible(s)
		if err != nil {
			return nil, err
		}
		var found []Count
		prefix := string(before)
		err = s.each(inText, prefix, after(prefix), func(term string, docs *roaring.Bitmap) bool {
			if rest := term[len(prefix):]; rest != "" {
				found = append(found, Count{rest, int(docs.AndCardinality(visible))})
			}
			return true
		})
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			r, _ := utf8.DecodeRuneInString(c.Value)
			if behind != 0 {
				docs, err := s.with(inText, string([]rune{r, behind}))
				if err != nil {
					return nil, err
				}
				c.Hits = min(c.Hits, int(docs.AndCardinality(visible)))
			}
			if c.Hits > 0 {
				counts[r] += c.Hits
			}
		}
	}
	var runes []rune
	for r := range counts {
		runes = append(runes, r)
	}
	slices.SortFunc(runes, func(a, b rune) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return runes[:min(len(runes), follows)], nil
}

// oneOff tells whether two words differ in one rune: changed, added or dropped.
func oneOff(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	same := 0
	for same < len(a) && a[same] == b[same] {
		same++
	}
	if len(a) == len(b) {
		return same < len(a) && slices.Equal(a[same+1:], b[same+1:])
	}
	return slices.Equal(a[same:], b[same+1:])
}
