package engine

import (
	"github.com/RoaringBitmap/roaring/v2"

	"gongwen/index/query"
)

// steps keep the beginnings of amounts, beside the amounts. There are as many amounts
// as records, and a span of them, such as 金额:>5万, would look most of them up; of their
// beginnings there are few, and the documents of one all lie in the span, or none, or it
// is one of the two at its ends.
const steps query.Field = "amount steps"

// stepLengths are the lengths of the beginnings, in digits of query.AmountTerm's.
var stepLengths = []int{7, 10, 13, 16}

// stepTerms are the beginnings of some amounts.
func stepTerms(amounts []string) (terms []string) {
	for _, amount := range amounts {
		for _, n := range stepLengths {
			if n < len(amount) {
				terms = append(terms, stepTerm(n, amount[:n]))
			}
		}
	}
	return terms
}

// stepTerm keeps beginnings of one length together.
func stepTerm(length int, beginning string) string { return string('a'+rune(length)) + beginning }

// spanning are the documents with an amount from one to before another; empty is open.
func (s *shard) spanning(from, to string) (*roaring.Bitmap, error) {
	all := s.union()
	err := s.spanBelow(all, 0, "", from, to)
	return all.docs(), err
}

// spanBelow adds those whose amounts have a beginning, by the longer ones of a length.
func (s *shard) spanBelow(all *union, step int, beginning, from, to string) error {
	field, first := query.Amount, beginning
	if step < len(stepLengths) {
		field, first = steps, stepTerm(stepLengths[step], beginning)
	}
	var ends []string
	err := s.each(field, first, after(first), func(term string, docs *roaring.Bitmap) bool {
		if field == steps {
			term = term[1:]
		}
		switch least, most := term, term+"\x7f"; {
		case to != "" && least >= to || most < from: // out of the span
		case field == query.Amount && least < from:
		case least >= from && (to == "" || most < to) || field == query.Amount:
			all.add(docs)
		default:
			ends = append(ends, term)
		}
		return true
	})
	if err != nil {
		return err
	}
	for _, end := range ends {
		if err := s.spanBelow(all, step+1, end, from, to); err != nil {
			return err
		}
	}
	return nil
}
