package reconcile

import (
	"fmt"
	"strings"

	"gongwen/templates"
	"gongwen/templates/table"
)

const summaryName = "汇总"

// summary is the sheet on which both sides tie: what each sort comes to, and how one gets
// from the sum of one side to that of the other.
func (r *Result) summary(title string, lists map[Sort]list) table.Sheet {
	w := &summaryRows{}
	var main []int // the rows of the sorts
	at := map[Sort]int{}
	for _, sort := range Sorts {
		l := lists[sort]
		at[sort] = w.total(sort.String(), 0, r.Total(sort), l, "", r.void(sort, ""))
		main = append(main, at[sort])
		for _, f := range r.findings(sort) {
			w.total("　其中："+f.finding, 1, f.Total, l, f.finding, r.void(sort, f.finding))
		}
	}
	all := r.Total("")
	w.add(true, 0, "合计", plus("B", main, int64(all.Items)), plus("C", main, int64(all.Records)), plus("D", main, all.Here),
		plus("E", main, int64(all.Rows)), plus("F", main, all.There), plus("G", main, all.There-all.Here))
	w.add(false, 0)
	w.add(true, 0, "调节表")
	first := w.line("我方合计（有效记录逐份相加）", true, r.Here)
	difference := func(label string, sort Sort) {
		t := r.Total(sort)
		w.line(label, false, table.Formula{Text: fmt.Sprintf("G%d", at[sort]), Value: t.There - t.Here})
	}
	difference("减：我方有、对方无", MissingThere)
	difference("加：对方有、我方无", MissingHere)
	difference("加：不符的差额（对方减我方）", Different)
	difference("加：待核的差额（对方减我方）", Doubtful)
	if t := r.Total(Matched); t.There != t.Here {
		difference("加：相符的尾差（在允许之内）", Matched)
	}
	reckoned := r.Here + all.There - all.Here
	sum := w.line("算得对方合计", true, table.Formula{Text: fmt.Sprintf("SUM(F%d:F%d)", first, w.next()-1), Value: reckoned})
	there := w.line("对方合计（文件逐行相加）", false, r.There)
	w.line("相差（应为0.00）", true, table.Formula{Text: fmt.Sprintf("ROUND(F%d-F%d,2)", sum, there), Value: reckoned - r.There})
	rows := w.rows
	return table.Sheet{Name: summaryName, Title: title + "·" + summaryName, Rows: rowsOf(rows), Bare: true, Columns: []table.Column{
		{Label: "核对结果", Type: templates.TypeText, Width: 32}, {Label: "组数", Type: templates.TypeInteger, Width: 8},
		{Label: "我方份数", Type: templates.TypeInteger, Width: 10}, {Label: hereLabel, Type: templates.TypeMoney, Width: 20},
		{Label: "对方笔数", Type: templates.TypeInteger, Width: 10}, {Label: thereLabel, Type: templates.TypeMoney, Width: 20},
		{Label: "差额（对方减我方）", Type: templates.TypeMoney, Width: 20},
	}}
}

// summaryRows are the rows of 汇总 as they are made.
type summaryRows struct{ rows []table.Row }

// next is the row of the sheet that is made next, from 1 with the labels in 1.
func (w *summaryRows) next() int { return len(w.rows) + 2 }

func (w *summaryRows) add(strong bool, level int, cells ...any) (at int) {
	at = w.next()
	w.rows = append(w.rows, table.Row{Cells: cells, Strong: strong, Level: level})
	return at
}

// total is a row with what the items of a sort, or with a finding, come to.
func (w *summaryRows) total(label string, level int, t Total, l list, finding string, void templates.Fen) (at int) {
	difference := table.Formula{Text: fmt.Sprintf("ROUND(F%d-D%[1]d,2)", w.next()), Value: t.There - t.Here}
	return w.add(false, level, label, int64(t.Items), int64(t.Records), summed(l, hereLabel, finding, void, t.Here),
		int64(t.Rows), summed(l, thereLabel, finding, 0, t.There), difference)
}

func (w *summaryRows) line(label string, strong bool, amount any) (at int) {
	return w.add(strong, 0, label, nil, nil, nil, nil, amount)
}

// plus adds up cells of a column.
func plus(column string, rows []int, value any) table.Formula {
	var cells []string
	for _, row := range rows {
		cells = append(cells, fmt.Sprintf("%s%d", column, row))
	}
	return table.Formula{Text: strings.Join(cells, "+"), Value: value}
}

// summed is what a column of a list comes to, as a formula over its cells; for one finding
// if it is not empty. Void is what the cells show that does not count.
func summed(l list, label, finding string, void, value templates.Fen) any {
	cells := l.cells(label)
	if cells == "" {
		return value
	}
	text := "SUM(" + cells + ")"
	if finding != "" {
		text = fmt.Sprintf(`SUMIFS(%s,%s,"%s")`, cells, l.cells(findingLabel), finding)
	}
	if void != 0 {
		text += "-" + void.Plain()
	}
	return table.Formula{Text: text, Value: value}
}

// void is what records that do not stand come to in the items of a sort and finding.
func (r *Result) void(sort Sort, finding string) (total templates.Fen) {
	for _, i := range r.Of(sort) {
		for _, rec := range i.Records {
			if rec.Ended != "" && (finding == "" || i.Finding == finding) {
				total += rec.Amount
			}
		}
	}
	return total
}

// ofFinding is what the items with a finding come to.
type ofFinding struct {
	finding string
	Total
}

// findings are those of a sort, in the order of its items.
func (r *Result) findings(sort Sort) (all []ofFinding) {
	for _, i := range r.Of(sort) {
		if i.Finding == "" {
			continue
		}
		if len(all) == 0 || all[len(all)-1].finding != i.Finding {
			all = append(all, ofFinding{finding: i.Finding})
		}
		t := &all[len(all)-1].Total
		t.Items++
		t.Records += len(i.Records)
		t.Rows += len(i.Rows)
		t.Here += i.Here()
		t.There += i.There()
	}
	return all
}
