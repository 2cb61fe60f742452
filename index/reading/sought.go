package reading

import (
	"slices"
	"strconv"
	"strings"
)

// Sought is what a query asks for that texts write in many forms. Only what is set is
// looked for.
type Sought struct {
	As        int    // which of the words of a Place it is
	Word      string // folded, for one that was typed otherwise
	Day       func(Day) bool
	Amount    func(fen int64) bool // of money
	Article   func(number int) bool
	Reference *Reference // the number of a record
}

// findSought adds where what is sought stands in the text that the folded one comes from.
func (t *traced) findSought(places []Place, text string, s Sought) []Place {
	add := func(from, to int) { places = append(places, t.place(from, to, s.As)) }
	if s.Word != "" {
		places = t.findWord(places, s.Word, s.As)
	}
	if s.Day != nil {
		Days(text, func(from, to int, d Day) {
			if s.Day(d) {
				places = append(places, Place{from, to, s.As})
			}
		})
	}
	if s.Amount != nil {
		amounts(string(t.text), func(from, to int, fen int64) {
			if s.Amount(fen) {
				add(from, to)
			}
		})
	}
	if s.Article != nil {
		Articles(string(t.text), func(from, to, number int) {
			if s.Article(number) {
				add(from, to)
			}
		})
	}
	if s.Reference != nil {
		Citations(string(t.text), func(c Citation) {
			if from, ok := s.Reference.in(c); ok {
				add(from, c.To)
			}
		})
	}
	return places
}

// in is where the reference begins in a citation, if it can be what is cited, by what
// both write out.
func (r Reference) in(c Citation) (from int, ok bool) {
	if c.Serial != r.Serial || r.Year != "" && r.Year != c.Year || !inOrder(r.Before, c.Before) {
		return 0, false
	}
	if strings.HasSuffix(c.Before, r.Before) {
		return c.From - len(r.Before), true
	}
	return c.From, true
}

// Of is the reference in full where it means the number of a record, of a kind with the
// title; else as it is.
func (r Reference) Of(number, title string) Reference {
	full, ok := ParseReference(number)
	if !ok || full.Serial != r.Serial || r.Year != "" && r.Year != full.Year || r.Like(SeriesOf(number, title)) == Unlike {
		return r
	}
	return full
}

// Articles yields the articles that a folded text cites, such as 第八十一条, and where.
func Articles(folded string, yield func(from, to, number int)) {
	Numbers(folded, func(start, end int, value string) {
		if !strings.HasSuffix(folded[:start], "第") || !strings.HasPrefix(folded[end:], "条") {
			return
		}
		if n, err := strconv.Atoi(value); err == nil {
			yield(start-len("第"), end+len("条"), n)
		}
	})
}

// Fen is the value of a number, in figures, of yuan in fen; ok is false for what is no
// amount: parts of a fen, or too much.
func Fen(value string) (fen int64, ok bool) {
	yuan, decimals, _ := strings.Cut(value, ".")
	fen, err := strconv.ParseInt(yuan+(decimals + "00")[:2], 10, 64)
	return fen, yuan != "" && err == nil && len(decimals) <= 2
}

// yuan are what follows a number that is an amount of money.
var yuan = []string{"元整", "元", "圆整", "圆"}

// amounts yields the amounts of money in a folded text, in fen: numbers before 元, and
// those that are written as registers and forms write amounts, 1,200,000.00.
func amounts(folded string, yield func(from, to int, fen int64)) {
	Numbers(folded, func(start, end int, value string) {
		fen, ok := Fen(value)
		if !ok {
			return
		}
		if i := slices.IndexFunc(yuan, func(word string) bool { return strings.HasPrefix(folded[end:], word) }); i >= 0 {
			yield(start, end+len(yuan[i]), fen)
		} else if figures := folded[start:end]; strings.HasSuffix(folded[:start], "¥") || strings.Contains(figures, ",") || end > start+3 && folded[end-3] == '.' {
			yield(start, end, fen)
		}
	})
}

// OnlyAmount is the amount, in fen, that a folded text writes and nothing besides: 120万元,
// ¥1,200,000.00.
func OnlyAmount(folded string) (fen int64, ok bool) {
	amounts(folded, func(from, to int, value int64) {
		if strings.TrimSuffix(folded[:from], "¥") == "" && to == len(folded) {
			fen, ok = value, true
		}
	})
	return fen, ok
}
