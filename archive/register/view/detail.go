package view

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/table"
)

// detailSheet is the sheet with every record of every line: what it does, and what the
// line comes to after it.
const detailSheet = "明细账"

// Columns of the detail before those with amounts.
const (
	detailSerial = iota
	detailNumber
	detailDay
	detailKind
	detailSubject
	detailUnit
	detailDoes
	detailFixed
)

// running is a column of the view whose amounts go on from record to record: with by, how
// much the record changes it, and at, what it comes to then.
type running struct {
	column int // of the view
	amount int // of overview.amounts; -1 for what follows from other columns
	by, at int // of the sheet; by is -1 for what follows from other columns
	total  int // place of by among the columns with totals; -1 for none
	shown  bool
}

// NumberColumn is the column of the sheet with all records, from 0, that has their numbers.
const NumberColumn = detailNumber

// mostRunning is how many columns with amounts a page has room for beside the others.
const mostRunning = 6

// runs are the columns of the detail. Where there are too many for a page, what the
// columns come to after each record is not printed, but what each record does is.
func (o *overview) runs() (columns []table.Column, runs []running) {
	columns = []table.Column{
		{Label: templates.SerialLabel, Type: templates.TypeInteger, Width: 6}, {Label: "编号", Type: templates.TypeText, Width: 21},
		{Label: "计入日期", Type: templates.TypeDate, Width: 11}, {Label: "种类", Type: templates.TypeText, Width: 9},
		{Label: "事项", Type: templates.TypeParagraph, Width: 26}, {Label: "单位", Type: templates.TypeUnit, Width: 13},
		{Label: "作用", Type: templates.TypeParagraph, Width: 20},
	}
	amount, both := 0, 0
	for i, c := range o.Columns {
		run := running{column: i, amount: -1, by: -1, at: -1, total: -1, shown: c.Detailed()}
		switch {
		case c.Take != templates.Balance || len(c.From) == 0 && !o.runsOn(&c):
			continue
		case len(c.From) > 0:
			run.amount = amount
			amount++
			if run.shown {
				both += 2
			}
		case run.shown:
			both++
		}
		runs = append(runs, run)
	}
	totals := 0
	add := func(at *int, c templates.ViewColumn, label string, of table.Column) {
		*at = len(columns)
		of.Label, of.Type, of.Width = label, c.Type, 14
		columns = append(columns, of)
	}
	var behind []*running
	for i := range runs {
		run, c := &runs[i], o.Columns[runs[i].column]
		if !run.shown {
			continue
		}
		if run.amount >= 0 {
			sums := c.Type == templates.TypeMoney && c.Sums()
			add(&run.by, c, c.Label+"增减", table.Column{Total: sums})
			if sums {
				run.total = totals
				totals++
			}
		}
		if run.amount >= 0 && both > mostRunning {
			behind = append(behind, run)
			continue
		}
		add(&run.at, c, "至此"+c.Label, table.Column{})
	}
	for _, run := range behind {
		c := o.Columns[run.column]
		add(&run.at, c, "至此"+c.Label, table.Column{Technical: true})
	}
	return columns, runs
}

// runsOn reports whether what a column comes to goes on from record to record, and does
// not depend on which is the first or last.
func (o *overview) runsOn(c *templates.ViewColumn) bool {
	if len(c.Less) == 0 {
		return c.Take == templates.Balance
	}
	return !slices.ContainsFunc(c.Less, func(key string) bool { return !o.runsOn(o.Column(key)) })
}

// detail is the sheet with all records.
func (o *overview) detail(ctx context.Context) table.Sheet {
	columns, runs := o.runs()
	totals := slices.ContainsFunc(columns, func(c table.Column) bool { return c.Total })
	sheet := table.Sheet{Name: detailSheet, Title: o.title() + detailSheet, Columns: columns, Totals: totals}
	sheet.Rows = func(yield func(*table.Row, error) bool) {
		d := details{overview: o, runs: runs, row: table.Row{Cells: make([]any, len(columns))}, links: map[string]string{}}
		for _, c := range columns {
			if c.Total {
				d.row.Counted = append(d.row.Counted, 0)
			}
		}
		for n, l := range o.lines {
			if n%pageSize == 0 {
				if d.err = d.readLinks(ctx, o.lines[n:min(n+pageSize, len(o.lines))]); d.err != nil {
					yield(nil, d.err)
					return
				}
			}
			if !d.line(n+1, l, func() bool { return yield(&d.row, nil) }) {
				return
			}
		}
	}
	return sheet
}

// details are the rows of the detail on their way.
type details struct {
	*overview
	runs  []running
	row   table.Row
	links map[string]string
	err   error
}

// readLinks reads what the records of some lines are opened by.
func (d *details) readLinks(ctx context.Context, lines []*line) error {
	clear(d.links)
	for _, l := range lines {
		for page := range slices.Chunk(l.records, pageSize) {
			links, err := d.overview.links(ctx, page)
			if err != nil {
				return err
			}
			for number, link := range links {
				d.links[number] = link
			}
		}
	}
	return nil
}

// line writes the n-th line: its heading and its records.
func (d *details) line(n int, l *line, yield func() bool) bool {
	cells := d.cells(l)
	d.begin(n)
	d.row.Strong, d.row.Level, d.row.Struck = true, 0, l.void()
	d.row.Cells[detailNumber], d.row.Cells[detailSubject] = d.heading(cells)
	d.row.Cells[detailDoes] = text(d.remarks(l))
	for _, run := range d.runs {
		if run.shown {
			d.row.Cells[run.at] = cells[run.column]
		}
	}
	if !yield() {
		return false
	}
	so := make([]any, len(d.Columns)) // what the columns come to so far
	balance, said := make([]int64, len(d.amounts)), make([]bool, len(d.amounts))
	for _, r := range l.records {
		d.begin(n)
		d.row.Strong, d.row.Level, d.row.Struck = false, 1, !r.Stands()
		d.tell(r)
		for i, a := range d.amounts {
			e := r.effects[i]
			balance[i] += e.by
			if said[i] = said[i] || e.said; said[i] {
				so[a.column] = figure(d.Columns[a.column].Type, balance[i])
			}
		}
		d.amountsOf(r, so)
		if !yield() {
			return false
		}
	}
	return true
}

func (d *details) begin(n int) {
	clear(d.row.Cells)
	clear(d.row.Counted)
	d.row.Cells[detailSerial] = int64(n)
}

// tell writes what the record is.
func (d *details) tell(r *record) {
	d.row.Cells[detailNumber] = r.Number
	if link := d.links[r.Number]; link != "" {
		d.row.Cells[detailNumber] = table.Link{Text: r.Number, Target: link}
	}
	if !r.Day.IsZero() {
		d.row.Cells[detailDay] = r.Day
	}
	d.row.Cells[detailKind], d.row.Cells[detailSubject], d.row.Cells[detailUnit] = r.Kind.Title, text(r.Subject), text(d.unit(r.Unit))
	d.row.Cells[detailDoes] = text(d.does(r))
}

// amountsOf writes what the record does to the columns, and what they come to after it.
func (d *details) amountsOf(r *record, so []any) {
	acts := slices.ContainsFunc(r.effects, func(e effect) bool { return e.acts })
	for _, run := range d.runs {
		c := &d.Columns[run.column]
		if run.amount < 0 {
			if so[run.column] = d.less(so, c); acts && run.shown {
				d.row.Cells[run.at] = so[run.column]
			}
			continue
		}
		e := r.effects[run.amount]
		if !e.acts || !run.shown {
			continue
		}
		d.row.Cells[run.by] = figure(c.Type, e.by)
		d.row.Cells[run.at] = so[run.column]
		if run.total >= 0 {
			d.row.Counted[run.total] = templates.Fen(e.by)
		}
	}
}

// does says in words what a record does to the columns.
func (o *overview) does(r *record) string {
	if !r.Stands() {
		return r.Status() + "，不计"
	}
	words := map[templates.Role][]string{}
	for _, a := range o.amounts {
		c := &o.Columns[a.column]
		for _, act := range actsOf(r, a) {
			word := c.Label
			if act.role == templates.Replaces {
				word += "改为" + templates.Text(figure(c.Type, act.amount))
			}
			words[act.role] = append(words[act.role], word)
		}
	}
	var said []string
	if of := words[templates.Adds]; len(of) > 0 {
		said = append(said, "计入"+strings.Join(of, "、"))
	}
	if of := words[templates.Subtracts]; len(of) > 0 {
		said = append(said, "减去"+strings.Join(of, "、"))
	}
	said = append(words[templates.Replaces], said...)
	if len(said) == 0 {
		return "不计金额"
	}
	return strings.Join(said, "；")
}

// headed is how many of a line's first columns its heading has.
const headed = 4

// heading is what a line is called: the first of its columns before those with figures.
func (o *overview) heading(cells []any) (first, others any) {
	var all []string
	for i, c := range o.Columns {
		if c.Type == templates.TypeMoney || len(all) == headed {
			break
		}
		if said := templates.Text(cells[i]); said != "" {
			if len(c.From) == 1 && c.From[0].Of == templates.ByYear {
				said = fmt.Sprintf("%s年", said)
			}
			all = append(all, said)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all[0], text(strings.Join(all[1:], "，"))
}
