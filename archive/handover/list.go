package handover

import (
	"bytes"
	"encoding/json"
	"fmt"

	"gongwen/archive/bag"
	"gongwen/templates"
	"gongwen/templates/csv"
	"gongwen/templates/table"
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

// columns are those of DA/T 22-2015, 附录, with 文号, 保管期限 and how each was signed.
var columns = []struct {
	table.Column
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
	{column(templates.MannerLabel, 11, templates.TypeText), func(i Item) any { return i.Approved }},
	{column("备注", 20, templates.TypeText), func(i Item) any { return i.Note }},
}

func column(label string, width float64, t templates.Type) table.Column {
	return table.Column{Label: label, Width: width, Type: t}
}

// book is the list as files have it, printed on A4 across, the labels on every page.
func book(items []Item, to Taker) table.Book {
	s := table.Sheet{Name: fmt.Sprintf("%s（移交%s）", listName, to.Name)}
	for _, c := range columns {
		s.Columns = append(s.Columns, c.Column)
	}
	s.Rows = func(yield func(*table.Row, error) bool) {
		row := table.Row{Cells: make([]any, len(columns))}
		for _, item := range items {
			for i, c := range columns {
				row.Cells[i] = c.value(item)
			}
			if !yield(&row, nil) {
				return
			}
		}
	}
	return table.Book{Name: s.Name, Title: s.Name, Sheets: []table.Sheet{s}}
}

func workbook(items []Item, to Taker) ([]byte, error) {
	var b bytes.Buffer
	err := xlsx.Write(&b, book(items, to))
	return b.Bytes(), err
}

func commaSeparated(items []Item, to Taker) ([]byte, error) {
	var b bytes.Buffer
	err := csv.Write(&b, book(items, to))
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
