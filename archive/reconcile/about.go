package reconcile

import (
	"cmp"
	"fmt"
	"strings"

	"gongwen/templates"
	"gongwen/templates/table"
)

// sortsSaid are what the sheets are, for whoever reads them.
var sortsSaid = map[Sort]string{
	Matched:      "两边属于同一件事，金额、收款人（或账号、编号）和时间都合得上，原因里写明凭什么相符",
	Different:    "两边属于同一件事，却有一样不同；已作废的被支付、同一份付了两次、付后退回的也在这里",
	MissingThere: "档案里有，文件里没有找到：没有付、还没有付，或在别的账户里付",
	MissingHere:  "文件里有，档案里没有找到：没有办审批，或审批在别的期间",
	Doubtful:     "程序断定不了的：有几种可能、只有金额相符、读不出的行，须人工核对",
}

// about is the sheet 说明.
func (r *Result) about(title string) table.Sheet {
	var rows []table.Row
	say := func(label, text string) { rows = append(rows, table.Row{Cells: []any{label, text}}) }
	say("对方文件", r.File)
	say("SHA-256", r.SHA256)
	if len(r.Sheets) > 0 {
		say("工作表", strings.Join(r.Sheets, "、"))
	}
	say("对账方式", r.Mapping)
	say("栏目对应", strings.Join(r.layout, "；"))
	say("我方", fmt.Sprintf("%s，按%s%s", r.Kind, r.byDate, optional("，", r.Unit)))
	say("核对期间", cmp.Or(r.Period.String(), fmt.Sprintf("没有指定：%s在文件第一笔之前%d天至最后一笔之间的都核对", r.byDate, r.limits.after())))
	say("对方明细起止", r.Rows.String())
	say("时间范围", fmt.Sprintf("对方日期可早于%s%d天、晚%d天；金额允许相差%s元", r.byDate, r.limits.DaysBefore, r.limits.after(), r.limits.tolerance))
	say("生成时间", templates.Moment{Time: r.Made}.String())
	if r.By != "" {
		say("生成人", r.By)
	}
	all := r.Total("")
	say("文件各行", fmt.Sprintf("有内容的%d行：参加核对的%d行，各在一张表里出现一次；不计入的%d行，见“%s”", all.Rows+len(r.Passed), all.Rows, len(r.Passed), passedName))
	say("我方记录", fmt.Sprintf("参加核对的%d份，各在一张表里出现一次", all.Records))
	if r.Outside > 0 {
		say("期外记录", fmt.Sprintf("期间以外的记录%d份，文件里没有它们的款项，不计", r.Outside))
	}
	if len(r.Unpaid) > 0 {
		say("失效未付", fmt.Sprintf("已作废或已被代替、文件里也没有款项的%d份，不计：%s", len(r.Unpaid), strings.Join(r.Unpaid, "、")))
	}
	for _, note := range r.Notes {
		say("请注意", note)
	}
	for _, sort := range Sorts {
		say(sort.String(), sortsSaid[sort])
	}
	return table.Sheet{Name: "说明", Title: title + "·说明", Rows: rowsOf(rows), Bare: true, Columns: []table.Column{
		{Label: "项目", Type: templates.TypeText, Width: 18}, {Label: "内容", Type: templates.TypeParagraph, Width: 100},
	}}
}

func optional(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}
