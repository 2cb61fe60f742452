package duty

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"gongwen/pipeline/form"
	"gongwen/templates"
	"gongwen/templates/xlsx"
)

// columns are what people see of an item.
var columns = []xlsx.ListColumn{
	{Column: templates.Column{Label: "状态", From: "status", Width: 10}, Type: templates.TypeChoice},
	{Column: templates.Column{Label: "期限", From: "due", Width: 12}, Type: templates.TypeDate},
	{Column: templates.Column{Label: "条款", From: "article", Width: 18}, Type: templates.TypeText},
	{Column: templates.Column{Label: "谁", From: "who", Width: 20}, Type: templates.TypeText},
	{Column: templates.Column{Label: "事项", From: "what", Width: 48}, Type: templates.TypeParagraph},
	{Column: templates.Column{Label: "进度", From: "progress", Width: 14}, Type: templates.TypeText},
	{Column: templates.Column{Label: "依据", From: "basis", Width: 26}, Type: templates.TypeParagraph},
	{Column: templates.Column{Label: "备注", From: "note", Width: 20}, Type: templates.TypeParagraph},
}

// row is an item in the words of the columns.
func (i Item) row() templates.Values {
	v := templates.Values{"status": i.Status.Chinese(), "due": i.Due, "article": form.ArticleName(i.Article), "who": i.Who, "what": i.What}
	if i.Severity == form.Principle {
		v["article"] = form.ArticleName(i.Article) + "（原则上）"
	}
	if i.Progress != nil {
		v["progress"] = fmt.Sprintf("%s %d/%d", i.Period, i.Progress.Done, i.Progress.Of)
	}
	if len(i.Basis) > 0 {
		v["basis"] = strings.Join(i.Basis, "、")
	}
	if i.Note != "" {
		v["note"] = i.Note
	}
	return v
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
		row := item.row()
		row["due"] = item.Due.ISO()
		var line []string
		for _, c := range columns {
			line = append(line, strings.Join(strings.Fields(row.Joined(c.From)), " ")) // one line each
		}
		lines = append(lines, line)
	}
	widths := make([]int, len(columns))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], screenWidth(cell))
		}
	}
	var out strings.Builder
	for _, line := range lines {
		var padded strings.Builder
		for i, cell := range line {
			padded.WriteString(cell + strings.Repeat(" ", widths[i]-screenWidth(cell)+2))
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

// screenWidth counts the columns a text takes on a screen.
func screenWidth(s string) int {
	n := 0
	for _, r := range s {
		n++
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n++
		}
	}
	return n
}

// WriteWorkbook writes the items as an Excel list, as of a day.
func WriteWorkbook(w io.Writer, items []Item, day templates.Date) error {
	list := xlsx.List{Title: day.String() + "时限", Columns: columns}
	return list.Workbook(w, xlsx.RowsOf(func(yield func(templates.Values) bool) {
		for _, item := range items {
			if !yield(item.row()) {
				return
			}
		}
	}))
}
