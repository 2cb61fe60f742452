package register

import (
	"context"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/templates"
	"gongwen/templates/table"
)

// Page is some rows of a kind's register, as a program shows them that follows the
// catalogue and knows which records are wanted and what each adds to the totals. It costs
// what its rows cost, however long the register is.
type Page struct {
	Columns        []table.Column
	Number, Status int // their columns, from 0; -1 where it is not among them
	Rows           []table.Row
}

// Listed is a record of which a page has a row.
type Listed struct {
	Number  string
	Effects []templates.Fen // for each of Kind.Summed; nil for what does not count
	// Loss is for a record that the catalogue has no more; nil for others.
	Loss *catalogue.Loss
}

// Kept are the labels of the columns of a kind's register without which its rows say nothing
// for certain: the number, and whether the record stands.
func Kept(k *templates.Kind) (labels []string) {
	if label := numberLabel(k); label != "" {
		labels = append(labels, label)
	}
	for _, c := range columnsOf(k) {
		if c.status {
			labels = append(labels, c.Label)
		}
	}
	return labels
}

// Page makes a row of each record, the first of which is the first-th of the register. The
// columns are those of the labels; nil for all. Links are the book's.
func (b *Book) Page(ctx context.Context, kind *templates.Kind, labels []string, first int, records []Listed) (Page, error) {
	r := &registerOf{book: b, kind: kind, selection: Selection{Columns: labels}}
	if err := r.chooseColumns(); err != nil {
		return Page{}, err
	}
	p := Page{Columns: tableColumns(r.columns), Number: -1, Status: slices.IndexFunc(r.columns, func(c column) bool { return c.status })}
	if label := numberLabel(kind); label != "" {
		p.Number = slices.IndexFunc(p.Columns, func(c table.Column) bool { return c.Label == label })
	}
	entries, items, err := b.items(ctx, kind, records)
	if err != nil {
		return Page{}, err
	}
	for i, l := range items {
		row := table.Row{Cells: make([]any, len(r.columns)), Counted: make([]templates.Fen, len(r.totals))}
		if err := r.fill(ctx, &row, first+i, l, entries); err != nil {
			return Page{}, err
		}
		p.Rows = append(p.Rows, row)
	}
	return p, nil
}

// items are what is known of the records of a page.
func (b *Book) items(ctx context.Context, kind *templates.Kind, records []Listed) (map[string]catalogue.Entry, []*item, error) {
	var numbers []string
	for _, l := range records {
		if l.Loss == nil {
			numbers = append(numbers, l.Number)
		}
	}
	entries, err := b.Catalogue.Numbered(ctx, numbers...)
	if err != nil {
		return nil, nil, err
	}
	superseded, err := b.Catalogue.Superseded(ctx, b.Kinds, numbers...)
	if err != nil {
		return nil, nil, err
	}
	losses := map[int]map[string]catalogue.Loss{} // by year
	var items []*item
	for _, l := range records {
		if l.Loss != nil {
			items = append(items, gone(*l.Loss))
			continue
		}
		entry := entries[l.Number] // what is not there any more fill tells of
		e := Entry{Voided: entry.Voided}
		if s, is := superseded[l.Number]; is {
			e.Superseded = &s
		}
		of := &item{number: l.Number, year: entry.Year, serial: entry.Serial, day: CountedOn(kind, entry.Record), standing: e.Status(), stands: e.Stands(), known: true, effects: l.Effects}
		if losses[of.year] == nil {
			if losses[of.year], err = b.Catalogue.LossesIn(ctx, catalogue.Series{Kind: kind.Key, Year: of.year}); err != nil {
				return nil, nil, err
			}
		}
		if loss, is := losses[of.year][l.Number]; is || !b.Archive.Has(entry.Folder()) {
			of.lost = WhatIsLost(loss)
		}
		items = append(items, of)
	}
	return entries, items, nil
}

// gone is the item of a record of which no more is known than that it is lost.
func gone(l catalogue.Loss) *item {
	of := &item{number: l.Number, year: l.Year, serial: l.Serial, lost: WhatIsLost(l)}
	if l.Voided != nil {
		of.standing = voidWord + "：" + l.Voided.Reason
	}
	return of
}
