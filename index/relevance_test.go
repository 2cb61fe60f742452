package index_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"gongwen/archive"
	"gongwen/index"
	"gongwen/templates"
)

var update = flag.Bool("update", false, "write the golden file of the relevance suite")

// TestSearchRelevance asks the suite's queries and compares all it finds, and how well
// that answers, with testdata/relevance/scores.golden, so that any change to the
// ranking shows up in a diff.
func TestSearchRelevance(t *testing.T) {
	t.Parallel()
	var documents []struct{ Number, Kind, Title, Date, Unit, Subject, Text string }
	read(t, "testdata/relevance/documents.yaml", &documents)
	var queries []struct {
		Query    string
		AskedFor string `yaml:"asked_for"`
		Grades   map[string]int
	}
	read(t, "testdata/relevance/queries.yaml", &queries)
	var records []archive.Record
	known := map[string]bool{}
	for i, d := range documents {
		date, err := templates.ParseDate(d.Date)
		if err != nil {
			t.Fatal(err)
		}
		known[d.Number] = true
		records = append(records, archive.Record{
			Number: d.Number, Kind: d.Kind, Title: d.Title, Date: date, Year: date.Year(), Serial: i + 1, Unit: d.Unit, Subject: d.Subject,
			Text: d.Title + "\n" + d.Text,
		})
	}
	x, _, _ := built(t, records...)

	var golden strings.Builder
	var gains, recalls float64
	for _, q := range queries {
		result, err := x.Search(t.Context(), index.Request{Query: parsed(t, q.Query), Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		found := 0
		fmt.Fprintf(&golden, "%s\n", q.Query)
		for _, hit := range result.Hits {
			grade := q.Grades[hit.Number]
			if grade > 0 {
				found++
			} else {
				t.Errorf("%s: %s is a stranger", q.Query, hit.Number)
			}
			got = append(got, grade)
			fmt.Fprintf(&golden, "  %d  score %d  %s\n", grade, hit.Score, hit.Number)
		}
		var ideal []int
		for number, grade := range q.Grades {
			if !known[number] {
				t.Errorf("%s: there is no %s", q.Query, number)
			}
			ideal = append(ideal, grade)
		}
		slices.SortFunc(ideal, func(a, b int) int { return b - a })
		ndcg, recall := gain(got)/gain(ideal), float64(found)/float64(len(q.Grades))
		if recall < 1 {
			t.Errorf("%s: recall %.2f", q.Query, recall)
		}
		gains, recalls = gains+ndcg, recalls+recall
		fmt.Fprintf(&golden, "  nDCG %.3f  recall %.3f\n", ndcg, recall)
	}
	n := float64(len(queries))
	fmt.Fprintf(&golden, "\nmean of %d queries: nDCG %.3f  recall %.3f\n", len(queries), gains/n, recalls/n)

	const file = "testdata/relevance/scores.golden"
	if *update {
		if err := os.WriteFile(file, []byte(golden.String()), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if golden.String() != string(want) {
		t.Errorf("the ranking has changed; run with -update and look at the diff\ngot\n%s", &golden)
	}
}

// gain is the discounted cumulative gain of graded answers in their order.
func gain(grades []int) (sum float64) {
	for i, grade := range grades {
		sum += (math.Exp2(float64(grade)) - 1) / math.Log2(float64(i+2))
	}
	return sum
}

func read(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err == nil {
		err = yaml.UnmarshalWithOptions(text, into, yaml.Strict())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkKnownItem looks for records by a piece of their subject, as one who
// remembers how it was called, and tells at which place they come: 1 is the
// first. It reads real text where .ci/corpus has fetched it.
func BenchmarkKnownItem(b *testing.B) {
	c := newCorpus(b, 5000)
	x := index.At(b.TempDir(), nil)
	if err := x.Follow(b.Context(), c, noTexts, nil); err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(10, 11))
	asked, found, reciprocal := 0, 0, 0.0
	for b.Loop() {
		r := c.record(rng.IntN(c.n))
		subject := []rune(r.Subject)
		from := rng.IntN(max(1, len(subject)-6))
		piece := strings.Map(func(r rune) rune {
			if strings.ContainsRune("\"“”„「」『』＂", r) {
				return ' '
			}
			return r
		}, string(subject[from:min(from+6, len(subject))]))
		result, err := x.Search(b.Context(), index.Request{Query: parsed(b, `"`+piece+`"`), Limit: 1000})
		if err != nil {
			b.Fatal(err)
		}
		asked++
		for i, hit := range result.Hits {
			if hit.Number == r.Number {
				found++
				reciprocal += 1 / float64(i+1)
			}
		}
	}
	b.ReportMetric(float64(found)/float64(asked), "recall")
	b.ReportMetric(reciprocal/float64(asked), "MRR")
}
