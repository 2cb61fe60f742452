package engine

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
	"gongwen/index/reading"
)

// nearMisses are words that some record has, and that come of the word by
// dropping, adding, changing or swapping one rune; the most frequent first.
func nearMisses(ctx context.Context, shards []*shard, folded string, access Access) ([]Count, error) {
	letters := []rune(folded)
	if len(letters) < 2 || len(letters) > 20 {
		return nil, nil
	}
	others, err := variants(ctx, shards, letters, access)
	if err != nil {
		return nil, err
	}
	names, err := similarNames(shards, letters)
	if err != nil {
		return nil, err
	}
	var near []Count
	tried := map[string]bool{folded: true}
	for _, other := range append(others, names...) {
		text := string(other)
		if tried[text] || len(other) < 2 {
			continue
		}
		tried[text] = true
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := hits(ctx, shards, query.NewWord(text, false), access)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			near = append(near, Count{text, n})
		}
	}
	slices.SortFunc(near, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Hits, a.Hits), cmp.Compare(a.Value, b.Value))
	})
	return near, nil
}

// variants are words one rune off, with only such runes put in as stand there often
// in what may be seen. No rune is put in at the beginning: it has none before it that
// it could follow.
func variants(ctx context.Context, shards []*shard, letters []rune, access Access) (others [][]rune, err error) {
	for i := range letters {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(letters) > 2 {
			others = append(others, slices.Delete(slices.Clone(letters), i, i+1))
		}
		if i == 0 {
			continue
		}
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
		behind := rune(0)
		if i+1 < len(letters) {
			behind = letters[i+1]
		}
		changed, err := between(shards, letters[i-1], behind, access)
		if err != nil {
			return nil, err
		}
		for _, r := range changed {
			others = append(others, slices.Concat(letters[:i], []rune{r}, letters[i+1:]))
		}
	}
	return others, nil
}

// similarNames are the names of persons, units and kinds that are one rune off,
// among them those that begin with another rune.
func similarNames(shards []*shard, letters []rune) (names [][]rune, err error) {
	for _, s := range shards {
		for _, field := range []query.Field{query.Person, query.Unit, query.Title} {
			err := s.terms(field, "", "", func(name string) bool {
				if n := utf8.RuneCountInString(name); n < len(letters)-1 || n > len(letters)+mostMarks {
					return true // there are as many titles as records
				}
				if other := []rune(reading.FoldLetters(name)); oneOff(letters, other) {
					names = append(names, other)
				}
				return true
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return names, nil
}

// mostMarks is how many blanks and marks a name is expected to have, besides the
// rune that it may have too many.
const mostMarks = 8

// mostRunes is how many runes are tried at a place.
const mostRunes = 20

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
			// Neither a mark nor a number, which is there as it is written, too.
			if rest := term[len(prefix):]; utf8.RuneCountInString(rest) == 1 && reading.FoldLetters(rest) != "" {
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
	return runes[:min(len(runes), mostRunes)], nil
}

// oneOff reports whether two words differ in one rune: changed, added or dropped.
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
