package engine

import (
	"cmp"
	"strings"
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

// figuresAt are the figures that a text begins with.
func figuresAt(text string) string {
	n := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return text[:n]
}
