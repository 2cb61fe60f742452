package index

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// Sort is the order of hits. Whatever it is, it is the same for the same
// records, so that a page follows the one before.
type Sort string

const (
	ByRelevance Sort = "relevance" // the best first, then the newest, then by number
	ByNewest    Sort = "newest"    // then by number
	ByOldest    Sort = "oldest"    // then by number
	ByNumber    Sort = "number"    // 2号 before 10号
)

// Sorts are all of them; the zero Sort is the first.
var Sorts = []Sort{ByRelevance, ByNewest, ByOldest, ByNumber}

// compare orders hits.
func (s Sort) compare(a, b Hit) int {
	var by int
	switch s {
	case ByNumber:
	case ByOldest:
		by = cmp.Compare(a.Date, b.Date)
	case ByNewest:
		by = cmp.Compare(b.Date, a.Date)
	default:
		by = cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Date, a.Date))
	}
	return cmp.Or(by, compareNumbers(a.Number, b.Number))
}

// compareNumbers orders numbers of records as people do, figures by their value:
// 龙政〔2026〕9号, 龙政〔2026〕10号.
func compareNumbers(a, b string) int {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		if x, y := figuresAt(a[i:]), figuresAt(b[j:]); x != "" && y != "" {
			i, j = i+len(x), j+len(y)
			x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
			if by := cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)); by != 0 {
				return by
			}
			continue
		}
		if by := cmp.Compare(a[i], b[j]); by != 0 {
			return by
		}
		i, j = i+1, j+1
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// figuresAt are the figures a text begins with.
func figuresAt(text string) string {
	n := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return text[:n]
}

// ErrCursor is the error for a Request.After that no search with this Sort gave.
var ErrCursor = errors.New("接续位置不对，请从第一页重新检索")

// cursor names the place behind a hit. New records do not move it.
func cursor(h Hit, s Sort) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s %d %s %s", s, h.Score, h.Date, h.Number))
}

func parseCursor(text string, s Sort) (*Hit, error) {
	if text == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, ErrCursor
	}
	parts := strings.SplitN(string(raw), " ", 4)
	if len(parts) != 4 || parts[0] != string(s) {
		return nil, ErrCursor
	}
	h := Hit{Date: parts[2], Number: parts[3]}
	if _, err := fmt.Sscan(parts[1], &h.Score); err != nil {
		return nil, ErrCursor
	}
	return &h, nil
}

// best collects the first hits in an order.
type best struct {
	sort  Sort
	limit int
	after *Hit // only hits behind it
	worst *Hit // only hits before it
	hits  []Hit
}

func newBest(s Sort, limit int, after *Hit) *best { return &best{sort: s, limit: limit, after: after} }

// wants tells whether a hit comes behind after and not behind all there is room
// for.
func (b *best) wants(h Hit) (behind, wanted bool) {
	behind = b.after == nil || b.sort.compare(h, *b.after) > 0
	return behind, behind && (b.worst == nil || b.sort.compare(h, *b.worst) < 0)
}

func (b *best) add(h Hit) {
	if _, wanted := b.wants(h); !wanted {
		return
	}
	b.hits = append(b.hits, h)
	if len(b.hits) >= 2*b.limit {
		b.cut()
	}
}

// cut sorts what there is and drops what is behind the limit.
func (b *best) cut() {
	slices.SortFunc(b.hits, b.sort.compare)
	if len(b.hits) >= b.limit {
		b.hits = b.hits[:b.limit]
		worst := b.hits[b.limit-1]
		b.worst = &worst
	}
}

func (b *best) merge(other *best) {
	for _, h := range other.hits {
		b.add(h)
	}
}

func (b *best) sorted() []Hit {
	b.cut()
	return b.hits
}

// take adds the hits of a shard, and spares itself those that are behind the
// limit anyway.
func (b *best) take(s *shard, found ranks) error {
	if b.sort == ByNewest || b.sort == ByOldest || b.sort == ByNumber {
		// Which of them is better does not count here.
		for i := range found {
			found[i].score = 0
		}
		found = ranks{}.add(0, found.all())
	}
	taken := 0
	for _, rank := range found {
		if taken >= b.limit {
			break
		}
		n, err := b.takeRank(s, rank)
		if err != nil {
			return err
		}
		taken += n
	}
	return nil
}

// takeRank adds the hits of a rank and tells how many were behind after.
func (b *best) takeRank(s *shard, r rank) (taken int, err error) {
	dates, err := s.dates()
	if err != nil {
		return 0, err
	}
	// The newest come last in a segment, more or less. Those that are wanted first
	// leave no room for the others.
	docs := roaring.IntIterable(r.docs.ReverseIterator())
	if b.sort == ByOldest {
		docs = r.docs.Iterator()
	}
	for docs.HasNext() {
		doc := docs.Next()
		h := Hit{Score: r.score, Date: dates.of(doc)}
		if b.late(h) {
			taken++
			continue
		}
		if h.Number, err = s.number(doc); err != nil {
			return 0, err
		}
		behind, wanted := b.wants(h)
		if behind {
			taken++
		}
		if wanted {
			b.add(h)
		}
	}
	return taken, nil
}

// late tells of a hit by its day, without its number, that there is no room for
// it; most hits are seen off like this.
func (b *best) late(h Hit) bool {
	switch {
	case b.worst == nil || b.sort == ByNumber:
		return false
	case b.sort == ByOldest:
		return h.Date > b.worst.Date
	case b.sort == ByNewest:
		return h.Date < b.worst.Date
	default:
		return h.Score == b.worst.Score && h.Date < b.worst.Date
	}
}
