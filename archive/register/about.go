package register

import (
	"maps"
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/table"
)

// The sheet 说明 says what an auditor asks of a register before he believes it: what was
// selected, when, by whom, over how many records, by which date, what the totals are to
// come to and how each amount counts in them.

const aboutSheet = "说明"

func (r *registerOf) about() table.Sheet {
	var rows []table.Row
	say := func(label string, value any) { rows = append(rows, table.Row{Cells: []any{label, value}}) }
	say("台账", r.title())
	say(kindSaid, r.kind.Title)
	say(yearsSaid, r.selection.yearsSaid())
	if days := PeriodText(r.selection.From, r.selection.To); days != "" {
		say(daysSaid, days)
	}
	if r.selection.Unit != "" {
		say(unitSaid, r.selection.Unit)
	}
	if len(r.selection.Columns) > 0 {
		say(columnsSaid, strings.Join(r.selection.Columns, "、"))
	}
	say("计入日期", r.kind.CountedLabel()+"：各月、各季和所选期间都以它为准")
	say("生成时间", templates.Moment{Time: r.made})
	if r.selection.By != "" {
		say("生成人", r.selection.By)
	}
	for _, c := range r.counts() {
		say(c.label, int64(c.n))
	}
	for i, c := range r.amounts() {
		amount := r.sums.all.amount(i)
		say("控制数："+c.Label, amount)
		say("大写", templates.MoneyInCapitals(amount))
	}
	for _, said := range r.rolesSaid() {
		say("计入方式", said)
	}
	if len(r.totals) > 0 {
		say("改动", "合计和汇总按“计入”各栏计算。改了金额栏，“计入”各栏不会跟着变，核对一行显示“不符”。金额有错的请更正原表单，再重新生成台账")
	}
	if r.selection.NotSecret {
		say(SecrecySaid(r.withheld))
	}
	say("效力", "已作废的、已被后来的档案更正或修订的，划去列出，不计入件数和合计")
	columns := []table.Column{{Label: "项目", Type: templates.TypeText, Width: 22}, {Label: "内容", Type: templates.TypeParagraph, Width: 80}}
	return table.Sheet{Name: aboutSheet, Title: r.title() + "说明", Columns: columns, Rows: rowsOf(rows), Bare: true}
}

type counted struct {
	label string
	n     int
}

// counts are how many records are listed, and how they stand.
func (r *registerOf) counts() []counted {
	void, superseded, lost, unread := 0, 0, 0, 0
	for _, l := range r.chosen {
		switch {
		case l.void():
			void++
		case l.known && !l.stands:
			superseded++
		}
		if l.lost != "" {
			lost++
		}
		if l.unread {
			unread++
		}
	}
	all := []counted{{"列出件数", len(r.chosen)}, {"计入件数", r.sums.all.records}}
	for _, c := range []counted{{"已作废", void}, {"已更正或修订", superseded}, {"档案遗失", lost}, {"有内容读不出，见" + templates.ExceptLabel, unread}} {
		if c.n > 0 {
			all = append(all, c)
		}
	}
	return all
}

// rolesSaid says of each column with a total how its amounts count, where it is not simply
// by being added.
func (r *registerOf) rolesSaid() []string {
	var all []string
	summed := r.kind.Summed()
	for _, at := range r.totals {
		f := r.kind.At(summed[at].From)
		if f == nil || f.Counts.IsZero() || f.Counts.Always == string(templates.Adds) {
			continue
		}
		all = append(all, summed[at].Label+"："+r.countsSaid(f.Counts))
	}
	return all
}

var roleWords = map[string]string{
	string(templates.Adds): "计入", string(templates.Subtracts): "减去", string(templates.Copy): "不计入",
	string(templates.Replaces): "改为新数（合计中只计与同一事项原数的差额）",
}

func (r *registerOf) countsSaid(d templates.Depends) string {
	if d.On == "" {
		return roleWords[d.Always]
	}
	by := map[string][]string{} // choices by role
	for _, choice := range slices.Sorted(maps.Keys(d.Words)) {
		by[d.Words[choice]] = append(by[d.Words[choice]], "“"+choice+"”")
	}
	var said []string
	for _, role := range slices.Sorted(maps.Keys(by)) {
		said = append(said, "为"+strings.Join(by[role], "")+"的"+roleWords[role])
	}
	return r.kind.LabelOf(d.On) + strings.Join(said, "，") + "，其余不计入"
}
