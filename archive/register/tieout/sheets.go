package tieout

import (
	"fmt"
	"slices"
	"time"

	"gongwen/templates"
	"gongwen/templates/table"
)

// Name is what a file with a result of that day is called.
func Name(made time.Time) string { return "账实核对" + made.Format(time.DateOnly) }

// Table is the result as a workbook for auditors: the figures, and the records in which
// they differ.
func (r *Result) Table(by string, made time.Time) table.Book {
	scope := "台账（文件夹里的工作簿）、目录、档案（档案袋和流水）三处各自相加；" + templates.Moment{Time: made}.String()
	if by != "" {
		scope += "，" + by
	}
	return table.Book{Name: Name(made), Title: "账实核对表", Scope: scope, By: by, Made: made, Sheets: []table.Sheet{r.figures(), r.records()}}
}

func (r *Result) figures() table.Sheet {
	money := func(label string) table.Column {
		return table.Column{Label: label, Type: templates.TypeMoney, Width: 18}
	}
	count := func(label string) table.Column {
		return table.Column{Label: label, Type: templates.TypeInteger, Width: 10}
	}
	columns := []table.Column{
		{Label: "台账", Type: templates.TypeText, Width: 18}, {Label: "年度", Type: templates.TypeInteger, Width: 7}, {Label: "合计栏", Type: templates.TypeText, Width: 16},
		money("台账合计"), money("目录合计"), money("档案合计"), count("台账件数"), count("目录件数"), count("档案件数"),
		count("台账计入"), count("目录计入"), count("档案计入"), {Label: "结论", Type: templates.TypeChoice, Width: 8},
	}
	rows := func(yield func(*table.Row, error) bool) {
		for _, t := range r.Totals {
			amount := func(f Figure) any {
				if t.Column == "" {
					return nil
				}
				return f.Amount
			}
			verdict := "相符"
			if !t.Ties {
				verdict = "不符"
			}
			row := table.Row{Strong: !t.Ties, Cells: []any{t.Kind, yearCell(t.Year), t.Column, amount(t.Register), amount(t.Catalogue), amount(t.Bags),
				int64(t.Register.Records), int64(t.Catalogue.Records), int64(t.Bags.Records),
				int64(t.Register.Counted), int64(t.Catalogue.Counted), int64(t.Bags.Counted), verdict}}
			if t.Secret { // the register has none of it
				row.Cells[3], row.Cells[6], row.Cells[9] = nil, nil, nil
			}
			if !yield(&row, nil) {
				return
			}
		}
	}
	return table.Sheet{Name: "核对表", Title: "账实核对表", Columns: columns, Rows: rows, Notes: func() []string { return []string{r.Summary()} }}
}

// yearCell is a year; nil for what is of all years.
func yearCell(year int) any {
	if year == 0 {
		return nil
	}
	return int64(year)
}

// Summary says in a sentence how it came out.
func (r *Result) Summary() string {
	apart := 0
	for _, t := range r.Totals {
		if !t.Ties {
			apart++
		}
	}
	if len(r.Totals)+len(r.Differences) == 0 {
		return "没有可核对的：档案和目录里都没有这样的记录。"
	}
	if r.Ties() {
		said := fmt.Sprintf("共%d个合计数，台账、目录、档案三处全部相符", len(r.Totals))
		if slices.ContainsFunc(r.Totals, func(t Total) bool { return t.Secret }) {
			said += "；有密级的台账不列，只核对目录和档案"
		}
		return said + "。"
	}
	return fmt.Sprintf("共%d个合计数，%d个不符；差异共%d处，逐处列出。", len(r.Totals), apart, len(r.Differences)+r.More)
}

func (r *Result) records() table.Sheet {
	column := func(label string, width float64) table.Column {
		return table.Column{Label: label, Type: templates.TypeParagraph, Width: width}
	}
	columns := []table.Column{column("台账", 14), {Label: "年度", Type: templates.TypeInteger, Width: 7}, column("编号", 24), column("栏目", 14),
		column("台账里", 16), column("目录里", 16), column("档案里", 16), column("原因和办法", 50)}
	rows := func(yield func(*table.Row, error) bool) {
		for _, d := range r.Differences {
			if !yield(&table.Row{Cells: []any{d.Kind, yearCell(d.Year), d.Number, d.Column, d.Register, d.Catalogue, d.Bags, d.Reason}}, nil) {
				return
			}
		}
	}
	return table.Sheet{Name: "差异", Title: "账实核对：差异", Columns: columns, Rows: rows, Notes: func() []string {
		if r.More > 0 {
			return []string{fmt.Sprintf("另有%d处没有列出。", r.More)}
		}
		return nil
	}}
}
