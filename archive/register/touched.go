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

// Touched are the series whose registers say something else since some records were filed
// or made void, by kind and year: their own; those of records whose place they take, or
// took; and those of records filed later in the same lines, whose effects depend on them.
func (b *Book) Touched(ctx context.Context, changed ...catalogue.Entry) ([]catalogue.Series, error) {
	t := touched{map[catalogue.Series]bool{}, map[string][]string{}}
	var named []string
	for _, e := range changed {
		t.add(e)
		k := b.Kinds.Named(e.Kind)
		if k == nil {
			continue
		}
		values, _ := k.Decode(e.Values) // the numbers are all that is asked for
		for _, path := range k.Superseding() {
			for _, value := range values.Lookup(path) {
				named = append(named, templates.Text(value))
			}
		}
	}
	if len(named) > 0 {
		meant, err := b.Catalogue.NumbersMeant(ctx, named)
		if err != nil {
			return nil, err
		}
		earlier, err := b.Catalogue.Numbered(ctx, meant...)
		if err != nil {
			return nil, err
		}
		for _, e := range earlier {
			t.add(e)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(t.numbers)) {
		if k := b.Kinds.Named(kind); k != nil && posting.HasLines(k) {
			if err := b.touchLines(ctx, k, &t); err != nil {
				return nil, err
			}
		}
	}
	return slices.SortedFunc(maps.Keys(t.series), func(x, y catalogue.Series) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Year, y.Year))
	}), nil
}

// touched are series, and the numbers of the records that do so by the key of their kind.
type touched struct {
	series  map[catalogue.Series]bool
	numbers map[string][]string
}

func (t *touched) add(e catalogue.Entry) {
	t.series[catalogue.Series{Kind: e.Kind, Year: e.Year}] = true
	t.numbers[e.Kind] = append(t.numbers[e.Kind], e.Number)
}

// touchLines adds the series of what comes after records of a kind in their lines.
func (b *Book) touchLines(ctx context.Context, k *templates.Kind, t *touched) error {
	var books posting.Books
	years := map[string]int{}
	for e, err := range b.read(ctx, k, counting(k), catalogue.Filter{Kind: k.Key}) {
		if err != nil {
			return err
		}
		books.Put(e.posted())
		years[e.Number] = e.Year
	}
	for _, number := range t.numbers[k.Key] {
		line := books.Line(number)
		for _, later := range line[slices.Index(line, number)+1:] {
			t.series[catalogue.Series{Kind: k.Key, Year: years[later]}] = true
		}
	}
	return nil
}

// Format is the version of what registers look like. Those that lie about in an older one
// are written anew, once.
//
//	1  2026-11  作废 and 档案遗失; every amount is added up as it stands
//	2  2026-11  效力; amounts count by what they do to their line, totals follow the filter
const Format = 2
