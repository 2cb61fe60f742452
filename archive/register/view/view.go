// Package view makes registers over all kinds whose records belong together (综合台账),
// as templates.View says them.
//
//	line     the records of one matter: a contract with its changes and what was paid
//	account  what an amount replaces when it replaces: the records of a line that change
//	         one another's amounts. Of two contracts of one project the change of one does
//	         not touch the other.
//	effect   by how much an account comes to more after a record than before, as in
//	         package posting. What a line comes to is the sum of the effects of its
//	         records, so every part of a view adds up to the whole.
//
// Records are linked whether they stand or not, since what follows a void record is still
// of its line; only those that stand count. Those that a reader may not see are for him as
// if they were not there, but that what belongs to them does not become a riddle.
package view

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/table"
)

// Table is a view as a workbook: a row for every line; below each line its records with
// what each does and what the line comes to after it; what the lines come to by unit, year
// and quarter; and what was selected. Of the selection the years are those of the numbers
// of the records that lines begin with (with By, of all records), and the unit is theirs,
// too. Within is as for register.Book.Register.
func Table(ctx context.Context, b *register.Book, v *templates.View, s register.Selection, within func(archive.Record) bool) (table.Book, error) {
	o, err := newOverview(ctx, b, v, s, within)
	if err != nil {
		return table.Book{}, err
	}
	if err := o.chooseColumns(); err != nil {
		return table.Book{}, fmt.Errorf("%s：%w", v.Title, err)
	}
	out := table.Book{Name: archive.SafeName(s.Name(v.Title)), Title: o.title(), Scope: o.scope(), By: s.By, Made: o.made, Foot: b.Foot, A3: s.A3}
	out.Sheets = []table.Sheet{o.rows(ctx), o.detail(ctx), o.summary(), o.about()}
	return out, nil
}

// overview is a view on its way.
type overview struct {
	*templates.View
	book      *register.Book
	selection register.Selection
	made      time.Time
	kinds     []*templates.Kind
	amounts   []amount // of the columns that are balances
	records   []*record
	lines     []*line
	hidden    bool            // there are records that who asks may not see
	withheld  int             // records that Selection.NotSecret keeps out
	lost      map[string]bool // records that cannot be found, by number as Tie.Value has it

	columns []column // of the rows
}

// record is one as a view has it.
type record struct {
	*register.Entry
	seen    bool // who asks may see it
	secret  bool // it is not, for Selection.NotSecret alone
	chosen  bool // it is in a line that is shown
	counts  bool // its amounts have effects
	effects []effect
	line    int // node, see belonging; none for no line
	through int // node of the record of the kinds in View.Names that it is in the line through
	ties    []templates.Tie
}

func newOverview(ctx context.Context, b *register.Book, v *templates.View, s register.Selection, within func(archive.Record) bool) (*overview, error) {
	o := &overview{View: v, book: b, selection: s, made: time.Now(), lost: map[string]bool{}}
	if b.Now != nil {
		o.made = b.Now()
	}
	for _, key := range v.Kinds() {
		k := b.Kinds.Named(key)
		if k == nil {
			return nil, fmt.Errorf("%s：没有 %s 这种表单的定义，请恢复 templates/%[2]s", v.Title, key)
		}
		o.kinds = append(o.kinds, k)
	}
	if err := o.read(ctx, within); err != nil {
		return nil, err
	}
	losses, err := b.Catalogue.Losses(ctx)
	if err != nil {
		return nil, err
	}
	for number := range losses {
		o.lost[plainNumber(number)] = true
	}
	o.compile()
	o.makeLines()
	for _, r := range o.records {
		of := b.Listed
		switch {
		case o.withholds(r):
			o.withheld++
			of = b.Withheld
		case !r.chosen:
			continue
		}
		if of != nil {
			of(r.Record())
		}
	}
	return o, nil
}

// read reads the records of the view's kinds, in the order of filing. Of what their forms
// say no more than the view needs.
func (o *overview) read(ctx context.Context, within func(archive.Record) bool) error {
	needed := o.needed()
	for _, k := range o.kinds {
		for e, err := range o.book.Read(ctx, k, needed[k.Key]) {
			if err != nil {
				return err
			}
			r := &record{Entry: e, line: none, through: none, ties: k.Ties(e.Values)}
			r.seen = within == nil || within(e.Record())
			o.hidden = o.hidden || !r.seen
			if r.secret = r.seen && o.selection.Withholds(e.Secrecy); r.secret {
				r.seen = false
			}
			o.records = append(o.records, r)
		}
	}
	slices.SortFunc(o.records, byFiling)
	return nil
}

// unit is the name that the roster has for a unit.
func (o *overview) unit(name string) string {
	if o.book.Units != nil {
		return o.book.Units(name)
	}
	return name
}

// link is what opens a record; empty for nothing.
func (o *overview) link(ctx context.Context, e catalogue.Entry, stands bool) (string, error) {
	switch {
	case o.book.Links != nil:
		return o.book.Links(ctx, e, stands)
	case o.book.Site != "":
		return register.SiteLinks(o.book.Site)(ctx, e, stands)
	}
	return "", nil
}
