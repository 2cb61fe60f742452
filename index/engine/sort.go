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
// 青政〔2026〕9号, 青政〔2026〕10号.
func compareNumbers(a, b string) int {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
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
	return cmp.Or(cmp.Compare(len(a)-i, len(b)-j), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// figuresAt are the figures that a text begins with.
func figuresAt(text string) string {
	n := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return text[:n]
}

// sortKey is a text by which a number is ordered as compareNumbers orders it: before
// each figure of its numerals stands how many there are, leading zeros left out. Where
// many are to be sorted, that takes a small part of the time.
func sortKey(number string) string {
	key := make([]byte, 0, 2*len(number)+4)
	for i := 0; i < len(number); {
		figures := figuresAt(number[i:])
		if figures == "" {
			key = append(key, number[i])
			i++
			continue
		}
		i += len(figures)
		value := strings.TrimLeft(figures, "0")
		if n := len(value); n < 9 {
			key = append(key, '0'+byte(n)) // a figure, as what it stands for is one to what is none
		} else {
			key = append(key, '9', byte(n>>8), byte(n))
		}
		key = append(key, value...)
	}
	return string(key)
}
