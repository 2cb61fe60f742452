package handover

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

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

// workbook prints on A4 across, the labels on every page.
func workbook(items []Item, to Taker) ([]byte, error) {
	var labels []xlsx.ListColumn
	for _, c := range columns {
		labels = append(labels, c.ListColumn)
	}
	var b bytes.Buffer
	title := fmt.Sprintf("%s（移交%s）", listName, to.Name)
	err := xlsx.List(&b, title, labels, func(yield func(templates.Values) bool) {
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
	return b.Bytes(), err
}

// commaSeparated begins with the mark by which Excel knows UTF-8. A text that a
// spreadsheet would take for a formula gets a quote before it.
func commaSeparated(items []Item, _ Taker) ([]byte, error) {
	b := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	var labels []string
	for _, c := range columns {
		labels = append(labels, c.Label)
	}
	if err := w.Write(labels); err != nil {
		return nil, err
	}
	for _, item := range items {
		var cells []string
		for _, c := range columns {
			cells = append(cells, cell(c.value(item)))
		}
		if err := w.Write(cells); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func cell(v any) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case templates.Date:
		return v.ISO()
	case string:
		if strings.ContainsAny(v[:min(1, len(v))], "=+-@\t\r") {
			return "'" + v
		}
		return v
	}
	return fmt.Sprint(v)
}

func jsonList(items []Item, _ Taker) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(items)
	return b.Bytes(), err
}
