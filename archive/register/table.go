package register

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// Register is the register (台账) of a kind as a table: the records that are selected and
// that within, unless nil, holds true of, by year and serial; what they come to by month,
// quarter, year and unit; and what was selected. Of a record within is told the number,
// kind, year, serial, subject, unit, secrecy and the time it was filed.
//
// What the amounts come to follows from their effects (package posting), worked out over
// all that within holds true of before any are left out: whoever may not know of a record
// does not learn from those of its line what it said. Of those that cannot be found and that
// nothing is known of no day is known: they stand in registers of all days only.
func (b *Book) Register(ctx context.Context, kind *templates.Kind, s Selection, within func(archive.Record) bool) (table.Book, error) {
	r, err := b.registerOf(ctx, kind, s, within)
	if err != nil {
		return table.Book{}, err
	}
	out := table.Book{Name: archive.SafeName(s.Name(r.kind.Title + "台账")), Title: r.title(), Scope: s.Scope(r.kind.CountedLabel(), r.made), By: s.By, Made: r.made, Foot: b.Foot, A3: s.A3,
		Sheets: []table.Sheet{r.rowsSheet(ctx), r.summary()}}
	if matrix, ok := r.matrix(); ok {
		out.Sheets = append(out.Sheets, matrix)
	}
	out.Sheets = append(out.Sheets, r.about())
	return out, nil
}

// registerOf chooses the records and the columns of a register, and adds up.
func (b *Book) registerOf(ctx context.Context, kind *templates.Kind, s Selection, within func(archive.Record) bool) (*registerOf, error) {
	r := &registerOf{book: b, kind: kind, selection: s, made: b.now()}
	if err := cmp.Or(r.choose(ctx, within), r.chooseColumns()); err != nil {
		return nil, err
	}
	r.sums = newSums(r)
	return r, nil
}

// rowsSheet is the sheet with the records.
func (r *registerOf) rowsSheet(ctx context.Context) table.Sheet {
	return table.Sheet{Name: r.sheetName(), Title: r.title(), Columns: tableColumns(r.columns), Totals: len(r.totals) > 0, Rows: r.rows(ctx), Notes: WithheldNotes(r.withheld)}
}

// registerOf is a register on its way.
type registerOf struct {
	book      *Book
	kind      *templates.Kind
	selection Selection
	made      time.Time
	chosen    []*item
	columns   []column
	totals    []int // those of Kind.Summed that are among the columns
	withheld  int   // records, for their degree of secrecy
	sums      *sums
}

// item is a row of a register before it is written.
type item struct {
	number       string
	year, serial int
	day          templates.Date // zero for what is lost and not known
	unit         string
	standing     string // Entry.Status; empty where the catalogue has no more of it
	lost         string // what is said of it when it cannot be found
	stands       bool   // it counts
	known        bool   // the catalogue has it
	unread       bool   // something by which it is added up cannot be read
	effects      []templates.Fen
}

// only reports whether all records have numbers of one year, which then need not be said.
func (r *registerOf) only(year int) bool {
	return r.selection.Year == year && r.selection.LastYear <= year
}

// choose finds the records of which there will be rows.
func (r *registerOf) choose(ctx context.Context, within func(archive.Record) bool) error {
	s, b := r.selection, r.book
	f := catalogue.Filter{Kind: r.kind.Key}
	if s.LastYear <= s.Year {
		f.Year = s.Year
	}
	if r.kind.CountedBy() == r.kind.Date {
		f.From, f.To = iso(s.From), iso(s.To)
	}
	wanted := func(e *Entry) bool {
		return s.HasYear(e.Year) && s.Has(e.Day) && (s.Unit == "" || b.unit(e.Unit) == b.unit(s.Unit))
	}
	entries, err := b.posted(ctx, r.kind, counting(r.kind), f, func(e *Entry) bool {
		of := e.Record()
		switch {
		case within != nil && !within(of):
			return false
		case !s.Withholds(of.Secrecy):
			return true
		case wanted(e):
			r.withhold(of)
		}
		return false
	}, wanted)
	if err != nil {
		return err
	}
	for _, e := range entries {
		tell(b.Listed, e.Record())
		r.chosen = append(r.chosen, &item{e.Number, e.Year, e.Serial, e.Day, templates.Text(e.Values[r.kind.Unit]), e.Status(), "", e.Stands(), true, e.Unread != "", e.Effects})
	}
	return r.addLost(ctx, within)
}

// addLost tells of those of the records that cannot be found.
func (r *registerOf) addLost(ctx context.Context, within func(archive.Record) bool) error {
	s := r.selection
	series, err := r.book.Catalogue.SeriesOf(ctx, r.kind.Key)
	if err != nil {
		return err
	}
	numbers := map[int][]string{} // by year
	for _, l := range r.chosen {
		numbers[l.year] = append(numbers[l.year], l.number)
	}
	for _, of := range series {
		if !s.HasYear(of.Year) {
			continue
		}
		lost, err := r.book.lostAmong(ctx, of, numbers[of.Year])
		if err != nil {
			return err
		}
		for _, l := range r.chosen {
			if l.year == of.Year {
				l.lost = lost.told[l.number]
			}
		}
		for _, l := range lost.gone {
			// No day is known of them.
			if !s.From.IsZero() || !s.To.IsZero() || s.Unit != "" && r.book.unit(l.record.Unit) != r.book.unit(s.Unit) || within != nil && !within(l.record) {
				continue
			}
			if s.Withholds(l.record.Secrecy) {
				r.withhold(l.record)
				continue
			}
			tell(r.book.Listed, l.record)
			r.chosen = append(r.chosen, gone(l.Loss))
		}
	}
	slices.SortStableFunc(r.chosen, func(x, y *item) int { return cmp.Or(x.year-y.year, x.serial-y.serial) })
	return nil
}

// status (效力) is what the register says of the record as a whole.
func (l *item) status() string {
	switch {
	case l.lost == "":
		return l.standing
	case l.standing == Valid || l.standing == "":
		return l.lost
	}
	return l.standing + "；" + l.lost
}

func (l *item) void() bool { return strings.HasPrefix(l.standing, voidWord) }

func iso(d templates.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.ISO()
}

func (r *registerOf) title() string { return r.selection.Title(r.kind.Title + "台账") }

// sheetName is by what Compare knows a register that has no sheet 说明.
func (r *registerOf) sheetName() string {
	return layout.SheetName(r.selection.Title(r.kind.Title))
}

// rowPage is how many records are read at once for their rows.
const rowPage = 100

func (r *registerOf) rows(ctx context.Context) table.Rows {
	return func(yield func(*table.Row, error) bool) {
		row := table.Row{Cells: make([]any, len(r.columns)), Counted: make([]templates.Fen, len(r.totals))}
		n := 0
		for page := range slices.Chunk(r.chosen, rowPage) {
			var numbers []string
			for _, l := range page {
				if l.known {
					numbers = append(numbers, l.number)
				}
			}
			entries, err := r.book.Catalogue.Numbered(ctx, numbers...)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, l := range page {
				n++
				if err := r.fill(ctx, &row, n, l, entries); err != nil {
					yield(nil, err)
					return
				}
				if !yield(&row, nil) {
					return
				}
			}
		}
	}
}

// fill writes the n-th row.
func (r *registerOf) fill(ctx context.Context, row *table.Row, n int, l *item, entries map[string]catalogue.Entry) error {
	source := source{item: l, n: n}
	if l.known {
		entry, ok := entries[l.number]
		if !ok {
			return fmt.Errorf("%s：%w", l.number, catalogue.ErrUnknown)
		}
		source.entry = entry
		source.values, source.unread = decoded(r.kind.Fields, entry.Values)
		var err error
		if source.link, err = r.book.link(ctx, entry, l.stands); err != nil {
			return err
		}
	}
	for i := range r.columns {
		row.Cells[i] = r.columns[i].cell(&source)
	}
	for i, at := range r.totals {
		row.Counted[i] = 0
		if l.stands && at < len(l.effects) {
			row.Counted[i] = l.effects[at]
		}
	}
	row.Struck = l.known && !l.stands || l.void()
	return nil
}
