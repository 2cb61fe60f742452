package view

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/table"
)

const aboutSheet = "说明"

// countedBy names the date by which records count, where all kinds have one of the same
// name.
func (o *overview) countedBy() string {
	label := ""
	for _, k := range o.kinds {
		is := k.CountedLabel()
		if label != "" && label != is {
			return "各类档案的计入日期"
		}
		label = is
	}
	return label
}

// scope is the line below the title.
func (o *overview) scope() string {
	said := o.selection.Scope(o.countedBy(), o.made)
	if asOf := o.asOf(); asOf != "" {
		return asOf + "，" + said
	}
	return said
}

// asOf says on which day the lines are shown as they stood; empty for now.
func (o *overview) asOf() string {
	if o.Flows || o.selection.To.IsZero() {
		return ""
	}
	return "截至" + o.selection.To.String() + "的余额"
}

// about is the sheet that says what an auditor asks of a view before he believes it.
func (o *overview) about() table.Sheet {
	var rows []table.Row
	say := func(label string, value any) { rows = append(rows, table.Row{Cells: []any{label, value}}) }
	say("台账", o.title())
	if o.About != "" {
		say("内容", o.About)
	}
	say("选取范围", o.scope())
	switch {
	case o.Flows:
		say("期间", "选了起止日期的，只列、只计这期间的档案")
	default:
		say("期间", "选了起止日期的，列出这期间有档案的各行，从头算起，余额截至最后一天")
	}
	var dates []string
	for _, k := range o.kinds {
		dates = append(dates, k.Title+"按"+k.CountedLabel())
	}
	say("计入日期", strings.Join(dates, "，"))
	say("先后", "同一行的档案按归档的先后计入；计入日期只用来选取和分期")
	say("生成时间", templates.Moment{Time: o.made}.String())
	if o.selection.By != "" {
		say("生成人", o.selection.By)
	}
	if o.selection.NotSecret {
		say(register.SecrecySaid(o.withheld))
	}
	o.sayCounts(say)
	cells := make([][]any, len(o.lines))
	for i, l := range o.lines {
		cells[i] = o.cells(l)
	}
	for _, c := range o.totalled() {
		var sum int64
		for _, of := range cells {
			amount, _ := amountIn(of[c.of])
			sum += amount
		}
		say("控制数："+c.Label, templates.Fen(sum))
		say("大写", templates.MoneyInCapitals(templates.Fen(sum)))
	}
	for i := range o.Columns {
		say("栏目："+o.Columns[i].Label, o.sourcesSaid(&o.Columns[i]))
	}
	say("效力", "已作废的、已被后来的档案更正或修订的，在明细账里划去列出，不计入；一行的档案都不作数的，这一行划去")
	if o.hidden {
		say("查看范围", "没有权限查看的档案不列、不计")
	}
	columns := []table.Column{{Label: "项目", Type: templates.TypeText, Width: 24}, {Label: "内容", Type: templates.TypeParagraph, Width: 90}}
	sheet := summaryRows{columns: columns, rows: rows}
	return table.Sheet{Name: aboutSheet, Title: o.title() + aboutSheet, Columns: columns, Rows: sheet.all(), Bare: true}
}

// sayCounts tells how many lines and records there are, and how they stand.
func (o *overview) sayCounts(say func(string, any)) {
	records, stand, void, missing := 0, 0, 0, 0
	for _, l := range o.lines {
		records += len(l.records)
		if len(l.missing) > 0 {
			missing++
		}
		for _, r := range l.records {
			if r.Stands() {
				stand++
			} else {
				void++
			}
		}
	}
	say("行数", fmt.Sprintf("%d行", len(o.lines)))
	say("列出件数", fmt.Sprintf("%d件", records))
	say("计入件数", fmt.Sprintf("%d件", stand))
	if void > 0 {
		say("不作数件数", fmt.Sprintf("%d件", void))
	}
	if missing > 0 {
		say("档案中没有所属"+o.kinds[0].Title+"的行数", fmt.Sprintf("%d行", missing))
	}
	if o.Of == "" {
		return
	}
	for _, k := range o.kinds {
		if !slices.Contains(o.With, k.Key) || !o.namesWhatLinesBeginWith(k) {
			continue // most of its records are about something else
		}
		single := 0
		for _, r := range o.records {
			if r.seen && r.line == none && r.Kind == k {
				single++
			}
		}
		if single > 0 {
			say("没有列入："+k.Title, fmt.Sprintf("%d件，没有写明属于哪一份%s", single, o.kinds[0].Title))
		}
	}
}

// namesWhatLinesBeginWith reports whether the records of a kind have a field for that.
func (o *overview) namesWhatLinesBeginWith(k *templates.Kind) bool {
	return slices.ContainsFunc(k.Fields, func(f templates.Field) bool {
		return slices.ContainsFunc(f.Belongs.All(), func(to string) bool {
			kind, _, _ := strings.Cut(to, ".")
			return kind == o.Of
		})
	})
}

var takeWords = map[templates.Take]string{templates.First: "第一个", templates.Last: "最后一个", templates.Each: "全部", templates.Count: "几份"}

var roleWords = map[templates.Role]string{templates.Adds: "计入", templates.Subtracts: "减去", templates.Replaces: "改为"}

// sourcesSaid says where a column has its figures from.
func (o *overview) sourcesSaid(c *templates.ViewColumn) string {
	if o.groupOf(c) >= 0 {
		return "分行的依据"
	}
	if len(c.Less) > 0 {
		var labels []string
		for _, key := range c.Less {
			labels = append(labels, o.Column(key).Label)
		}
		return strings.Join(labels, "减去")
	}
	var said []string
	for _, s := range c.From {
		said = append(said, o.sourceSaid(c, s))
	}
	if word := takeWords[c.Take]; word != "" {
		return strings.Join(said, "、") + "（" + word + "）"
	}
	return strings.Join(said, "；")
}

var ofRecords = map[string]string{templates.OfNumber: "编号", templates.OfDate: "计入日期", templates.OfSubject: "题名", templates.OfUnit: "单位"}

func (o *overview) sourceSaid(c *templates.ViewColumn, s templates.Source) string {
	k := o.book.Kinds.Named(s.Kind())
	field := ofRecords[s.Path()]
	if k.At(s.Path()) != nil {
		field = k.LabelOf(s.Path())
	}
	said := k.Title + "的" + field
	for _, key := range slices.Sorted(maps.Keys(s.When)) {
		said += "（" + k.LabelOf(key) + "为" + strings.Join(s.When[key], "、") + "的）"
	}
	if c.Take != templates.Balance {
		return said
	}
	word := roleWords[s.Counts]
	if s.Counts == "" {
		word = "按它的台账计入"
		if f := k.At(s.Path()); f == nil || f.Counts.IsZero() || f.Counts.Always == string(templates.Adds) {
			word = "计入"
		}
	}
	if s.Negative {
		word = "减去"
	}
	return word + "：" + said
}
