package web

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	pipelineregister "gongwen/pipeline/register"
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
	if err := s.tally.catchUp(v.r.Context(), s.office.Catalogue); err != nil {
		return err
	}
	var p registersPage
	for year, filed := range s.tally.registers(v.reach) {
		of := registerYear{Year: year}
		for _, k := range s.office.Kinds.All() {
			if filed[k.Key] {
				of.Kinds = append(of.Kinds, k)
			}
		}
		if len(of.Kinds) > 0 {
			p.Years = append(p.Years, of)
		}
	}
	slices.SortFunc(p.Years, func(a, b registerYear) int { return cmp.Compare(b.Year, a.Year) })
	return v.show("registers", "台账", p)
}

// extract is which part of a kind's register is asked for.
type extract struct {
	Kind     *templates.Kind
	Year     int
	From, To string // days; empty for the whole year
	Unit     string
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
	e.Unit = v.r.FormValue("unit")
	return e, nil
}

func (e extract) filter() catalogue.Filter {
	return catalogue.Filter{Kind: e.Kind.Key, Year: e.Year, From: e.From, To: e.To}
}

// within tells which records belong to an extract, of those an account may see.
func (e extract) within(r reach) func(archive.Record) bool {
	return func(record archive.Record) bool {
		return r.record(record) && (e.Unit == "" || record.Unit == e.Unit)
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
const previewRows = 500

func (s *Server) register(v *visit) error {
	e, err := v.extract()
	if err != nil {
		return err
	}
	p := registerPage{extract: e}
	columns := slices.DeleteFunc(slices.Clone(e.Kind.Register), func(c templates.Column) bool { return c.From == "document" || c.From == "form_sha" })
	sums := make([]templates.Fen, len(columns))
	for _, c := range columns {
		f := e.Kind.At(c.From)
		p.Heads = append(p.Heads, registerHead{c.Label, f != nil && (f.Type == templates.TypeMoney || f.Type == templates.TypeInteger)})
	}
	units := map[string]bool{}
	within := e.within(v.reach)
	for entry, err := range s.office.Catalogue.Records(v.r.Context(), e.filter()) {
		if err != nil {
			return err
		}
		if v.reach.record(entry.Record) {
			units[entry.Unit] = true
		}
		if !within(entry.Record) {
			continue
		}
		p.Total++
		values, err := e.Kind.Decode(entry.Values)
		if err != nil {
			return fmt.Errorf("%s：%w", entry.Number, err)
		}
		if entry.Voided == nil {
			for i, c := range columns {
				for _, value := range values.Lookup(c.From) {
					if amount, ok := value.(templates.Fen); ok {
						sums[i] += amount
					}
				}
			}
		}
		if len(p.Rows) == previewRows {
			p.More++
			continue
		}
		p.Rows = append(p.Rows, p.row(columns, entry, values))
	}
	p.sum(columns, sums)
	for unit := range units {
		p.Units = append(p.Units, unit)
	}
	slices.Sort(p.Units)
	return v.show("register", fmt.Sprintf("%d年%s台账", e.Year, e.Kind.Title), p)
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

// sum fills in what the columns of money come to.
func (p *registerPage) sum(columns []templates.Column, sums []templates.Fen) {
	any := false
	texts := make([]string, len(columns))
	for i, c := range columns {
		if f := p.Kind.At(c.From); f != nil && f.Type == templates.TypeMoney {
			texts[i], any = sums[i].String(), true
		}
	}
	if any {
		p.Sums = texts
	}
}

func (s *Server) registerWorkbook(v *visit) error {
	e, err := v.extract()
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%d年%s台账.xlsx", e.Year, e.Kind.Title)
	if err := v.note(journal.Event{Event: journal.Taken, Path: name, Unit: e.Unit}); err != nil {
		return err
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
