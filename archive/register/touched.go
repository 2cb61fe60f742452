package register

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/register/posting"
	"gongwen/templates"
)

// Touched gathers which registers say something else since records were filed or made void.
type Touched struct {
	book    *Book
	series  map[catalogue.Series]bool
	numbers map[string][]string // of the records that do so, by the key of their kind
}

// Touched has none at first.
func (b *Book) Touched() *Touched {
	return &Touched{b, map[catalogue.Series]bool{}, map[string][]string{}}
}

// Add adds records that were filed or made void.
func (t *Touched) Add(ctx context.Context, changed ...catalogue.Entry) error {
	var named []string
	for _, e := range changed {
		t.add(e)
		k := t.book.Kinds.Named(e.Kind)
		if k == nil {
			continue
		}
		for _, path := range k.Superseding() {
			values, _ := k.Decode(e.Values) // the numbers are all that is asked for
			for _, value := range values.Lookup(path) {
				named = append(named, templates.Text(value))
			}
		}
	}
	if len(named) == 0 {
		return nil
	}
	meant, err := t.book.Catalogue.NumbersMeant(ctx, named)
	if err != nil {
		return err
	}
	earlier, err := t.book.Catalogue.Numbered(ctx, meant...)
	for _, e := range earlier {
		t.add(e)
	}
	return err
}

func (t *Touched) add(e catalogue.Entry) {
	t.series[catalogue.Series{Kind: e.Kind, Year: e.Year}] = true
	t.numbers[e.Kind] = append(t.numbers[e.Kind], e.Number)
}

// Kinds are the keys of those of the records that were added, and of the records whose place
// these take, or took.
func (t *Touched) Kinds() map[string]bool {
	kinds := map[string]bool{}
	for key := range t.numbers {
		kinds[key] = true
	}
	return kinds
}

// Series are those whose registers are touched, by kind and year: those of the records that
// were added; of records whose place these take, or took; and of records filed later in the
// same lines, whose effects depend on them.
func (t *Touched) Series(ctx context.Context) ([]catalogue.Series, error) {
	for _, kind := range slices.Sorted(maps.Keys(t.numbers)) {
		if k := t.book.Kinds.Named(kind); k != nil && posting.HasLines(k) {
			if err := t.lines(ctx, k); err != nil {
				return nil, err
			}
		}
	}
	return slices.SortedFunc(maps.Keys(t.series), func(x, y catalogue.Series) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Year, y.Year))
	}), nil
}

// lines adds the series of what comes after records of a kind in their lines.
func (t *Touched) lines(ctx context.Context, k *templates.Kind) error {
	var books posting.Books
	years := map[string]int{}
	for e, err := range t.book.read(ctx, k, counting(k), catalogue.Filter{Kind: k.Key}) {
		if err != nil {
			return err
		}
		books.Put(e.posted())
		years[e.Number] = e.Year
	}
	seen := map[string]bool{} // of each line what comes after its first need be looked at once
	for _, number := range t.numbers[k.Key] {
		if seen[number] {
			continue
		}
		line := books.Line(number)
		for _, later := range line[slices.Index(line, number)+1:] {
			t.series[catalogue.Series{Kind: k.Key, Year: years[later]}], seen[later] = true, true
		}
	}
	return nil
}

// Format is the version of what registers look like. Those that lie about in an older one
// are written anew, once.
//
//	1  2026-11  作废 and 档案遗失; every amount is added up as it stands
//	2  2026-11  效力; amounts count by what they do to their line, totals follow the filter
//	3  2026-11  签批: how records were signed
//	4  2026-12  without what has a degree of secrecy
const Format = 4
