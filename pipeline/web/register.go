package web

import (
	"bytes"
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
	pipelineregister "gongwen/archive/register"
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

func (s *Server) registers(v *visit) error {
	if err := s.tally.upToDate(v.r.Context()); err != nil {
		return err
	}
	kinds := map[int][]*templates.Kind{}
	var p registersPage
	for _, series := range s.tally.allSeries(v.reach) {
		if k := s.office.Kinds.Named(series.Kind); k != nil {
			kinds[series.Year] = append(kinds[series.Year], k)
		}
	}
	for year, of := range kinds {
		slices.SortFunc(of, func(a, b *templates.Kind) int { return cmp.Compare(a.Key, b.Key) })
		p.Years = append(p.Years, registerYear{year, of})
	}
	slices.SortFunc(p.Years, func(a, b registerYear) int { return cmp.Compare(b.Year, a.Year) })
	return v.show("registers", "台账", p)
}

// extract is which part of a kind's register is asked for.
type extract struct {
	Kind     *templates.Kind
	Year     int
	From, To string // days; empty for the whole year
	Unit     string // its name; empty for all
}

// extract reads the address of a register.
func (v *visit) extract() (e extract, err error) {
	if e.Kind = v.s.office.Kinds.Named(v.r.PathValue("kind")); e.Kind == nil {
		return e, errNotFound
	}
	if e.Year, err = strconv.Atoi(v.r.FormValue("year")); err != nil || e.Year < 1 || e.Year > 9999 {
		return e, badRequest("请写明年度，如 2026。")
	}
	for _, day := range []struct {
		text string
		to   *string
	}{{v.r.FormValue("from"), &e.From}, {v.r.FormValue("to"), &e.To}} {
		if day.text == "" {
			continue
		}
		date, err := templates.ParseDate(day.text)
		if err != nil {
			return e, badRequest("日期“%s”读不懂：请写成 2026-05-01。", day.text)
		}
		*day.to = date.ISO()
	}
	e.Unit = v.s.law.Units.Canonical(v.r.FormValue("unit"))
	return e, nil
}

func (e extract) filter() catalogue.Filter {
	return catalogue.Filter{Kind: e.Kind.Key, Year: e.Year, From: e.From, To: e.To}
}

// within tells which records belong to an extract, of those an account may see.
func (e extract) within(r reach) func(archive.Record) bool {
	return func(record archive.Record) bool {
		return r.record(record) && (e.Unit == "" || r.known.Canonical(record.Unit) == e.Unit)
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

func (s *Server) register(v *visit) error {
	e, err := v.extract()
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	if err := s.tally.upToDate(ctx); err != nil {
		return err
	}
	p := registerPage{extract: e}
	columns := slices.DeleteFunc(slices.Clone(e.Kind.Register), func(c templates.Column) bool { return c.From == "document" || c.From == "form_sha" })
	for _, c := range columns {
		f := e.Kind.At(c.From)
		p.Heads = append(p.Heads, registerHead{c.Label, f != nil && (f.Type == templates.TypeMoney || f.Type == templates.TypeInteger)})
	}
	shown := p.add(s.tally, v.reach, columns)
	entries, err := s.office.Catalogue.Numbered(ctx, shown...)
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
	return v.show("register", fmt.Sprintf("%d年%s台账", e.Year, e.Kind.Title), p)
}

// add fills in what there is to add up, which the tally knows of every record, and
// returns the numbers of those of which there is a row.
func (p *registerPage) add(t *tally, r reach, columns []templates.Column) (shown []string) {
	units := map[string]bool{}
	sums := make([]templates.Fen, len(t.money[p.Kind]))
	for _, l := range t.ofSeries(r, catalogue.Series{Kind: p.Kind.Key, Year: p.Year}) {
		units[l.unit] = true
		if p.From != "" && l.day < p.From || p.To != "" && l.day > p.To || p.Unit != "" && l.unit != p.Unit {
			continue
		}
		if p.Total++; p.Total <= previewRows {
			shown = append(shown, l.number)
		}
		if l.voided {
			continue
		}
		for i, amount := range l.money {
			sums[i] += amount
		}
	}
	p.More = p.Total - len(shown)
	p.Units = slices.Sorted(maps.Keys(units))
	p.sum(columns, sums)
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

// sum fills in what the columns that are added up come to.
func (p *registerPage) sum(columns []templates.Column, sums []templates.Fen) {
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

func (s *Server) registerWorkbook(v *visit) error {
	e, err := v.extract()
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%d年%s台账.xlsx", e.Year, e.Kind.Title)
	if err := v.note(journal.Event{Type: journal.Taken, Path: name, Unit: e.Unit}); err != nil {
		return err
	}
	select {
	case s.workbooks <- struct{}{}:
		defer func() { <-s.workbooks }()
	case <-v.r.Context().Done():
		return v.r.Context().Err()
	}
	book := pipelineregister.Book{Kinds: s.office.Kinds, Archive: s.office.Archive, Catalogue: s.office.Catalogue}
	return v.workbook(name, func(w io.Writer) error { return book.Print(v.r.Context(), w, e.filter(), e.within(v.reach)) })
}

// workbook serves a workbook once it is whole.
func (v *visit) workbook(name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	v.w.Header().Set("Content-Disposition", disposition(archive.SafeName(name), false))
	v.w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	_, _ = b.WriteTo(v.w)
	return nil
}
