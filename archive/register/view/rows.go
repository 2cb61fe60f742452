package view

import (
	"context"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/table"
)

// Labels of the columns that every view has beside its own.
const (
	remarkLabel  = "备注"   // see remarks
	numbersLabel = "档案编号" // of all records that count in the line
)

// column is a column of the rows; of the view's own, which.
type column struct {
	table.Column
	of    int // of View.Columns; others are below zero
	total int // place among the columns with Total; -1 for none
}

const (
	serialColumn = -1 - iota
	remarkColumn
	numbersColumn
)

// allColumns are all columns of the rows.
func allColumns(v *templates.View) []column {
	taken := map[string]bool{}
	for _, c := range v.Columns {
		taken[c.Label] = true
	}
	free := func(label string) string {
		for taken[label] {
			label = "台账" + label
		}
		return label
	}
	all := []column{{Column: table.Column{Label: templates.SerialLabel, Type: templates.TypeInteger, Width: 6}, of: serialColumn}}
	var behind []column
	for i, c := range v.Columns {
		of := column{Column: table.Column{Label: c.Label, Type: c.Type, Width: c.Width, Technical: !c.Printed(), Total: c.Type == templates.TypeMoney && c.Sums()}, of: i}
		if of.Technical {
			behind = append(behind, of)
		} else {
			all = append(all, of)
		}
	}
	all = append(all, column{Column: table.Column{Label: free(remarkLabel), Type: templates.TypeParagraph, Width: 18}, of: remarkColumn})
	all = append(all, behind...)
	return append(all, column{Column: table.Column{Label: free(numbersLabel), Type: templates.TypeParagraph, Width: 22, Technical: true}, of: numbersColumn})
}

// Columns are all columns of a view's rows, in their order.
func Columns(v *templates.View) []table.Column { return tableColumns(allColumns(v)) }

// chooseColumns takes those that are asked for.
func (o *overview) chooseColumns() error {
	all := allColumns(o.View)
	at, err := table.Choose(tableColumns(all), o.selection.Columns)
	if err != nil {
		return err
	}
	totals := 0
	for _, i := range at {
		c := all[i]
		if c.total = -1; c.Total {
			c.total = totals
			totals++
		}
		o.columns = append(o.columns, c)
	}
	return nil
}

func tableColumns(all []column) []table.Column {
	columns := make([]table.Column, len(all))
	for i, c := range all {
		columns[i] = c.Column
	}
	return columns
}

// totalled are the columns of the rows with totals.
func (o *overview) totalled() []column {
	return slices.DeleteFunc(slices.Clone(o.columns), func(c column) bool { return !c.Total })
}

// title is what stands above the pages.
func (o *overview) title() string { return o.selection.Title(o.View.Title) }

// pageSize is for how many rows at once records are read that they link to.
const pageSize = 100

// rows is the sheet with a row for every line.
func (o *overview) rows(ctx context.Context) table.Sheet {
	sheet := table.Sheet{Name: o.View.Title, Title: o.title(), Columns: tableColumns(o.columns), Totals: len(o.totalled()) > 0, Notes: register.WithheldNotes(o.withheld)}
	sheet.Rows = func(yield func(*table.Row, error) bool) {
		row := table.Row{Cells: make([]any, len(o.columns)), Counted: make([]templates.Fen, len(o.totalled()))}
		n := 0
		for page := range slices.Chunk(o.lines, pageSize) {
			links, err := o.rowLinks(ctx, page)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, l := range page {
				n++
				o.fill(&row, n, l, links)
				if !yield(&row, nil) {
					return
				}
			}
		}
	}
	return sheet
}

// fill writes the n-th row.
func (o *overview) fill(row *table.Row, n int, l *line, links map[string]string) {
	cells := o.cells(l)
	row.Struck = l.void()
	for i, c := range o.columns {
		var cell any
		switch c.of {
		case serialColumn:
			cell = int64(n)
		case remarkColumn:
			cell = text(o.remarks(l))
		case numbersColumn:
			cell = numbers(l)
		default:
			cell = text(cells[c.of])
			if number, is := cell.(string); is && o.isNumber(c.of) && links[number] != "" {
				cell = table.Link{Text: number, Target: links[number]}
			}
		}
		row.Cells[i] = cell
		if c.Total {
			amount, _ := amountIn(cell)
			row.Counted[c.total] = templates.Fen(amount)
		}
	}
}

// text is a cell, nil where it has an empty text.
func text(cell any) any {
	if cell == "" {
		return nil
	}
	return cell
}

// isNumber reports whether a column of the view has the number of one record.
func (o *overview) isNumber(i int) bool {
	c := &o.Columns[i]
	return (c.Take == templates.First || c.Take == templates.Last) && !slices.ContainsFunc(c.From, func(s templates.Source) bool { return s.Path() != templates.OfNumber })
}

// rowLinks are what opens the records that the rows of some lines name, by number.
func (o *overview) rowLinks(ctx context.Context, lines []*line) (map[string]string, error) {
	var all []*record
	for i, c := range o.Columns {
		if len(c.From) == 0 || o.groupOf(&c) >= 0 || !o.isNumber(i) {
			continue
		}
		for _, l := range lines {
			if one, ok := o.end(l, &c); ok {
				all = append(all, one.from)
			}
		}
	}
	return o.links(ctx, all)
}

// links are what opens records, by number, as far as there is something.
func (o *overview) links(ctx context.Context, records []*record) (map[string]string, error) {
	if o.book.Links == nil && o.book.Site == "" || len(records) == 0 {
		return nil, nil
	}
	numbers := make([]string, len(records))
	for i, r := range records {
		numbers[i] = r.Number
	}
	entries, err := o.book.Catalogue.Numbered(ctx, numbers...)
	if err != nil {
		return nil, err
	}
	links := map[string]string{}
	for _, r := range records {
		var entry catalogue.Entry
		var ok bool
		if entry, ok = entries[r.Number]; !ok {
			continue // gone since
		}
		link, err := o.link(ctx, entry, r.Stands())
		if err != nil {
			return nil, err
		}
		links[r.Number] = link
	}
	return links, nil
}
