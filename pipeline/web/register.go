package web

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	registers "gongwen/archive/register"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/statistics"
	"gongwen/templates"
)

// registersPage lists the registers (台账) there are, newest year first.
type registersPage struct {
	Years []registerYear
}

type registerYear struct {
	Year  int
	Kinds []*templates.Kind
}

func (s *Server) registers(r *request) error {
	if err := s.statistics.UpToDate(r.Context()); err != nil {
		return err
	}
	kinds := map[int][]*templates.Kind{}
	var p registersPage
	for _, series := range s.statistics.Series(r.scope) {
		if k := s.workspace.Kinds().Named(series.Kind); k != nil {
			kinds[series.Year] = append(kinds[series.Year], k)
		}
	}
	for year, of := range kinds {
		slices.SortFunc(of, func(a, b *templates.Kind) int { return cmp.Compare(a.Key, b.Key) })
		p.Years = append(p.Years, registerYear{year, of})
	}
	slices.SortFunc(p.Years, func(a, b registerYear) int { return cmp.Compare(b.Year, a.Year) })
	return r.show("registers", "台账", p)
}

// extract is which part of a kind's register is asked for.
type extract struct {
	Kind     *templates.Kind
	Year     int
	From, To string // days; empty for the whole year
	Unit     string // its name; empty for all
}

// extract reads the address of a register.
func (r *request) extract() (e extract, err error) {
	if e.Kind = r.server.workspace.Kinds().Named(r.PathValue("kind")); e.Kind == nil {
		return e, errNotFound
	}
	if e.Year, err = strconv.Atoi(r.FormValue("year")); err != nil || e.Year < 1 || e.Year > 9999 {
		return e, badRequest("请写明年度，如 2026。")
	}
	for _, day := range []struct {
		text string
		to   *string
	}{{r.FormValue("from"), &e.From}, {r.FormValue("to"), &e.To}} {
		if day.text == "" {
			continue
		}
		date, err := templates.ParseDate(day.text)
		if err != nil {
			return e, badRequest("日期“%s”读不懂：请写成 2026-05-01。", day.text)
		}
		*day.to = date.ISO()
	}
	e.Unit = r.server.ruleset().Units.Canonical(r.FormValue("unit"))
	return e, nil
}

func (e extract) filter() catalogue.Filter {
	return catalogue.Filter{Kind: e.Kind.Key, Year: e.Year, From: e.From, To: e.To}
}

// within tells which records belong to an extract, of those in the scope.
func (e extract) within(scope access.Scope, units *roster.Units) func(archive.Record) bool {
	return func(record archive.Record) bool {
		return scope.IncludesRecord(record) && (e.Unit == "" || units.Canonical(record.Unit) == e.Unit)
	}
}

// WorkbookURL is where the extract can be had as a workbook.
func (e extract) WorkbookURL() string {
	v := url.Values{"year": {strconv.Itoa(e.Year)}}
	for _, p := range [][2]string{{"from", e.From}, {"to", e.To}, {"unit", e.Unit}} {
		if p[1] != "" {
			v.Set(p[0], p[1])
		}
	}
	return "/registers/" + url.PathEscape(e.Kind.Key) + "/xlsx?" + v.Encode()
}

// registerPage is the preview of a register.
type registerPage struct {
	extract
	Units []string
	Heads []registerHead
	Rows  []registerRow
	Total int
	Sums  []string // below the columns; empty where there is nothing to add up
	More  int      // rows not shown
}

type registerHead struct {
	Label  string
	Number bool // its cells stand to the right
}

type registerRow struct {
	Number string
	Cells  []registerCell
	Voided bool
}

type registerCell struct {
	Text   string
	Number bool
	Link   string
}

// previewRows is how many rows a page shows; the workbook has all.
const previewRows = 200

func (s *Server) register(r *request) error {
	e, err := r.extract()
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := s.statistics.UpToDate(ctx); err != nil {
		return err
	}
	p := registerPage{extract: e}
	columns := slices.DeleteFunc(slices.Clone(e.Kind.Register), func(c templates.Column) bool { return c.From == "document" || c.From == "form_sha" })
	for _, c := range columns {
		f := e.Kind.At(c.From)
		p.Heads = append(p.Heads, registerHead{c.Label, f != nil && (f.Type == templates.TypeMoney || f.Type == templates.TypeInteger)})
	}
	shown := p.addTotals(s.statistics, r.scope, columns)
	entries, err := s.workspace.Catalogue.Numbered(ctx, shown...)
	if err != nil {
		return err
	}
	for _, number := range shown {
		entry, ok := entries[number]
		if !ok {
			return fmt.Errorf("%s：%w", number, catalogue.ErrUnknown)
		}
		values, err := e.Kind.Decode(entry.Values)
		if err != nil {
			return fmt.Errorf("%s：%w", number, err)
		}
		p.Rows = append(p.Rows, p.row(columns, entry, values))
	}
	return r.show("register", fmt.Sprintf("%d年%s台账", e.Year, e.Kind.Title), p)
}

// addTotals fills in what there is to add up, of all records, and returns the
// numbers of those of which a row is shown.
func (p *registerPage) addTotals(records *statistics.Cache, scope access.Scope, columns []templates.Column) (shown []string) {
	units := map[string]bool{}
	var sums []templates.Fen
	for _, c := range p.Kind.Register {
		if p.Kind.Sums(c) {
			sums = append(sums, 0)
		}
	}
	for _, row := range records.Rows(scope, catalogue.Series{Kind: p.Kind.Key, Year: p.Year}) {
		units[row.Unit] = true
		if p.From != "" && row.Day < p.From || p.To != "" && row.Day > p.To || p.Unit != "" && row.Unit != p.Unit {
			continue
		}
		if p.Total++; p.Total <= previewRows {
			shown = append(shown, row.Number)
		}
		if row.Voided {
			continue
		}
		for i, amount := range row.Money[:min(len(row.Money), len(sums))] { // the kind may just have changed
			sums[i] += amount
		}
	}
	p.More = p.Total - len(shown)
	p.Units = slices.Sorted(maps.Keys(units))
	p.addSums(columns, sums)
	return shown
}

func (p *registerPage) row(columns []templates.Column, entry catalogue.Entry, values templates.Values) registerRow {
	row := registerRow{Number: entry.Number, Voided: entry.Voided != nil}
	for i, c := range columns {
		cell := registerCell{Number: p.Heads[i].Number}
		switch c.From {
		case "number":
			cell.Text, cell.Link = entry.Number, recordURL(entry.Number)
		case "subject":
			cell.Text = entry.Subject
		default:
			cell.Text = values.Joined(c.From)
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// addSums fills in what the columns that are added up come to.
func (p *registerPage) addSums(columns []templates.Column, sums []templates.Fen) {
	if len(sums) == 0 {
		return
	}
	p.Sums = make([]string, len(columns))
	for i, c := range columns {
		if p.Kind.Sums(c) {
			p.Sums[i], sums = sums[0].String(), sums[1:]
		}
	}
}

func (s *Server) registerWorkbook(r *request) error {
	e, err := r.extract()
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%d年%s台账.xlsx", e.Year, e.Kind.Title)
	book := registers.Book{Kinds: s.workspace.Kinds(), Archive: s.workspace.Archive, Catalogue: s.workspace.Catalogue, Foot: s.workspace.RegisterFoot(r.Context())}
	return r.made(name, listMedia[".xlsx"], func(w io.Writer) (journal.Event, error) {
		err := book.Print(r.Context(), w, e.filter(), e.within(r.scope, s.ruleset().Units))
		return journal.Event{Type: journal.Taken, Path: name, Unit: e.Unit}, err
	})
}
