package index_test

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/index"
)

var update = flag.Bool("update", false, "write the golden files of the relevance suite")

// question is a query of the relevance suite, and what is right to find by it. Both
// were written by reading the records, never by asking the engine.
type question struct {
	Query    string
	AskedFor string `yaml:"asked_for"`
	// Grades are how well a record answers: 3 is what was looked for, 2 belongs to it,
	// 1 touches on it. Any other record must not be found, save one graded 0, of which
	// reasonable people may think either way.
	Grades map[string]int
	// Mistake is what must stand in the message for a query that cannot be read.
	Mistake string
}

// TestSearchRelevance asks the questions of testdata/relevance/queries, a file a group,
// of the records in testdata/relevance/documents. To each question all that is right
// must be found, and nothing else; to a reference the record itself must come first,
// before all that has its number as a part of another or cites it.
// How well the hits are ordered is kept in testdata/relevance/scores, so that any change
// to the ranking shows up in a diff: each hit with its grade, the nDCG, and the means.
func TestSearchRelevance(t *testing.T) {
	t.Parallel()
	office := newRelevanceOffice(t)
	x := office.index(t)
	asked := map[string]bool{}
	total := means{name: "all"}
	table := "                questions  answered   nDCG  recall  precision\n"
	for _, file := range filesOf(t, "testdata/relevance/queries/*.yaml") {
		var questions []question
		read(t, file, &questions)
		group := strings.TrimSuffix(filepath.Base(file), ".yaml")
		own := means{name: group}
		var golden strings.Builder
		for _, q := range questions {
			if asked[q.Query] {
				t.Errorf("%s is asked twice", q.Query)
			}
			asked[q.Query] = true
			for number := range q.Grades {
				if !office.known[number] {
					t.Errorf("%s: there is no %s", q.Query, number)
				}
			}
			s := office.ask(t, x, q, group == "reference")
			if s.failed() {
				t.Errorf("%s\n%s", q.Query, s.text())
			}
			fmt.Fprintf(&golden, "%s\n%s", q.Query, s.text())
			own.add(s)
			total.add(s)
		}
		compareGolden(t, group+".golden", golden.String())
		table += own.row()
	}
	compareGolden(t, "means.golden", table+total.row())
}

// score is how well a question was answered.
type score struct {
	lines                   []string // for people
	ndcg, recall, precision float64
	misplaced               bool // what was looked for does not come before all else
}

func (s score) failed() bool { return s.recall < 1 || s.precision < 1 || s.misplaced }

func (s score) text() string {
	return fmt.Sprintf("%s  nDCG %.3f  recall %.3f  precision %.3f\n", strings.Join(s.lines, ""), s.ndcg, s.recall, s.precision)
}

// ask asks the question. Of a reference, what was looked for must come before all else.
func (o *relevanceOffice) ask(t *testing.T, x *index.Index, q question, reference bool) score {
	t.Helper()
	query, err := o.parse(q.Query)
	var mistake *index.Mistake
	switch {
	case errors.As(err, &mistake):
		s := score{lines: []string{"  " + mistake.Reason + "\n"}}
		if q.Mistake != "" && strings.Contains(mistake.Reason, q.Mistake) {
			s.ndcg, s.recall, s.precision = 1, 1, 1
		}
		return s
	case err != nil:
		t.Fatal(err)
	}
	result, err := x.Search(t.Context(), index.Request{Query: query, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	s := score{recall: 1, precision: 1, ndcg: 1}
	if q.Mistake != "" {
		s = score{lines: []string{"  should be a mistake\n"}}
	}
	var got, ideal []int
	strangers, found, right := 0, 0, map[string]int{}
	for number, grade := range q.Grades {
		right[number] = grade
		if grade > 0 {
			ideal = append(ideal, grade)
		}
	}
	for _, hit := range result.Hits {
		grade, ok := right[hit.Number]
		mark := fmt.Sprint(grade)
		switch {
		case !ok:
			strangers++
			mark = "stranger"
		case grade > 0:
			found++
		}
		delete(right, hit.Number)
		got = append(got, grade)
		s.lines = append(s.lines, fmt.Sprintf("  %s  score %d  %s\n", mark, hit.Score, hit.Number))
	}
	for number, grade := range right {
		if grade > 0 {
			s.lines = append(s.lines, fmt.Sprintf("  %d  missed  %s\n", grade, number))
		}
	}
	slices.Sort(s.lines[len(result.Hits):])
	if q.Mistake != "" {
		return s
	}
	slices.SortFunc(ideal, func(a, b int) int { return b - a })
	if most := gain(ideal); most > 0 {
		s.ndcg, s.recall = gain(got)/most, float64(found)/float64(len(ideal))
		s.precision = float64(found) / float64(max(1, found+strangers))
	} else if strangers > 0 {
		s.ndcg, s.recall, s.precision = 0, 0, 0
	}
	s.misplaced = reference && !slices.IsSortedFunc(got, func(a, b int) int {
		return lookedFor(b) - lookedFor(a)
	})
	return s
}

// lookedFor is 1 for the grade of what was looked for, else 0.
func lookedFor(grade int) int { return grade / 3 }

// gain is the discounted cumulative gain of graded answers in their order.
func gain(grades []int) (sum float64) {
	for i, grade := range grades {
		sum += (math.Exp2(float64(grade)) - 1) / math.Log2(float64(i+2))
	}
	return sum
}

// means are those of a group of questions.
type means struct {
	name                    string
	questions, answered     int
	ndcg, recall, precision float64 // sums
}

func (m *means) add(s score) {
	m.questions++
	if !s.failed() {
		m.answered++
	}
	m.ndcg, m.recall, m.precision = m.ndcg+s.ndcg, m.recall+s.recall, m.precision+s.precision
}

func (m *means) row() string {
	n := float64(m.questions)
	return fmt.Sprintf("%-14s %10d %9d %6.3f %7.3f %10.3f\n", m.name, m.questions, m.answered, m.ndcg/n, m.recall/n, m.precision/n)
}

// compareGolden compares a text with a golden file of the suite, or writes it.
func compareGolden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata/relevance/scores", name)
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text == string(want) {
		return
	}
	got, wanted := strings.Split(text, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(wanted)) {
		if g, w := lineAt(got, i), lineAt(wanted, i); g != w {
			t.Errorf("%s:%d: the scores have changed; run with -update and look at the diff\ngot  %s\nwant %s", file, i+1, g, w)
			return
		}
	}
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(the end)"
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
		piece := string(subject[from:min(from+6, len(subject))])
		result, err := x.Search(b.Context(), index.Request{Query: parsed(b, index.Phrase(piece)), Limit: 1000})
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
