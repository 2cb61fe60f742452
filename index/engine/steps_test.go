package engine

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gongwen/index/query"
	"gongwen/templates"
)

// TestSearchSpansOfAmounts compares spans, open and closed, with looking at every
// amount.
func TestSearchSpansOfAmounts(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 8))
	some := func() templates.Fen {
		fen := templates.Fen(rng.Int64N(10))
		for range rng.IntN(17) {
			fen = fen*10 + templates.Fen(rng.Int64N(10))*templates.Fen(rng.Int64N(2))
		}
		return fen
	}
	var documents []Document
	var amounts [][]templates.Fen
	for i := range 500 {
		d := Document{Number: fmt.Sprint(i), Parts: []string{fmt.Sprint(i), ""}}
		var fen []templates.Fen
		var terms []string
		for range rng.IntN(3) {
			fen = append(fen, some())
			terms = append(terms, query.AmountTerm(fen[len(fen)-1]))
		}
		d.Values = []Value{{query.Amount, terms}}
		documents, amounts = append(documents, d), append(amounts, fen)
	}
	r := filled(t, documents, fewest-1)
	for range 500 {
		from, to := some(), some()
		if rng.IntN(3) == 0 && len(amounts[7]) > 0 {
			from = amounts[7][0]
		}
		sign := []string{">", ">=", "<", "<=", ".."}[rng.IntN(5)]
		text, holds := fmt.Sprintf("金额:%s%d.%02d", sign, from/100, from%100), func(fen templates.Fen) bool {
			return map[string]bool{">": fen > from, ">=": fen >= from, "<": fen < from, "<=": fen <= from}[sign]
		}
		if sign == ".." {
			from, to = min(from, to), max(from, to)
			text, holds = fmt.Sprintf("金额:%d.%02d..%d.%02d", from/100, from%100, to/100, to%100), func(fen templates.Fen) bool { return from <= fen && fen <= to }
		}
		want := 0
		for _, of := range amounts {
			for _, fen := range of {
				if holds(fen) {
					want++
					break
				}
			}
		}
		q, err := query.Parse(text, query.Vocabulary{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Search(t.Context(), Request{Query: q})
		if err != nil || got.Total != want {
			t.Errorf("%s: %d, want %d (%v)", text, got.Total, want, err)
		}
	}
}
