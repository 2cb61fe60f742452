// Package tieout (账实核对) ties the registers to what they are made from, for auditors.
//
// Three are held against one another, each read by itself: the registers as the workbooks
// lie in their folder, the catalogue, and the bags with the journal, which are the truth.
// For every kind and year the records, those that count, and each amount that is added up
// must be the same in all three; where they are not, every record in which they differ is
// named. Views are tied line by line: their workbooks, and what they come to when they are
// made anew of the catalogue's records and of those in the bags.
//
// A register that leaves out what has a degree of secrecy is tied to what the other two come
// to without it. Where there is any, these two are then tied to each other with it.
package tieout

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/templates"
)

// Total is one figure in the three.
type Total struct {
	Kind      string `json:"kind"`             // its title, or that of a view
	Year      int    `json:"year,omitempty"`   // 0 of views, which are of all years
	Column    string `json:"column,omitempty"` // whose amounts are added up; empty for the number of records
	Register  Figure `json:"register"`
	Catalogue Figure `json:"catalogue"`
	Bags      Figure `json:"bags"`
	// Secret tells that the figure is of the catalogue and the bags alone, with what has a
	// degree of secrecy, which the register leaves out: Register is zero.
	Secret bool `json:"secret,omitempty"`
	Ties   bool `json:"ties"`
}

// Figure is what one of the three has of a kind and year.
type Figure struct {
	Records int           `json:"records"` // all; of views the rows
	Counted int           `json:"counted"` // those that stand; of views all
	Amount  templates.Fen `json:"amount"`  // yuan
}

// Difference is a record in which the three differ.
type Difference struct {
	Kind      string `json:"kind,omitempty"`
	Year      int    `json:"year,omitempty"`
	Number    string `json:"number"`
	Column    string `json:"column,omitempty"`
	Register  string `json:"register,omitempty"`
	Catalogue string `json:"catalogue,omitempty"`
	Bags      string `json:"bags,omitempty"`
	Reason    string `json:"reason"` // and what to do
}

// Result is the whole of it.
type Result struct {
	Totals      []Total      `json:"totals"`
	Differences []Difference `json:"differences"`
	More        int          `json:"more,omitempty"` // differences beyond those listed
}

// Ties reports whether there is no difference.
func (r *Result) Ties() bool {
	return len(r.Differences) == 0 && !slices.ContainsFunc(r.Totals, func(l Total) bool { return !l.Ties })
}

// mostDifferences are listed; an archive that was lost has no end of them.
const mostDifferences = 10_000

// Check ties the registers of a kind that lie below dir, of the years that year, unless nil,
// holds true of; an empty kind stands for all. Where neither is asked for, the views of all
// years are tied, too. progress, unless nil, is told how many bags
// have been read.
func Check(ctx context.Context, b *register.Book, dir, kind string, year func(int) bool, progress func(done, all int)) (*Result, error) {
	inBags, err := readBags(ctx, b, progress)
	if err != nil {
		return nil, err
	}
	r := &Result{Totals: []Total{}, Differences: []Difference{}}
	for _, d := range inBags.unread {
		r.differ(d)
	}
	for _, key := range slices.Sorted(maps.Keys(inBags.unknown)) {
		r.differ(Difference{Number: key, Reason: fmt.Sprintf("档案里有%d件这种记录，却没有这种表单的定义，请恢复 templates/%s", inBags.unknown[key], key)})
	}
	series, err := b.Catalogue.Series(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range b.Kinds.All() {
		if kind != "" && k.Key != kind {
			continue
		}
		inCatalogue, err := b.Entries(ctx, k)
		if err != nil {
			return nil, err
		}
		all := both{inCatalogue, inBags.byKind[k.Key]}
		notSecret := both{withoutSecret(all.catalogue), withoutSecret(all.bags)}
		for _, y := range years(k, series, inBags.byKind[k.Key]) {
			if year != nil && !year(y) {
				continue
			}
			of := tie{kind: k, year: y}
			if of.losses, err = b.Catalogue.LossesIn(ctx, catalogue.Series{Kind: k.Key, Year: y}); err != nil {
				return nil, err
			}
			if of.register, err = readRegister(dir, k, y); err != nil {
				r.differ(Difference{Kind: k.Title, Year: y, Number: "台账", Reason: err.Error()})
			}
			of.check(r, all, notSecret)
		}
	}
	if kind != "" || year != nil {
		return r, nil
	}
	for _, v := range b.Kinds.Views() {
		if err := checkView(ctx, b, dir, v, inBags.byKind, r); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *Result) differ(d Difference) {
	if len(r.Differences) == mostDifferences {
		r.More++
		return
	}
	r.Differences = append(r.Differences, d)
}

// same reports whether none of the differences from one on touches a column: none is of it,
// or of whole records.
func (r *Result) same(from int, label string) bool {
	return r.More == 0 && !slices.ContainsFunc(r.Differences[from:], func(d Difference) bool {
		return label == "" || d.Column == label || d.Column == "" || d.Column == templates.StatusLabel
	})
}

// years are those of which there is a series or a bag of a kind.
func years(k *templates.Kind, series []catalogue.Series, bags []*register.Entry) []int {
	var all []int
	for _, s := range series {
		if s.Kind == k.Key {
			all = append(all, s.Year)
		}
	}
	for _, e := range bags {
		if !slices.Contains(all, e.Year) {
			all = append(all, e.Year)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// ofYear are the entries of a year by number.
func ofYear(entries []*register.Entry, year int) map[string]*register.Entry {
	of := map[string]*register.Entry{}
	for _, e := range entries {
		if e.Year == year {
			of[e.Number] = e
		}
	}
	return of
}
