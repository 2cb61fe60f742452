package duty

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"gongwen/pipeline/form"
	"gongwen/pipeline/screen"
	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/xlsx"
)

// columns are what people see of an item, see cells.
var columns = []table.Column{
	{Label: "状态", Width: 10, Type: templates.TypeChoice},
	{Label: "期限", Width: 12, Type: templates.TypeDate},
	{Label: "条款", Width: 18, Type: templates.TypeText},
	{Label: "谁", Width: 20, Type: templates.TypeText},
	{Label: "事项", Width: 48, Type: templates.TypeParagraph},
	{Label: "进度", Width: 14, Type: templates.TypeText},
	{Label: "依据", Width: 26, Type: templates.TypeParagraph},
	{Label: "备注", Width: 20, Type: templates.TypeParagraph},
}

// cells are an item in the words of the columns.
func (i Item) cells() []any {
	article := form.ArticleName(i.Article)
	if i.Severity == form.Principle {
		article += "（原则上）"
	}
	progress := ""
	if i.Progress != nil {
		progress = fmt.Sprintf("%s %d/%d", i.Period, i.Progress.Done, i.Progress.Of)
	}
	return []any{i.Status.Chinese(), i.Due, article, i.Who, i.What, progress, strings.Join(i.Basis, "、"), i.Note}
}

// shownBasis is how many record numbers the table on the screen has room for.
const shownBasis = 2

// WriteTable writes the items for a screen, the columns flush also where
// Chinese and Latin mix, and below them how many there are of each status.
func WriteTable(w io.Writer, items []Item) error {
	if len(items) == 0 {
		_, err := io.WriteString(w, "没有时限事项\n")
		return err
	}
	lines := [][]string{nil}
	for _, c := range columns {
		lines[0] = append(lines[0], c.Label)
	}
	counts := make([]int, len(statuses))
	for _, item := range items {
		counts[item.Status.rank()]++
		if n := len(item.Basis); n > shownBasis {
			item.Basis = append(slices.Clone(item.Basis[:shownBasis-1]), fmt.Sprintf("%s等%d件", item.Basis[shownBasis-1], n))
		}
		var line []string
		for _, cell := range item.cells() {
			text := templates.Text(cell)
			if day, ok := cell.(templates.Date); ok {
				text = day.ISO()
			}
			line = append(line, strings.Join(strings.Fields(text), " ")) // one line each
		}
		lines = append(lines, line)
	}
	widths := make([]int, len(columns))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], screen.Width(cell))
		}
	}
	var out strings.Builder
	for _, line := range lines {
		var padded strings.Builder
		for i, cell := range line {
			padded.WriteString(screen.Pad(cell, widths[i]+2))
		}
		out.WriteString(strings.TrimRight(padded.String(), " ") + "\n")
	}
	fmt.Fprintf(&out, "共 %d 项", len(items))
	for i, s := range statuses {
		if counts[i] > 0 {
			fmt.Fprintf(&out, "，%s %d", s.chinese, counts[i])
		}
	}
	_, err := io.WriteString(w, out.String()+"\n")
	return err
}

// WriteWorkbook writes the items as an Excel list, as of a day.
func WriteWorkbook(w io.Writer, items []Item, day templates.Date) error {
	title := day.String() + "时限"
	return xlsx.Write(w, table.Book{Name: title, Title: title, Sheets: []table.Sheet{{Name: title, Columns: columns,
		Rows: func(yield func(*table.Row, error) bool) {
			for _, item := range items {
				if !yield(&table.Row{Cells: item.cells()}, nil) {
					return
				}
			}
		},
	}}})
}
