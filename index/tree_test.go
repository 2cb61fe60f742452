package index_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gongwen/archive"
	"gongwen/index"
	"gongwen/index/reading"
)

// TestSearchEveryTreeAndNoStranger compares the index with reading everything:
// queries put together at random of words, phrases, AND, OR, NOT, brackets and
// conditions find all the records for which they hold and no other, whoever asks, and
// count just those.
func TestSearchEveryTreeAndNoStranger(t *testing.T) {
	t.Parallel()
	library := newCorpus(t, max(1500, *substrings/5)) // so many that places are kept
	var pages []archive.Record
	for i := range library.n {
		pages = append(pages, library.record(i))
	}
	for name, records := range map[string][]archive.Record{"invented records": generated(300), library.name: pages} {
		t.Run(name, func(t *testing.T) {
			x, _, _ := built(t, records...)
			g := &trees{records: records, scan: newScan(records), rng: rand.New(rand.NewPCG(11, 12))}
			found, empty := 0, 0
			for asked := range *substrings {
				text, holds := g.tree(3)
				r := index.Request{Query: parsed(t, text), Limit: len(records), Facets: []index.Field{index.FacetUnit}}
				unit := records[g.rng.IntN(len(records))].Unit
				if asked%5 == 0 {
					r.Access = index.Access{Limited: true, Within: []string{unit}}
				}
				var want []string
				units := map[string]int{}
				for i, record := range records {
					if holds(i) && (!r.Access.Limited || record.Unit == unit && record.Secrecy == "") {
						want = append(want, record.Number)
						units[record.Unit]++
					}
				}
				slices.Sort(want)
				result, err := x.Search(t.Context(), r)
				if err != nil {
					t.Fatal(text, err)
				}
				var got []string
				for _, h := range result.Hits {
					got = append(got, h.Number)
				}
				slices.Sort(got)
				if !slices.Equal(got, want) || result.Total != len(want) {
					t.Errorf("%s: found %d and counted %d, a scan finds %d", text, len(got), result.Total, len(want))
				}
				for _, c := range result.Facets[0].Values {
					if units[c.Value] != c.Hits {
						t.Errorf("%s: %d of %s, a scan finds %d", text, c.Hits, c.Value, units[c.Value])
					}
				}
				found += len(want)
				if len(want) == 0 {
					empty++
				}
			}
			if empty > *substrings*2/3 {
				t.Errorf("%d of %d queries find nothing and prove little", empty, *substrings)
			}
			t.Logf("%d queries in %d records, %d hits, %d without any: recall and precision as a scan's", *substrings, len(records), found, empty)
		})
	}
}

// trees makes random queries.
type trees struct {
	records []archive.Record
	scan    scan
	rng     *rand.Rand
}

// tree is a query as people type it, and whether it holds of the i-th record.
func (g *trees) tree(depth int) (text string, holds func(i int) bool) {
	if depth == 0 {
		return g.leaf()
	}
	switch g.rng.IntN(6) {
	case 0, 1: // AND
		a, holdsA := g.tree(depth - 1)
		b, holdsB := g.tree(depth - 1)
		return g.within(a) + []string{" ", " AND "}[g.rng.IntN(2)] + g.within(b), func(i int) bool { return holdsA(i) && holdsB(i) }
	case 2, 3: // OR
		a, holdsA := g.tree(depth - 1)
		b, holdsB := g.tree(depth - 1)
		return g.within(a) + []string{" OR ", "|", " 或 "}[g.rng.IntN(3)] + g.within(b), func(i int) bool { return holdsA(i) || holdsB(i) }
	case 4: // NOT
		a, holdsA := g.tree(depth - 1)
		return []string{"-", "NOT "}[g.rng.IntN(2)] + g.within(a), func(i int) bool { return !holdsA(i) }
	default:
		return g.leaf()
	}
}

// within puts brackets around what is not one part.
func (g *trees) within(text string) string {
	if strings.HasPrefix(text, "(") || strings.ContainsAny(text, " |") {
		return "(" + text + ")"
	}
	return text
}

// leaf is a phrase, a word without quotation marks, or a condition. Days, and numbers of
// records, are phrases: as words they find more.
func (g *trees) leaf() (text string, holds func(i int) bool) {
	r := g.records[g.rng.IntN(len(g.records))]
	switch g.rng.IntN(8) {
	case 0:
		return fmt.Sprintf("年度:%d", r.Year), func(i int) bool { return g.records[i].Year == r.Year }
	case 1:
		unit := reading.Fold(r.Unit)
		return "单位:" + r.Unit, func(i int) bool { return strings.Contains(reading.Fold(g.records[i].Unit), unit) }
	}
	texts := []string{r.Text, r.Text, r.Text, r.Subject, r.Number}
	for {
		from := []rune(texts[g.rng.IntN(len(texts))])
		length := min(1+g.rng.IntN(8), len(from))
		start := g.rng.IntN(len(from) - length + 1)
		text := string(from[start : start+length])
		if isPlain(text) && g.rng.IntN(2) == 0 {
			return text, g.scan.containing(text)
		}
		if reading.Fold(text) != "" && !strings.ContainsAny(text, "\"“”„「」『』＂") {
			return `"` + text + `"`, g.scan.containing(text)
		}
	}
}

// isPlain reports whether a text is a word that means nothing else.
func isPlain(text string) bool {
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	folded := reading.Fold(text)
	return reading.ByValue(folded) == folded && !slices.Contains([]string{"或", "或者", "且", "并且", "非"}, text)
}
