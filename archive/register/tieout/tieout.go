// Package tieout (账实核对) ties the registers to what they are made from, for auditors.
//
// Three are held against one another, each read by itself: the registers as the workbooks
// lie in their folder, the catalogue, and the bags with the journal, which are the truth.
// For every kind and year the records, those that count, and each amount that is added up
// must be the same in all three; where they are not, every record in which they differ is
// named. Views are tied line by line: their workbooks, and what they come to when they are
// made anew of the catalogue's records and of those in the bags.
package tieout

import (
	"cmp"
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
	Ties      bool   `json:"ties"`
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
		for _, y := range years(k, series, inBags.byKind[k.Key]) {
			if year != nil && !year(y) {
				continue
			}
			of := tie{kind: k, year: y, catalogue: ofYear(inCatalogue, y), bags: ofYear(inBags.byKind[k.Key], y)}
			if of.losses, err = b.Catalogue.LossesIn(ctx, catalogue.Series{Kind: k.Key, Year: y}); err != nil {
				return nil, err
			}
			if of.register, err = readRegister(dir, k, y); err != nil {
				r.differ(Difference{Kind: k.Title, Year: y, Number: "台账", Reason: err.Error()})
			}
			of.check(r)
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

// tie is a kind and year in the three.
type tie struct {
	kind            *templates.Kind
	year            int
	register        *workbook // nil for one that cannot be read, which is named as a whole
	catalogue, bags map[string]*register.Entry
	losses          map[string]catalogue.Loss
}

func (t *tie) check(r *Result) {
	before := len(r.Differences)
	numbers := map[string]bool{}
	for number := range t.catalogue {
		numbers[number] = true
	}
	for number := range t.bags {
		numbers[number] = true
	}
	if t.register != nil {
		for number := range t.register.rows {
			numbers[number] = true
		}
	}
	sorted := slices.SortedFunc(maps.Keys(numbers), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) // of one series: by serial
	})
	for _, number := range sorted {
		t.checkRecord(r, number)
	}
	if t.register != nil {
		for _, number := range t.register.twice {
			r.differ(Difference{Kind: t.kind.Title, Year: t.year, Number: number, Reason: "台账里有两行。" + writeAnew})
		}
	}
	summed := t.kind.Summed()
	if t.register != nil {
		for _, c := range summed {
			t.register.checkControl(r, Difference{Kind: t.kind.Title, Year: t.year}, c.Label)
		}
	}
	if len(summed) == 0 {
		r.Totals = append(r.Totals, t.total(-1, "", r.same(before, "")))
	}
	for i, c := range summed {
		r.Totals = append(r.Totals, t.total(i, c.Label, r.same(before, c.Label)))
	}
}

const writeAnew = "请用 gongwen registers 重新生成台账"

// total adds one column up in the three.
func (t *tie) total(column int, label string, same bool) Total {
	l := Total{Kind: t.kind.Title, Year: t.year, Column: label}
	of := func(entries map[string]*register.Entry) (f Figure) {
		for _, e := range entries {
			f.Records++
			if !e.Stands() {
				continue
			}
			f.Counted++
			if column >= 0 {
				f.Amount += effect(e, column)
			}
		}
		return f
	}
	l.Catalogue, l.Bags = of(t.catalogue), of(t.bags)
	l.Register = t.register.figure(label)
	l.Ties = same && t.register != nil && l.Register == l.Bags && l.Catalogue == l.Bags
	return l
}

func effect(e *register.Entry, column int) templates.Fen {
	if column < len(e.Effects) {
		return e.Effects[column]
	}
	return 0
}

// checkRecord names what the three have differently of one record.
func (t *tie) checkRecord(r *Result, number string) {
	d := Difference{Kind: t.kind.Title, Year: t.year, Number: number}
	row, inRegister := t.register.row(number)
	known, inCatalogue := t.catalogue[number]
	kept, inBags := t.bags[number]
	if t.register == nil {
		row, inRegister = asKept(t.kind, kept), inBags
	}
	if !inRegister || !inCatalogue || !inBags {
		d.Register, d.Catalogue, d.Bags = there(inRegister), there(inCatalogue), there(inBags)
		switch loss, lost := t.losses[number]; {
		case !inBags && lost && loss.WrittenOff != nil:
			d.Reason = fmt.Sprintf("档案遗失，已核销：%s（%s）", loss.WrittenOff.Reason, loss.WrittenOff.By)
		case !inBags && (lost || inCatalogue):
			d.Reason = "档案遗失。请从备份恢复，确实找不回来的用 gongwen write-off 核销"
		case !inBags:
			d.Reason = "档案里没有这一件，是后来添在台账里的。" + writeAnew
		case !inCatalogue:
			d.Reason = "目录里没有这一件。请运行 gongwen rebuild"
		default:
			d.Reason = "台账里没有这一行：被删去了，或者台账还没有更新。" + writeAnew
		}
		r.differ(d)
		return
	}
	stands := func(is bool) string {
		if is {
			return "有效"
		}
		return "不计"
	}
	if row.stands != kept.Stands() || known.Stands() != kept.Stands() {
		d.Column, d.Register, d.Catalogue, d.Bags = templates.StatusLabel, stands(row.stands), stands(known.Stands()), stands(kept.Stands())
		d.Reason = whoseFault(known.Stands() == kept.Stands())
		r.differ(d)
	}
	for i, c := range t.kind.Summed() {
		in, has := row.counted[c.Label]
		if has && in == effect(kept, i) && effect(known, i) == effect(kept, i) {
			continue
		}
		d.Column, d.Register, d.Catalogue, d.Bags = c.Label, in.String(), effect(known, i).String(), effect(kept, i).String()
		if !has {
			d.Register = "没有这一栏"
		}
		d.Reason = whoseFault(effect(known, i) == effect(kept, i))
		r.differ(d)
	}
}

func there(is bool) string {
	if is {
		return "有"
	}
	return "没有"
}

// whoseFault says which of the three departs from the bags.
func whoseFault(catalogueAgrees bool) string {
	if catalogueAgrees {
		return "台账被改动过，或者还没有更新。" + writeAnew
	}
	return "目录与档案不符。请运行 gongwen verify、gongwen rebuild"
}
