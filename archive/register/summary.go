package register

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/table"
)

// The sheet 汇总 says what the records that stand come to, by month, quarter, year and
// unit, by the date that the register counts by and over the effects of the records.
// The figures are formulas over the rows, so that they follow what people change there;
// those of quarters and years are formulas over the months.

const summarySheet = "汇总"

// matrixSheet is the name of the sheet with units by month.
const matrixSheet = "单位各月"

// block is a list of figures under a heading.
type block struct {
	label string
	rows  []blockRow
}

type blockRow struct {
	label string
	tally *tally
	// count and amount are the formulas; empty for plain figures. N is of the totals.
	count  string
	amount func(n int) string
}

func (r *registerOf) summary() table.Sheet {
	columns := []table.Column{{Label: "月份", Type: templates.TypeText, Width: 28}, {Label: "件数", Type: templates.TypeInteger, Width: 10}}
	for _, c := range r.amounts() {
		columns = append(columns, table.Column{Label: c.Label, Type: templates.TypeMoney, Width: 18})
	}
	w := &summaryRows{columns: columns, next: 2}
	months := block{label: "月份"}
	for _, m := range r.sums.shown {
		months.rows = append(months.rows, blockRow{r.monthLabel(m), r.sums.months[m], r.countIf(r.inMonth(m)), r.sumIf(r.inMonth(m))})
	}
	w.block(months)
	first := map[month]int{} // the rows of the months
	for i, m := range r.sums.shown {
		first[m] = 2 + i
	}
	w.block(r.over("季度", first, month.quarter, func(m month) string {
		return r.yearLabel(m) + fmt.Sprintf("第%d季度", (m.month()+2)/3)
	}))
	if years := r.over("年度", first, month.year, func(m month) string { return fmt.Sprintf("%d年", m.year()) }); len(years.rows) > 1 {
		w.block(years)
	}
	units := block{label: "单位"}
	for _, unit := range slices.Sorted(maps.Keys(r.sums.units)) {
		units.rows = append(units.rows, blockRow{unit, r.sums.units[unit], r.countIf(r.ofUnit(unit)), r.sumIf(r.ofUnit(unit))})
	}
	w.block(units)
	sheet := table.Sheet{Name: summarySheet, Title: r.title() + "汇总（不含作废）", Columns: columns, Rows: rowsOf(w.rows), Bare: true, Parts: true}
	if len(r.totals) > 0 && len(r.sums.shown) > 0 {
		sheet.Chart = &table.Chart{Title: "各月金额（元）", Rows: len(r.sums.shown)}
		for i := range r.totals {
			sheet.Chart.Series = append(sheet.Chart.Series, 2+i)
		}
	}
	return sheet
}

// amounts are the columns with totals.
func (r *registerOf) amounts() (columns []table.Column) {
	for _, c := range r.columns {
		if c.Total {
			columns = append(columns, c.Column)
		}
	}
	return columns
}

// monthLabel names a month; of the register's own year without that.
func (r *registerOf) monthLabel(m month) string {
	return r.yearLabel(m) + fmt.Sprintf("%d月", m.month())
}

func (r *registerOf) yearLabel(m month) string {
	if r.only(m.year()) {
		return ""
	}
	return fmt.Sprintf("%d年", m.year())
}

// over adds up months that belong together. The months are in the rows that first tells.
func (r *registerOf) over(label string, first map[month]int, key func(month) int, name func(month) string) block {
	b := block{label: label}
	for _, months := range chunks(r.sums.shown, key) {
		row := blockRow{label: name(months[0]), tally: &tally{amounts: make([]templates.Fen, len(r.totals))}}
		for _, m := range months {
			row.tally.records += r.sums.months[m].count()
			for i := range r.totals {
				row.tally.amounts[i] += r.sums.months[m].amount(i)
			}
		}
		from, to := first[months[0]], first[months[len(months)-1]]
		row.count = fmt.Sprintf("SUM(B%d:B%d)", from, to)
		row.amount = func(n int) string {
			return fmt.Sprintf("SUM(%s%d:%[1]s%[3]d)", table.ColumnName(2+n), from, to)
		}
		b.rows = append(b.rows, row)
	}
	return b
}

// chunks parts months in order where their keys change.
func chunks(months []month, key func(month) int) (parts [][]month) {
	for i, m := range months {
		if i == 0 || key(months[i-1]) != key(m) {
			parts = append(parts, nil)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], m)
	}
	return parts
}

// summaryRows are the rows of a summary as they come.
type summaryRows struct {
	columns []table.Column
	rows    []table.Row
	next    int // row of the sheet, from 1
}

// block adds a heading, unless it is the first, which the labels of the columns are, its
// rows and what they come to.
func (w *summaryRows) block(b block) {
	if w.next > 2 {
		w.add(table.Row{Cells: make([]any, len(w.columns))})
		heading := table.Row{Strong: true, Cells: []any{b.label}}
		for _, c := range w.columns[1:] {
			heading.Cells = append(heading.Cells, c.Label)
		}
		w.add(heading)
	}
	first := w.next
	all := tally{amounts: make([]templates.Fen, len(w.columns)-2)}
	for _, of := range b.rows {
		row := table.Row{Cells: []any{of.label, formula(of.count, int64(of.tally.count()))}}
		all.records += of.tally.count()
		for i := range all.amounts {
			text := ""
			if of.amount != nil {
				text = of.amount(i)
			}
			row.Cells = append(row.Cells, formula(text, of.tally.amount(i)))
			all.amounts[i] += of.tally.amount(i)
		}
		w.add(row)
	}
	total := table.Row{Strong: true, Cells: []any{"合计"}}
	for c := 1; c < len(w.columns); c++ {
		value := any(int64(all.records))
		if c > 1 {
			value = all.amounts[c-2]
		}
		text := ""
		if len(b.rows) > 0 {
			text = fmt.Sprintf("SUM(%s%d:%[1]s%[3]d)", table.ColumnName(c), first, w.next-1)
		}
		total.Cells = append(total.Cells, formula(text, value))
	}
	w.add(total)
}

func (w *summaryRows) add(row table.Row) {
	w.rows = append(w.rows, row)
	w.next++
}

// formula is a cell with a formula, or the value alone where there is none.
func formula(text string, value any) any {
	if text == "" {
		return value
	}
	return table.Formula{Text: text, Value: value}
}

func rowsOf(rows []table.Row) table.Rows {
	return func(yield func(*table.Row, error) bool) {
		for i := range rows {
			if !yield(&rows[i], nil) {
				return
			}
		}
	}
}

// criteria are pairs of a range and a condition, as COUNTIFS takes them. Of several lists
// of them what holds true of any is added up. None is for what no formula can tell.
type criteria []string

// cells are those of a column of the register, absolute; empty where it has no such column
// or no row.
func (r *registerOf) cells(is func(column) bool) string {
	i := slices.IndexFunc(r.columns, is)
	if i < 0 || len(r.chosen) == 0 {
		return ""
	}
	return table.Range(r.sheetName(), i, 2, len(r.chosen)+1)
}

func (r *registerOf) inMonth(m month) criteria {
	days := r.cells(func(c column) bool { return c.from == r.kind.CountedBy() })
	if days == "" {
		return nil
	}
	return criteria{fmt.Sprintf(`%s,">="&DATE(%d,%d,1),%[1]s,"<"&DATE(%[2]d,%[4]d,1)`, days, m.year(), m.month(), m.month()+1)}
}

// mostSpellings of a unit are written into a formula.
const mostSpellings = 6

// ofUnit are the conditions for a unit, one for each way that the records write it. A text
// that would mean something else as a condition, or be as good as another, has none.
func (r *registerOf) ofUnit(unit string) (all criteria) {
	units := r.cells(func(c column) bool { return c.from == r.kind.Unit })
	if units == "" || len(r.sums.spellings[unit]) > mostSpellings {
		return nil
	}
	for _, spelling := range r.sums.spellings[unit] {
		if spelling == "" || len([]rune(spelling)) > 100 || strings.ContainsAny(spelling, "*?~<>=\"\n") || r.spelledAlike(spelling) {
			return nil
		}
		all = append(all, fmt.Sprintf(`%s,"%s"`, units, spelling))
	}
	return all
}

// spelledAlike reports whether a condition holds true of another spelling, too:
// spreadsheets do not tell large from small letters there, nor figures from texts of them.
func (r *registerOf) spelledAlike(spelling string) bool {
	if strings.Trim(spelling, "0123456789.,+-%年月日/: ") == "" {
		return true
	}
	for _, all := range r.sums.spellings {
		for _, other := range all {
			if other != spelling && strings.EqualFold(other, spelling) {
				return true
			}
		}
	}
	return false
}

// countIf counts the records that stand of which any of the criteria holds true.
func (r *registerOf) countIf(over criteria) string {
	status := r.cells(func(c column) bool { return c.status })
	if status == "" {
		return ""
	}
	var terms []string
	for _, c := range over {
		terms = append(terms, fmt.Sprintf(`COUNTIFS(%s,"%s",%s)`, status, Valid, c))
		if r.anyLost() {
			terms = append(terms, fmt.Sprintf(`COUNTIFS(%s,"%s*",%s)`, status, lostWord, c))
		}
	}
	return strings.Join(terms, "+")
}

// sumIf adds up the effects of the records of which any of the criteria holds true.
func (r *registerOf) sumIf(over criteria) func(n int) string {
	if len(r.chosen) == 0 {
		return nil
	}
	return func(n int) string {
		var terms []string
		for _, c := range over {
			terms = append(terms, fmt.Sprintf("SUMIFS(%s,%s)", table.Range(r.sheetName(), r.countedColumn(n), 2, len(r.chosen)+1), c))
		}
		return strings.Join(terms, "+")
	}
}

// countedColumn is where the effects for the n-th total stand.
func (r *registerOf) countedColumn(n int) int {
	sheet := table.Sheet{Columns: tableColumns(r.columns)}
	return sheet.CountedColumn(n)
}

func (r *registerOf) anyLost() bool {
	return slices.ContainsFunc(r.chosen, func(l *item) bool { return l.stands && l.lost != "" })
}

// matrix is the sheet with what each unit comes to in each month, for every column with a
// total, or how many records there are where there is none.
func (r *registerOf) matrix() (table.Sheet, bool) {
	months := r.sums.shown
	if len(r.sums.units) < 2 || len(months) < 2 || len(months) > mostMonths {
		return table.Sheet{}, false
	}
	columns := []table.Column{{Label: "单位", Type: templates.TypeText, Width: 24}}
	typ := templates.TypeMoney
	if len(r.totals) == 0 {
		typ = templates.TypeInteger
	}
	for _, m := range months {
		columns = append(columns, table.Column{Label: r.monthLabel(m), Type: typ})
	}
	columns = append(columns, table.Column{Label: "合计", Type: typ})
	var rows []table.Row
	for n := range max(1, len(r.totals)) {
		value := func(t *tally) any {
			if len(r.totals) == 0 {
				return int64(t.count())
			}
			return t.amount(n)
		}
		label := "件数"
		if len(r.totals) > 0 {
			label = r.amounts()[n].Label
		}
		rows = append(rows, table.Row{Strong: true, Cells: append([]any{label}, make([]any, len(columns)-1)...)})
		first := len(rows) + 2
		for _, unit := range slices.Sorted(maps.Keys(r.sums.units)) {
			row := table.Row{Cells: []any{unit}}
			for _, m := range months {
				row.Cells = append(row.Cells, r.matrixCell(unit, m, n, value(r.sums.matrix[unit][m])))
			}
			at := len(rows) + 2
			row.Cells = append(row.Cells, formula(fmt.Sprintf("SUM(B%d:%s%[1]d)", at, table.ColumnName(len(months))), value(r.sums.units[unit])))
			rows = append(rows, row)
		}
		total := table.Row{Strong: true, Cells: []any{"合计"}}
		for i := range len(columns) - 1 {
			t := &r.sums.all
			if i < len(months) {
				t = r.sums.months[months[i]]
			}
			name := table.ColumnName(i + 1)
			total.Cells = append(total.Cells, formula(fmt.Sprintf("SUM(%s%d:%[1]s%[3]d)", name, first, len(rows)+1), value(t)))
		}
		rows = append(rows, total)
	}
	return table.Sheet{Name: matrixSheet, Title: r.title() + "：各单位各月（不含作废）", Columns: columns, Rows: rowsOf(rows), Bare: true}, true
}

func (r *registerOf) matrixCell(unit string, m month, n int, value any) any {
	inMonth := r.inMonth(m)
	ofUnit := r.ofUnit(unit)
	if inMonth == nil || ofUnit == nil {
		return value
	}
	var both criteria
	for _, c := range ofUnit {
		both = append(both, c+","+inMonth[0])
	}
	if len(r.totals) == 0 {
		return formula(r.countIf(both), value)
	}
	return formula(r.sumIf(both)(n), value)
}
