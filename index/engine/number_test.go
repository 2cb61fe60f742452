package engine

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gongwen/index/query"
	"gongwen/index/reading"
)

// scoreOf is the score of a word in a document, as the package comment has it; -1 where
// the document does not contain it.
func scoreOf(w query.Word, d Document) int {
	best := -1
	for i, part := range d.Parts {
		written := strings.Contains(part, w.Text)
		value := w.ByValue != "" && strings.Contains(reading.ByValue(part), w.ByValue)
		score := scoreIn(i)
		switch {
		case w.IsNumber() && !value:
			score = partScore
		case i == 0 && reading.IsTerm(w.Text):
			score = textScore
		}
		if written || value {
			best = max(best, score)
		}
	}
	return best
}

// TestSearchScoresNumbers: a word that is a number scores by where it stands whole,
// however it is written there, and last where it is only a piece of another one.
func TestSearchScoresNumbers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 8))
	numbers := []string{"3", "13", "33", "三", "十三", "叁", "03", "2026", "二〇二六", "12026", "5万", "15万", "50000", "3.5", "第3", "1,003"}
	units := []string{"号", "号楼", "号文件", "元", "元整", "年", "年度", "次会议", "、", "", "，3", "号令"}
	number := func() string { return numbers[rng.IntN(len(numbers))] + units[rng.IntN(len(units))] }
	say := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString([]string{"改造", "楼", "关于", "文件。", "第", ""}[rng.IntN(6)] + number())
		}
		return reading.Fold(b.String())
	}
	var documents []Document
	for i := range 900 {
		n := fmt.Sprintf("%s发〔%s〕%s号-%d", []string{"龙政", "龙政办3号楼"}[rng.IntN(8)/7], numbers[rng.IntN(len(numbers))], numbers[rng.IntN(len(numbers))], i)
		documents = append(documents, Document{
			Number: n, Parts: []string{reading.Fold(n), say(rng.IntN(3)), say(rng.IntN(8)), say(rng.IntN(2))},
			Values: []Value{{query.Date, []string{"2026-01-01"}}},
		})
	}
	at := map[int]int{}
	for _, atOnce := range []int{450, fewest - 1} {
		r := filled(t, documents, atOnce)
		for range 200 {
			word := reading.Fold(number())
			if rng.IntN(4) == 0 {
				word = say(1)
			}
			if word == "" {
				continue
			}
			w := query.NewWord(word, false)
			found, err := r.Search(t.Context(), Request{Query: query.Query{Root: w}, Limit: len(documents)})
			if err != nil {
				t.Fatal(err)
			}
			scores := map[string]int{}
			for _, h := range found.Hits {
				scores[h.Number] = h.Score
			}
			for _, d := range documents {
				got, ok := scores[d.Number]
				if !ok {
					got = -1
				}
				if want := scoreOf(w, d); got != want {
					t.Errorf("%q in %q: score %d, want %d", word, d.Parts, got, want)
				}
				at[got]++
			}
		}
	}
	for score := -1; score <= numberScore; score++ {
		if at[score] < 100 {
			t.Errorf("score %d is hardly tried: %v", score, at)
		}
	}
}
