package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/table"
)

// Name is what a workbook of the result is called: 对账结果（银行流水，2026年3月，区财政局）.
func (r *Result) Name() string {
	told := []string{r.Mapping, cmp.Or(r.Period.String(), strings.TrimSuffix(r.File, extension(r.File)))}
	if r.Unit != "" {
		told = append(told, r.Unit)
	}
	return "对账结果（" + strings.Join(told, "，") + "）"
}

func extension(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[i:]
	}
	return ""
}

// scope is the line below the title.
func (r *Result) scope() string {
	line := fmt.Sprintf("与 %s 核对（SHA-256 %s…），%s", r.File, r.SHA256[:min(16, len(r.SHA256))], cmp.Or(r.Period.String(), "文件起止："+r.Rows.String()))
	if r.Unit != "" {
		line += "，" + r.Unit
	}
	line += "；" + templates.Moment{Time: r.Made}.String()
	if r.By != "" {
		line += "，" + r.By
	}
	return line
}

// Book is the result as a workbook: 汇总, where both sides tie, a sheet for each sort of
// items, the lines that were passed over, 说明. Numbers of records are links as those of
// the registers that of writes; nil for no links.
func (r *Result) Book(ctx context.Context, of *register.Book) (table.Book, error) {
	b := table.Book{Name: r.Name(), Title: r.Kind + "对账（" + r.Mapping + "）", Scope: r.scope(), By: r.By, Made: r.Made}
	links, err := r.links(ctx, of)
	if err != nil {
		return b, err
	}
	lists := map[Sort]list{}
	var sheets []table.Sheet
	for _, sort := range Sorts {
		l := r.list(sort, links)
		lists[sort] = l
		sheets = append(sheets, l.sheet(b.Title))
	}
	b.Sheets = append([]table.Sheet{r.summary(b.Title, lists)}, sheets...)
	if len(r.Passed) > 0 {
		b.Sheets = append(b.Sheets, r.passedSheet(b.Title))
	}
	b.Sheets = append(b.Sheets, r.about(b.Title))
	return b, nil
}

// linkPage is how many whole records are in memory at once.
const linkPage = 100

// links are what opens the records of the result, by number.
func (r *Result) links(ctx context.Context, of *register.Book) (map[string]string, error) {
	links := map[string]string{}
	if of == nil || of.Links == nil {
		return links, nil
	}
	stands := map[string]bool{}
	for _, i := range r.Items {
		for _, rec := range i.Records {
			stands[rec.Number] = rec.Ended == ""
		}
	}
	for numbers := range slices.Chunk(sortedKeys(stands), linkPage) {
		entries, err := of.Catalogue.Numbered(ctx, numbers...)
		if err != nil {
			return nil, err
		}
		for number, e := range entries {
			if links[number], err = of.Links(ctx, e, stands[number]); err != nil {
				return nil, err
			}
		}
	}
	return links, nil
}

// rowsOf are rows that are at hand.
func rowsOf(rows []table.Row) table.Rows {
	return func(yield func(*table.Row, error) bool) {
		for i := range rows {
			if !yield(&rows[i], nil) {
				return
			}
		}
	}
}

const passedName = "不计入的行"

func (r *Result) passedSheet(title string) table.Sheet {
	var rows []table.Row
	for _, p := range r.Passed {
		rows = append(rows, table.Row{Cells: []any{int64(p.Line), p.Reason, p.Text, nonEmpty(p.Sheet)}})
	}
	return table.Sheet{Name: passedName, Title: title + "·" + passedName, Rows: rowsOf(rows), Columns: []table.Column{
		{Label: "对方行号", Type: templates.TypeInteger, Width: 9}, {Label: "为什么不计", Type: templates.TypeText, Width: 40},
		{Label: "这一行写的", Type: templates.TypeParagraph, Width: 90},
		{Label: "对方工作表", Type: templates.TypeText, Width: 14, Technical: true},
	}}
}
