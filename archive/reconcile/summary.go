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
	var rows []table.Row
	add := func(strong bool, level int, cells ...any) {
		rows = append(rows, table.Row{Cells: cells, Strong: strong, Level: level})
	}
	for _, sort := range Sorts {
		t, l := r.Total(sort), lists[sort]
		add(false, 0, sort.String(), int64(t.Items), int64(t.Records), summed(l, hereLabel, "", r.void(sort, ""), t.Here), int64(t.Rows), summed(l, thereLabel, "", 0, t.There), t.There-t.Here)
		for _, f := range r.findings(sort) {
			add(false, 1, "　其中："+f.finding, int64(f.Items), int64(f.Records), summed(l, hereLabel, f.finding, r.void(sort, f.finding), f.Here), int64(f.Rows), summed(l, thereLabel, f.finding, 0, f.There), f.There-f.Here)
		}
	}
	all := r.Total("")
	add(true, 0, "合计", int64(all.Items), int64(all.Records), all.Here, int64(all.Rows), all.There, all.There-all.Here)
	add(false, 0)
	add(true, 0, "调节表")
	line := func(label string, amount templates.Fen) {
		add(strings.HasPrefix(label, "我方合计") || strings.HasPrefix(label, "算得") || strings.HasPrefix(label, "相差"), 0, label, nil, nil, nil, nil, amount)
	}
	matched, different, doubtful := r.Total(Matched), r.Total(Different), r.Total(Doubtful)
	line("我方合计（有效记录逐份相加）", r.Here)
	line("减：我方有、对方无", -r.Total(MissingThere).Here)
	line("加：对方有、我方无", r.Total(MissingHere).There)
	line("加：不符的差额（对方减我方）", different.There-different.Here)
	line("加：待核的差额（对方减我方）", doubtful.There-doubtful.Here)
	if difference := matched.There - matched.Here; difference != 0 {
		line("加：相符的尾差（在允许之内）", difference)
	}
	reckoned := r.Here - r.Total(MissingThere).Here + r.Total(MissingHere).There + different.There - different.Here + doubtful.There - doubtful.Here + matched.There - matched.Here
	line("算得对方合计", reckoned)
	line("对方合计（文件逐行相加）", r.There)
	line("相差（应为0.00）", reckoned-r.There)
	return table.Sheet{Name: summaryName, Title: title + "·" + summaryName, Rows: rowsOf(rows), Bare: true, Columns: []table.Column{
		{Label: "核对结果", Type: templates.TypeText, Width: 32}, {Label: "组数", Type: templates.TypeInteger, Width: 8},
		{Label: "我方份数", Type: templates.TypeInteger, Width: 10}, {Label: hereLabel, Type: templates.TypeMoney, Width: 20},
		{Label: "对方笔数", Type: templates.TypeInteger, Width: 10}, {Label: thereLabel, Type: templates.TypeMoney, Width: 20},
		{Label: "差额（对方减我方）", Type: templates.TypeMoney, Width: 20},
	}}
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
