package xlsx

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// The second sheet of a register, 汇总, counts the records and adds their amounts
// up by month and by unit, voided ones left out; amounts by month are also drawn
// as a chart. A record's month is that of the date its kind's registers count by. Where the register itself shows the date or the unit, the sums are
// formulas over it and follow what people change there.

const summarySheet = "汇总"

// subtotal is what is counted of a month or a unit.
type subtotal struct {
	records int
	sums    []templates.Fen // by amount column
}

// summary gathers the tallies while the rows are written.
type summary struct {
	amounts []int // columns of amounts, from 0
	months  [12]subtotal
	units   map[string]*subtotal
}

func newSummary(columns []registerColumn) *summary {
	s := &summary{units: map[string]*subtotal{}}
	for i, c := range columns {
		if c.sums {
			s.amounts = append(s.amounts, i)
		}
	}
	for m := range s.months {
		s.months[m].sums = make([]templates.Fen, len(s.amounts))
	}
	return s
}

// add counts a record that stands.
func (s *summary) add(r *register, row Row) {
	unit := templates.Text(row.Values[r.kind.Unit])
	of := s.units[unit]
	if of == nil {
		of = &subtotal{sums: make([]templates.Fen, len(s.amounts))}
		s.units[unit] = of
	}
	into := []*subtotal{of}
	// The months are those of the register's year, as in their formulas.
	if date := r.kind.CountedOn(row.Values); date.Year() == r.year {
		into = append(into, &s.months[date.Month()-1])
	}
	for _, t := range into {
		t.records++
		for i, at := range s.amounts {
			t.sums[i] += row.Values.Sum(r.columns[at].From)
		}
	}
}

// sheetOfSums writes the summary.
type sheetOfSums struct {
	*register
	out    *excelize.StreamWriter
	row    int // the next
	styles struct{ title, head, label, count, amount, totalLabel, totalCount, totalAmount int }
}

func (r *register) writeSummary(title string) error {
	if _, err := r.f.NewSheet(summarySheet); err != nil {
		return err
	}
	s := &sheetOfSums{register: r, row: 1}
	if err := s.makeStyles(); err != nil {
		return err
	}
	if err := printA4(r.f, summarySheet, "landscape", "", r.Foot); err != nil {
		return err
	}
	const firstMonth = 3 // the row under the title and the heading
	if len(r.sums.amounts) > 0 {
		if err := s.chart(firstMonth); err != nil {
			return err
		}
	}
	var err error
	if s.out, err = r.f.NewStreamWriter(summarySheet); err != nil {
		return err
	}
	if err := s.widths(); err != nil {
		return err
	}
	if err := s.write(excelize.Cell{StyleID: s.styles.title, Value: title + "汇总（不含作废）"}); err != nil {
		return err
	}
	date := r.columnFrom(r.kind.CountedBy())
	if err := s.block("月份", 12, func(i int) (string, *subtotal, string) {
		over := ""
		if date != "" {
			over = fmt.Sprintf(`%s,">="&DATE(%d,%d,1),%[1]s,"<"&DATE(%[2]d,%[4]d,1)`, date, r.year, i+1, i+2)
		}
		return fmt.Sprintf("%d月", i+1), &r.sums.months[i], over
	}); err != nil {
		return err
	}
	s.row++ // a row left blank
	unit := r.columnFrom(r.kind.Unit)
	names := slices.Sorted(maps.Keys(r.sums.units))
	if err := s.block("单位", len(names), func(i int) (string, *subtotal, string) {
		over := ""
		if unit != "" && names[i] != "" {
			over = fmt.Sprintf("%s,$A%d", unit, s.row)
		}
		return names[i], r.sums.units[names[i]], over
	}); err != nil {
		return err
	}
	return s.out.Flush()
}

// block writes a heading, a row for each of n tallies, and their total. Over are
// the conditions of a row's formulas; without any its figures are plain.
func (s *sheetOfSums) block(label string, n int, of func(i int) (name string, t *subtotal, over string)) error {
	head := []excelize.Cell{{StyleID: s.styles.head, Value: label}, {StyleID: s.styles.head, Value: "件数"}}
	for _, at := range s.sums.amounts {
		head = append(head, excelize.Cell{StyleID: s.styles.head, Value: s.columns[at].Label})
	}
	if err := s.write(head...); err != nil {
		return err
	}
	first := s.row
	all := subtotal{sums: make([]templates.Fen, len(s.sums.amounts))}
	standing := s.columnFrom(voidColumn.From) + `,"="`
	for i := range n {
		name, t, over := of(i)
		cells := []excelize.Cell{{StyleID: s.styles.label, Value: name}, {StyleID: s.styles.count, Value: t.records}}
		if over != "" && s.records > 0 {
			cells[1].Formula = "COUNTIFS(" + standing + "," + over + ")"
		}
		all.records += t.records
		for k, at := range s.sums.amounts {
			cell := excelize.Cell{StyleID: s.styles.amount, Value: t.sums[k].Yuan()}
			if over != "" && s.records > 0 && s.columns[at].typ == templates.TypeMoney {
				cell.Formula = "SUMIFS(" + s.columnFrom(s.columns[at].From) + "," + standing + "," + over + ")"
			}
			all.sums[k] += t.sums[k]
			cells = append(cells, cell)
		}
		if err := s.write(cells...); err != nil {
			return err
		}
	}
	total := []excelize.Cell{{StyleID: s.styles.totalLabel, Value: "合计"}, {StyleID: s.styles.totalCount, Value: all.records}}
	for _, sum := range all.sums {
		total = append(total, excelize.Cell{StyleID: s.styles.totalAmount, Value: sum.Yuan()})
	}
	for i := 1; n > 0 && i < len(total); i++ {
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		total[i].Formula = fmt.Sprintf("SUM(%s%d:%[1]s%[3]d)", column, first, s.row-1)
	}
	return s.write(total...)
}

// write adds a row.
func (s *sheetOfSums) write(cells ...excelize.Cell) error {
	at, err := excelize.CoordinatesToCellName(1, s.row)
	if err != nil {
		return err
	}
	row := make([]any, len(cells))
	for i, c := range cells {
		row[i] = c
	}
	s.row++
	return s.out.SetRow(at, row, excelize.RowOpts{Height: 22})
}

func (s *sheetOfSums) widths() error {
	if err := s.out.SetColWidth(1, 1, 28); err != nil {
		return err
	}
	if err := s.out.SetColWidth(2, 2, 10); err != nil {
		return err
	}
	if n := len(s.sums.amounts); n > 0 {
		return s.out.SetColWidth(3, 2+n, 18)
	}
	return nil
}

// chart draws the amounts by month beside the tables.
func (s *sheetOfSums) chart(firstMonth int) error {
	var series []excelize.ChartSeries
	for i := range s.sums.amounts {
		column, err := excelize.ColumnNumberToName(3 + i)
		if err != nil {
			return err
		}
		series = append(series, excelize.ChartSeries{
			Name:       fmt.Sprintf("%s!$%s$%d", summarySheet, column, firstMonth-1),
			Categories: fmt.Sprintf("%s!$A$%d:$A$%d", summarySheet, firstMonth, firstMonth+11),
			Values:     fmt.Sprintf("%s!$%s$%d:$%[2]s$%[4]d", summarySheet, column, firstMonth, firstMonth+11),
		})
	}
	anchor, err := excelize.CoordinatesToCellName(4+len(s.sums.amounts), 2)
	if err != nil {
		return err
	}
	if err := s.f.AddChart(summarySheet, anchor, &excelize.Chart{
		Type: excelize.Col, Series: series,
		Title:      excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "各月金额（元）"}}},
		VaryColors: ptr(false),
		XAxis:      excelize.ChartAxis{Font: *font(9, ink)},
		Legend:     excelize.ChartLegend{Position: "bottom"},
		YAxis:      excelize.ChartAxis{MajorGridLines: true, Font: *font(9, ink), NumFmt: excelize.ChartNumFmt{CustomNumFmt: "#,##0"}},
		Dimension:  excelize.ChartDimension{Width: 620, Height: 380},
	}); err != nil {
		return err
	}
	// The library names the types of pictures there could be in the order of a map;
	// the same register must be the same file.
	kinds := s.f.ContentTypes.Defaults
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].Extension < kinds[j].Extension })
	return nil
}

func (s *sheetOfSums) makeStyles() error {
	amount := numberFormats[templates.TypeMoney]
	bold := &excelize.Font{Family: bodyFont, Size: 10.5, Bold: true, Color: ink}
	at := func(h string) *excelize.Alignment { return &excelize.Alignment{Horizontal: h, Vertical: "center"} }
	for _, style := range []struct {
		id *int
		as *excelize.Style
	}{
		{&s.styles.title, &excelize.Style{Font: &excelize.Font{Family: titleFont, Size: 14, Color: ink}}},
		{&s.styles.head, registerHead},
		{&s.styles.label, boxed(excelize.Style{Font: font(10.5, ink), Alignment: at("left"), CustomNumFmt: ptr("@")})},
		{&s.styles.count, boxed(excelize.Style{Font: font(10.5, ink), Alignment: at("center")})},
		{&s.styles.amount, boxed(excelize.Style{Font: font(10.5, ink), Alignment: at("right"), CustomNumFmt: &amount})},
		{&s.styles.totalLabel, boxed(excelize.Style{Font: bold, Fill: fill(bandFill), Alignment: at("left")})},
		{&s.styles.totalCount, boxed(excelize.Style{Font: bold, Fill: fill(bandFill), Alignment: at("center")})},
		{&s.styles.totalAmount, boxed(excelize.Style{Font: bold, Fill: fill(bandFill), Alignment: at("right"), CustomNumFmt: &amount})},
	} {
		var err error
		if *style.id, err = s.f.NewStyle(style.as); err != nil {
			return err
		}
	}
	return nil
}
