package web

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/register/view"
	"gongwen/pipeline/web/statistics"
	"gongwen/templates"
	"gongwen/templates/table"
)

// viewPage is a part of a view (综合台账).
type viewPage struct {
	selection
	choices
	listing
	turning
	View    *templates.View
	Heading string
	Path    string
	Record  string    // the number of one whose lines alone are shown; empty for all
	Total   int       // lines chosen
	AsOf    time.Time // when the lines were worked out, where something was filed since; zero for others
	Sums    []registerSum
	Files   []fileChoice
}

func viewPath(v *templates.View) string { return "/views/" + url.PathEscape(v.Key) }

// viewAsked reads the address of a view.
func (r *request) viewAsked() (v *templates.View, c selection, err error) {
	kinds := r.server.workspace.Kinds()
	if v = kinds.View(r.PathValue("view")); v == nil || v.Key != r.PathValue("view") {
		return nil, c, errNotFound
	}
	if c, err = r.selection(); err == nil {
		viewColumns(v).choose(r, &c)
	}
	return v, c, err
}

// viewColumns are the columns of a view. Its first names the line.
func viewColumns(v *templates.View) columnsOf {
	of := columnsOf{Of: v.Key, Path: viewPath(v), All: view.Columns(v)}
	if len(v.Columns) > 0 {
		of.Always = []string{v.Columns[0].Label}
	}
	return of
}

func (s *Server) view(r *request) error {
	v, chosen, err := r.viewAsked()
	if err != nil {
		return err
	}
	if err := s.statistics.UpToDate(r.Context()); err != nil {
		return err
	}
	lines, old, err := r.viewLines(v, chosen)
	if err != nil {
		return err
	}
	p := viewPage{selection: chosen, View: v, Heading: chosen.Name(v.Title), Path: viewPath(v), Record: r.FormValue("record")}
	if p.Record != "" {
		lines = lines.with(p.Record)
	}
	if old {
		p.AsOf = lines.asOf
	}
	p.Total = len(lines.Lines)
	p.choices = s.viewChoices(r, v, chosen)
	first, end := p.turn(&p.selection, p.Path, len(lines.Lines))
	p.fill(r, lines, first, end)
	p.columnChoices = viewColumns(v).choices(r, p.selection)
	p.Files = p.files(p.Path)
	return r.show("view", p.Heading, p)
}

// with are the lines that a record is in.
func (l *viewLines) with(number string) *viewLines {
	own := *l
	own.Lines, own.Sums = nil, make([]templates.Fen, len(l.Sums))
	for _, line := range l.Lines {
		if !slices.ContainsFunc(line.Below, func(row table.Row) bool { return row.Cells[view.NumberColumn] == number }) {
			continue
		}
		own.Lines = append(own.Lines, line)
		for i, amount := range line.Counted {
			own.Sums[i] += amount
		}
	}
	return &own
}

// viewsOf are the views in whose lines records of a kind are, as pages of the one record,
// for those who may see registers.
func (r *request) viewsOf(e catalogue.Entry) (links []setChoice) {
	if !slices.Contains(registerReaders.roles, r.account.Role) {
		return nil
	}
	for _, v := range r.server.workspace.Kinds().Views() {
		if slices.Contains(v.Kinds(), e.Kind) {
			to := url.Values{"year": {allYears}, "record": {e.Number}}
			links = append(links, setChoice{Name: v.Title, URL: viewPath(v) + "?" + to.Encode()})
		}
	}
	return links
}

// viewFile serves what the page of a view shows, all its pages, as a file.
func (s *Server) viewFile(r *request) error {
	v, chosen, err := r.viewAsked()
	if err != nil {
		return err
	}
	return r.tableFile(chosen, func(ctx context.Context) (table.Book, error) {
		return view.Table(ctx, r.book(ctx), v, chosen.Selection, r.scope.IncludesRecord)
	})
}

// viewChoices are the years and units that there are records of in a view's lines.
func (s *Server) viewChoices(r *request, v *templates.View, c selection) choices {
	var years []int
	units := map[string]bool{}
	for _, of := range s.viewSeries(r, v) {
		years = append(years, of.Year)
		s.statistics.Each(r.scope, of, func(row *statistics.Row) { units[row.Unit] = true })
	}
	return choices{yearChoices: choicesOf(c.Selection, years), Units: unitChoices(c.Selection, units)}
}

// viewSeries are those in scope by which the lines of a view are chosen.
func (s *Server) viewSeries(r *request, v *templates.View) []catalogue.Series {
	begin := v.Over
	if v.Of != "" {
		begin = []string{v.Of}
	}
	return slices.DeleteFunc(s.statistics.Series(r.scope), func(of catalogue.Series) bool { return !slices.Contains(begin, of.Kind) })
}

// fill fills in the lines from first to before end, with their records, and what they come
// to.
func (p *viewPage) fill(r *request, lines *viewLines, first, end int) {
	at, err := table.Choose(lines.Columns, p.Columns)
	if err != nil { // the view may just have changed
		at, _ = table.Choose(lines.Columns, nil)
	}
	at = slices.DeleteFunc(at, func(i int) bool { return lines.Columns[i].Technical })
	columns := columnsAt(lines.Columns, at)
	p.Heads = headsOf(columns)
	here := make([]templates.Fen, len(lines.Sums))
	for _, line := range lines.Lines[first:end] {
		shown := rowOf(lines.Columns, &line.Row)
		for i, amount := range line.Counted {
			here[i] += amount
		}
		chosen := listingRow{Struck: shown.Struck, Opens: fmt.Sprintf("%d份记录", len(line.Below))}
		for _, i := range at {
			chosen.Cells = append(chosen.Cells, r.linked(shown.Cells[i]))
		}
		below := listing{Heads: headsOf(lines.Records[1:])} // without the line's number
		for i := range line.Below {
			record := rowOf(lines.Records, &line.Below[i])
			record.Cells = record.Cells[1:]
			for c := range record.Cells {
				record.Cells[c] = r.linked(record.Cells[c])
				record.Cells[c].Note = "" // what it does has columns of its own
			}
			below.Rows = append(below.Rows, record)
		}
		chosen.Below = &below
		p.Rows = append(p.Rows, chosen)
	}
	var labels []string // of the columns that are added up
	for _, c := range lines.Columns {
		if c.Total {
			labels = append(labels, c.Label)
		}
	}
	totals := make([]int, len(columns))
	for i, c := range columns {
		totals[i] = slices.Index(labels, c.Label)
	}
	if p.Pages > 1 {
		p.addFoot("本页", columns, totals, here)
	}
	p.addFoot("合计", columns, totals, lines.Sums)
	for n, sum := range lines.Sums {
		p.Sums = append(p.Sums, registerSum{Label: labels[n], Amount: sum})
	}
}

// linked is a cell whose numbers open the records that the reader may see.
func (r *request) linked(cell listingCell) listingCell {
	if !strings.Contains(cell.Text, "〔") {
		return cell
	}
	var parts []linkedText
	found := false
	for _, text := range strings.Split(cell.Text, "、") {
		part := linkedText{Text: text}
		if number, ok := templates.RecordNumber(text); ok && r.server.statistics.Includes(r.scope, number) {
			part.Link, found = recordURL(number), true
		}
		parts = append(parts, part)
	}
	switch {
	case found && len(parts) == 1:
		cell.link(parts[0].Link)
	case found:
		cell.Parts = parts
	}
	return cell
}
