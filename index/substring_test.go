package index_test

import (
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/index"
	"gongwen/index/reading"
)

// substrings is how many TestSearchEverySubstringAndNoStranger looks for, and how many
// queries TestSearchEveryTreeAndNoStranger puts together; make bench asks for more.
var substrings = flag.Int("substrings", 600, "substrings, and queries made of them, to look for in each corpus")

// TestSearchEverySubstringAndNoStranger compares the index with reading everything:
// random substrings of one to twelve characters find all the records that contain
// them and no other.
func TestSearchEverySubstringAndNoStranger(t *testing.T) {
	t.Parallel()
	office := generated(300)
	library := newCorpus(t, max(300, *substrings/5))
	var pages []archive.Record
	for i := range library.n {
		pages = append(pages, library.record(i))
	}
	for name, records := range map[string][]archive.Record{"invented records": office, library.name: pages} {
		t.Run(name, func(t *testing.T) {
			x, _, _ := built(t, records...)
			scan := newScan(records)
			rng := rand.New(rand.NewPCG(3, 4))
			asked, found, wanted, both := 0, 0, 0, 0
			for asked < *substrings {
				r := records[rng.IntN(len(records))]
				texts := []string{r.Text, r.Text, r.Subject, r.Number}
				for _, f := range r.Fields {
					texts = append(texts, f.Text)
				}
				from := []rune(texts[rng.IntN(len(texts))])
				length := min(1+rng.IntN(12), len(from))
				start := rng.IntN(len(from) - length + 1)
				text := string(from[start : start+length])
				if reading.Fold(text) == "" {
					continue
				}
				asked++
				got := numbers(t, x, index.Phrase(text), len(records))
				slices.Sort(got)
				want := scan.find(text)
				if !slices.Equal(got, want) {
					t.Errorf("%q: found %d, a scan finds %d", text, len(got), len(want))
				}
				found, wanted = found+len(got), wanted+len(want)
				both += len(got) - len(slices.DeleteFunc(got, func(n string) bool { _, in := slices.BinarySearch(want, n); return in }))
			}
			if wanted < asked {
				t.Error("not even the record a substring is from is to be found:", wanted)
			}
			t.Logf("%d substrings in %d records: recall %.6f of %d, precision %.6f of %d",
				asked, len(records), float64(both)/float64(wanted), wanted, float64(both)/float64(found), found)
		})
	}
}

// scan is the records to read through, part by part.
type scan struct {
	numbers          []string
	written, byValue [][]string
}

func newScan(records []archive.Record) scan {
	var s scan
	for _, r := range records {
		parts := []string{r.Number, r.Subject, r.Title, r.Unit, r.Text}
		for _, f := range r.Fields {
			parts = append(parts, f.Text)
		}
		byValue := make([]string, len(parts))
		for i, part := range parts {
			parts[i] = reading.Fold(part)
			byValue[i] = reading.ByValue(parts[i])
		}
		s.numbers = append(s.numbers, r.Number)
		s.written, s.byValue = append(s.written, parts), append(s.byValue, byValue)
	}
	return s
}

// find are the numbers of the records that contain the text, in order.
func (s scan) find(text string) []string {
	has := s.containing(text)
	var found []string
	for i, number := range s.numbers {
		if has(i) {
			found = append(found, number)
		}
	}
	slices.Sort(found)
	return found
}

// containing reports whether the i-th record contains the text.
func (s scan) containing(text string) func(i int) bool {
	written := reading.Fold(text)
	byValue := reading.ByValue(written)
	in := func(text string) func(string) bool {
		return func(part string) bool { return strings.Contains(part, text) }
	}
	return func(i int) bool {
		return slices.ContainsFunc(s.written[i], in(written)) || slices.ContainsFunc(s.byValue[i], in(byValue))
	}
}
