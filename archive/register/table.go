package register

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/templates"
	"gongwen/templates/table"
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
	r := &registerOf{book: b, kind: kind, selection: s, made: b.now()}
	if err := r.choose(ctx, within); err != nil {
		return table.Book{}, err
	}
	if err := r.chooseColumns(); err != nil {
		return table.Book{}, err
	}
	r.sums = newSums(r)
	rows := table.Sheet{Name: r.sheetName(), Title: r.title(), Columns: tableColumns(r.columns), Totals: len(r.totals) > 0, Rows: r.rows(ctx)}
	r.sheet = &rows
	out := table.Book{Name: archive.SafeName(s.Name(r.kind.Title + "台账")), Title: r.title(), Scope: s.Scope(r.countedBy(), r.made), By: s.By, Made: r.made, Foot: b.Foot, Sheets: []table.Sheet{rows}}
	out.Sheets = append(out.Sheets, r.summary())
	if matrix, ok := r.matrix(); ok {
		out.Sheets = append(out.Sheets, matrix)
	}
	out.Sheets = append(out.Sheets, r.about())
	return out, nil
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
	sums      *sums
	sheet     *table.Sheet // with the rows
}

// item is a row of a register before it is written.
type item struct {
	number       string
	year, serial int
	day          templates.Date // zero for what is lost and not known
	unit         string
	status       string
	stands       bool
	known        bool // the catalogue has the record
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
	entries, err := b.posted(ctx, r.kind, counting(r.kind), f, within, wanted)
	if err != nil {
		return err
	}
	for _, e := range entries {
		r.chosen = append(r.chosen, &item{e.Number, e.Year, e.Serial, e.Day, templates.Text(e.Values[r.kind.Unit]), e.Status(), e.Stands(), true, e.Effects})
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
		if !lost.any() {
			continue
		}
		for _, l := range r.chosen {
			if told := lost.told[l.number]; told != "" && l.year == of.Year {
				l.status = joinStatus(l.status, told)
			}
		}
		for _, gone := range lost.gone {
			if !s.From.IsZero() || !s.To.IsZero() || s.Unit != "" && r.book.unit(gone.record.Unit) != r.book.unit(s.Unit) || within != nil && !within(gone.record) {
				continue
			}
			l := &item{number: gone.record.Number, year: of.Year, serial: gone.record.Serial, status: gone.Lost}
			if gone.Voided != "" {
				l.status = joinStatus(voidWord+"："+gone.Voided, gone.Lost)
			}
			r.chosen = append(r.chosen, l)
		}
	}
	slices.SortStableFunc(r.chosen, func(x, y *item) int {
		if x.year != y.year {
			return x.year - y.year
		}
		return x.serial - y.serial
	})
	return nil
}

// joinStatus says of a record that is lost besides how it stood.
func joinStatus(status, lost string) string {
	if status == Valid {
		return lost
	}
	return status + "；" + lost
}

func iso(d templates.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.ISO()
}

func (r *registerOf) title() string { return r.selection.Title(r.kind.Title + "台账") }

// sheetName is how Compare knows again which register a file has.
func (r *registerOf) sheetName() string {
	return r.selection.Title(r.kind.Title)
}

// countedBy names the date that the register counts by.
func (r *registerOf) countedBy() string {
	for _, c := range r.kind.RegisterColumns() {
		if c.From == r.kind.CountedBy() {
			return c.Label
		}
	}
	return r.kind.LabelOf(r.kind.CountedBy())
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
		values, err := r.kind.Decode(entry.Values)
		if err != nil {
			return fmt.Errorf("%s：%w", l.number, err)
		}
		source.entry, source.values = entry, values
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
	row.Struck = l.known && !l.stands || strings.HasPrefix(l.status, voidWord)
	return nil
}
