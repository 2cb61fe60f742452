package view

import (
	"fmt"
	"maps"
	"slices"

	"gongwen/templates"
	"gongwen/templates/table"
)

// The sheet 汇总 says what the lines come to by unit, and what their records do in each year
// and quarter in which they count. Either way all of it is what the rows come to, but for
// columns that have the first or last of something, of which no part is of a quarter.

const summarySheet = "汇总"

// summed are the columns of the view that the summary has: amounts, and whole numbers that
// are balances.
func (o *overview) summed() (columns []int) {
	for i, c := range o.Columns {
		if c.Type == templates.TypeMoney && c.Sums() || c.Type == templates.TypeInteger && c.Take == templates.Balance && o.groupOf(&c) < 0 {
			columns = append(columns, i)
		}
	}
	return columns
}

// part is what some lines or records come to.
type part struct {
	lines, records int64
	amounts        []int64 // by summed column
}

func (o *overview) summary() table.Sheet {
	summed := o.summed()
	columns := []table.Column{{Label: "单位", Type: templates.TypeText, Width: 26}, {Label: "行数", Type: templates.TypeInteger, Width: 8}, {Label: "计入件数", Type: templates.TypeInteger, Width: 9}}
	for _, i := range summed {
		columns = append(columns, table.Column{Label: o.Columns[i].Label, Type: o.Columns[i].Type, Width: 17})
	}
	units, quarters := map[string]*part{}, map[int]*part{}
	for _, l := range o.lines {
		of := partOf(units, o.unitOf(l), len(summed))
		of.lines++
		cells := o.cells(l)
		for n, i := range summed {
			amount, _ := amountIn(cells[i])
			of.amounts[n] += amount
		}
		for _, r := range l.records {
			if !r.Stands() {
				continue
			}
			of.records++
			in := partOf(quarters, quarterOf(r.Day), len(summed))
			in.records++
			by := o.effectsOn(r)
			for n, i := range summed {
				if _, has := amountIn(cells[i]); has { // else the row has none either
					in.amounts[n] += by[i]
				}
			}
		}
	}
	s := summaryRows{columns: columns}
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		s.add(unit, units[unit], nil)
	}
	s.total()
	ofParts := func(i int) bool { return o.runsOn(&o.Columns[summed[i]]) }
	years := map[int]*part{}
	for quarter, of := range quarters {
		year := partOf(years, quarter/4, len(summed))
		year.records += of.records
		for n, amount := range of.amounts {
			year.amounts[n] += amount
		}
	}
	s.block("年度（按计入日期）")
	for _, year := range slices.Sorted(maps.Keys(years)) {
		s.add(yearName(year), years[year], ofParts)
	}
	s.total()
	s.block("季度（按计入日期）")
	for _, quarter := range slices.Sorted(maps.Keys(quarters)) {
		name := yearName(quarter / 4)
		if quarter != 0 {
			name += fmt.Sprintf("第%d季度", quarter%4+1)
		}
		s.add(name, quarters[quarter], ofParts)
	}
	s.total()
	return table.Sheet{Name: summarySheet, Title: o.title() + "汇总（不含作废）", Columns: columns, Rows: s.all(), Bare: true, Parts: true}
}

func partOf[K comparable](parts map[K]*part, key K, amounts int) *part {
	if parts[key] == nil {
		parts[key] = &part{amounts: make([]int64, amounts)}
	}
	return parts[key]
}

// quarterOf is so many quarters from the year 0 on; 0 for no day.
func quarterOf(d templates.Date) int {
	if d.IsZero() {
		return 0
	}
	return d.Year()*4 + (int(d.Month())-1)/3
}

func yearName(year int) string {
	if year == 0 {
		return "没有日期"
	}
	return fmt.Sprintf("%d年", year)
}

// effectsOn are by how much a record changes each column of the view.
func (o *overview) effectsOn(r *record) []int64 {
	by := make([]int64, len(o.Columns))
	for i, a := range o.amounts {
		by[a.column] = r.effects[i].by
	}
	for i, c := range o.Columns {
		for n, key := range c.Less {
			if of := by[o.place(key)]; n == 0 {
				by[i] = of
			} else {
				by[i] -= of
			}
		}
	}
	return by
}

// summaryRows are the rows of the summary as they come.
type summaryRows struct {
	columns []table.Column
	rows    []table.Row
	first   int  // row of the sheet, from 1, in which the block begins; 0 for the second
	sum     part // of the block
	shown   func(i int) bool
}

// add adds a row of the block; has tells which amounts it has, nil for all.
func (s *summaryRows) add(name string, of *part, has func(i int) bool) {
	s.sum.lines += of.lines
	s.sum.records += of.records
	row := table.Row{Cells: []any{name, nil, of.records}}
	if s.shown = has; has == nil {
		row.Cells[1] = of.lines
	}
	for i, amount := range of.amounts {
		s.sum.amounts = append(s.sum.amounts, make([]int64, max(0, i+1-len(s.sum.amounts)))...)
		s.sum.amounts[i] += amount
		if has == nil || has(i) {
			row.Cells = append(row.Cells, figure(s.columns[3+i].Type, amount))
		} else {
			row.Cells = append(row.Cells, nil)
		}
	}
	s.rows = append(s.rows, row)
}

// total ends a block with what it comes to.
func (s *summaryRows) total() {
	first, last := max(s.first, 2), len(s.rows)+1
	if last < first {
		return // nothing to add up
	}
	row := table.Row{Strong: true, Cells: []any{"合计"}}
	for i, c := range s.columns[1:] {
		cell := any(nil)
		switch {
		case i == 0 && s.shown == nil:
			cell = s.sum.lines
		case i == 1:
			cell = s.sum.records
		case i > 1 && (s.shown == nil || s.shown(i-2)):
			cell = figure(c.Type, s.sum.amounts[i-2])
		}
		if cell != nil {
			cell = table.Formula{Text: fmt.Sprintf("SUM(%s%d:%[1]s%[3]d)", table.ColumnName(i+1), first, last), Value: cell}
		}
		row.Cells = append(row.Cells, cell)
	}
	s.rows = append(s.rows, row)
}

// block begins another one under a heading of its own.
func (s *summaryRows) block(label string) {
	heading := table.Row{Strong: true, Cells: []any{label}}
	for _, c := range s.columns[1:] {
		heading.Cells = append(heading.Cells, c.Label)
	}
	s.rows = append(s.rows, table.Row{Cells: make([]any, len(s.columns))}, heading)
	s.first, s.sum = len(s.rows)+2, part{}
}

func (s *summaryRows) all() table.Rows {
	rows := s.rows
	return func(yield func(*table.Row, error) bool) {
		for i := range rows {
			if !yield(&rows[i], nil) {
				return
			}
		}
	}
}
