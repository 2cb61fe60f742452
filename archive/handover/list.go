package handover

import (
	"bytes"
	"encoding/json"
	"fmt"

	"gongwen/archive/bag"
	"gongwen/templates"
	"gongwen/templates/xlsx"
)

// listName is the list's name, 归档文件目录 in DA/T 22-2015.
const listName = "归档文件目录"

// list is the list in one format.
type list struct {
	ending string
	make   func(items []Item, to Taker) ([]byte, error)
}

var lists = []list{{".xlsx", workbook}, {".csv", commaSeparated}, {".json", jsonList}}

func (l list) write(w *bag.Writer, items []Item, to Taker) error {
	text, err := l.make(items, to)
	if err != nil {
		return err
	}
	_, err = w.Add(listName+l.ending, bytes.NewReader(text))
	return err
}

// columns are those of DA/T 22-2015, 附录, with 文号 and 保管期限.
var columns = []struct {
	xlsx.ListColumn
	value func(Item) any
}{
	{column("件号", 7, templates.TypeInteger), func(i Item) any { return int64(i.Serial) }},
	{column("档号", 27, templates.TypeText), func(i Item) any { return i.Reference }},
	{column("责任者", 20, templates.TypeText), func(i Item) any { return i.Responsible }},
	{column("文号", 24, templates.TypeText), func(i Item) any { return i.Number }},
	{column("题名", 46, templates.TypeText), func(i Item) any { return i.Title }},
	{column("日期", 12, templates.TypeDate), func(i Item) any { return i.Date }},
	{column("密级", 7, templates.TypeText), func(i Item) any { return i.Secrecy }},
	{column("页数", 7, templates.TypeInteger), func(i Item) any { return int64(i.Pages) }},
	{column("保管期限", 11, templates.TypeText), func(i Item) any { return i.Retention }},
	{column("备注", 20, templates.TypeText), func(i Item) any { return i.Note }},
}

func column(label string, width float64, t templates.Type) xlsx.ListColumn {
	return xlsx.ListColumn{Column: templates.Column{Label: label, From: label, Width: width}, Type: t}
}

// table is the list as a workbook has it, printed on A4 across, the labels on every page.
func table(to Taker) xlsx.List {
	l := xlsx.List{Title: fmt.Sprintf("%s（移交%s）", listName, to.Name)}
	for _, c := range columns {
		l.Columns = append(l.Columns, c.ListColumn)
	}
	return l
}

func rows(items []Item) xlsx.Rows {
	return xlsx.RowsOf(func(yield func(templates.Values) bool) {
		for _, item := range items {
			row := templates.Values{}
			for _, c := range columns {
				if v := c.value(item); v != "" {
					row[c.From] = v
				}
			}
			if !yield(row) {
				return
			}
		}
	})
}

func workbook(items []Item, to Taker) ([]byte, error) {
	var b bytes.Buffer
	err := table(to).Workbook(&b, rows(items))
	return b.Bytes(), err
}

func commaSeparated(items []Item, to Taker) ([]byte, error) {
	var b bytes.Buffer
	err := table(to).CSV(&b, rows(items))
	return b.Bytes(), err
}

func jsonList(items []Item, _ Taker) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(items)
	return b.Bytes(), err
}
