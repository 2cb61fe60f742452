package roster

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/pipeline/form"
	"gongwen/templates"
	"gongwen/templates/normal"
	"gongwen/templates/workbook"
)

// A roster is a few thousand rows at most; more is a damaged or hostile file. What is
// empty counts for nothing.
var bounds = workbook.Bounds{Sheets: 50, Rows: maxRows, Columns: 100, Cells: 100_000, All: 200_000}

const (
	maxRows     = 5000
	headerDepth = 20 // rows within which the header must stand
)

// readWorkbook reads each table from the sheet that has its header row, wherever in the
// sheet's first rows that stands. Hidden sheets, on which offices keep old rosters, do
// not count.
func readWorkbook(content []byte) (tableRows, error) {
	sheets, err := workbook.Sheets(content, bounds)
	if err != nil {
		return nil, unreadable(err)
	}
	all, on := tableRows{}, map[*table]*workbook.Sheet{}
	var errs []error
	for _, sheet := range sheets {
		t, header := tableOn(sheet)
		switch {
		case t == nil:
		case on[t] != nil:
			errs = append(errs, fmt.Errorf("工作表“%s”和“%s”上都有“%s”的表头，无法确定以哪张为准，请删去或隐藏一张", on[t].Name, sheet.Name, t.name))
		case sheet.Excess != "":
			return nil, fmt.Errorf("工作表“%s”%s，请删去表外的内容（空行、空列和格式不算）", sheet.Name, sheet.Excess)
		default:
			on[t] = sheet
			all[t], err = readSheet(t, sheet, header)
			errs = append(errs, err)
		}
	}
	if on[appointments] == nil {
		return nil, fmt.Errorf("没有找到表头。请在前%d行内写一行栏目名：%s。隐藏的工作表不读", headerDepth, appointments.labels())
	}
	return all, errors.Join(errs...)
}

// unreadable says why a workbook was not read.
func unreadable(err error) error {
	var twice *workbook.TwiceError
	var sheets *workbook.SheetsError
	switch {
	case errors.Is(err, workbook.ErrTooMuch) || errors.As(err, &sheets):
		return errors.New("这个工作簿里的东西太多，不像是花名册，请核对是不是放错了文件")
	case errors.As(err, &twice):
		return fmt.Errorf("工作表“%s”里%s写了两次，内容不同，请用 Excel 或 WPS 打开核对，另存后再试", twice.Sheet, twice.Cell)
	}
	return fmt.Errorf("打不开这个工作簿，请用 Excel 或 WPS 另存为 .xlsx 再试（%w）", err)
}

// tableOn finds the table that a sheet holds, and its header row; nil if it holds none.
func tableOn(sheet *workbook.Sheet) (*table, int) {
	for _, t := range tables {
		if header := t.headerRow(sheet.Rows); header >= 0 {
			return t, header
		}
	}
	return nil, -1
}

// headerRow is the index of the row that names the columns, or -1.
func (t *table) headerRow(rows [][]string) int {
	for i, cells := range rows[:min(len(rows), headerDepth)] {
		seen := map[string]bool{}
		for _, cell := range cells {
			seen[normal.Key(cell)] = true
		}
		if seen[t.known[0]] && seen[t.known[1]] {
			return i
		}
	}
	return -1
}

func readSheet(t *table, sheet *workbook.Sheet, header int) ([]row, error) {
	var errs []error
	at := map[int]*templates.Field{}
	seen := map[string]bool{}
	for col, label := range sheet.Rows[header] {
		label = strings.TrimSpace(label)
		c := t.column(label)
		switch {
		case c != nil && seen[c.Key]:
			errs = append(errs, fmt.Errorf("%s：栏目“%s”出现了两次", sheet.Place(header, col), label))
		case c != nil:
			at[col], seen[c.Key] = c, true
		case label != "" && normal.Key(label) != remark:
			errs = append(errs, fmt.Errorf("%s：不认识栏目“%s”，可用：%s、%s", sheet.Place(header, col), label, t.labels(), remark))
		}
	}
	columns := slices.Sorted(maps.Keys(at))
	computed := map[string]*formulas{}
	var rows []row
	for i := header + 1; i < len(sheet.Rows); i++ {
		r := row{place: rowPlace(sheet, i), cells: map[string]templates.Cell{}, faults: map[string]error{}}
		empty := true
		for _, col := range columns {
			// What stands in a cell merged over several rows holds for each of them; over
			// several columns, for the first.
			if sheet.Area(i, col).Left != col {
				continue
			}
			c, stored := at[col], sheet.Cell(i, col)
			if sheet.Hidden(i, col) {
				stored.Place += hidden
			}
			raw, message, advice := form.Stored(stored)
			empty = empty && strings.TrimSpace(sheet.Text(i, col)) == "" && !stored.IsFormula
			switch {
			case stored.IsFormula:
				if computed[c.Key] == nil {
					computed[c.Key] = &formulas{first: stored.Place, label: c.Label}
				}
				computed[c.Key].count++
				r.faults[c.Key] = computed[c.Key]
			case message != "":
				r.faults[c.Key] = fmt.Errorf("%s“%s”：%s，%s", stored.Place, c.Label, message, advice)
			case strings.TrimSpace(stored.Text) != "":
				r.cells[c.Key] = templates.Cell{Raw: raw, Place: stored.Place}
			}
		}
		if !empty {
			rows = append(rows, r)
		}
	}
	return rows, errors.Join(errs...)
}

// formulas are all formulas of a column: what they give changes, as on a form.
type formulas struct {
	first, label string
	count        int
}

func (f *formulas) Error() string {
	others := ""
	if f.count > 1 {
		others = fmt.Sprintf("等%d格", f.count)
	}
	return fmt.Sprintf("%s“%s”%s填的是公式，公式的结果会变，不能作为依据，请把结果直接填进去（复制后选择性粘贴为数值）", f.first, f.label, others)
}

// rowPlace is where a row stands, as people count.
func rowPlace(sheet *workbook.Sheet, row int) string {
	place := fmt.Sprintf("第%d行", row+1)
	if !sheet.First {
		place = fmt.Sprintf("工作表“%s”%s", sheet.Name, place)
	}
	if sheet.Hidden(row, -1) {
		place += hidden
	}
	return place
}

// hidden follows a place that people look for in vain.
const hidden = "（隐藏）"

// WriteWorkbook writes a roster as roster.xlsx, a sheet for each table: a header
// row with notes, and drop-downs, also of the office's categories. An empty roster is a
// blank to fill in.
func WriteWorkbook(w io.Writer, r *Roster, c Categories) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	format := "yyyy-mm-dd"
	day, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return err
	}
	if err := book.SetSheetName(book.GetSheetName(0), "花名册"); err != nil {
		return err
	}
	var rows [][]any
	for _, a := range r.appointments {
		rows = append(rows, []any{a.Name, a.Unit, a.Post, a.Rank, dayCell(a.From, day), dayCell(a.Until, day),
			strings.Join(a.Portfolio, "、"), yesCell(a.Routine), strings.Join(a.ActsFor, "、")})
	}
	if err := appointments.write(book, "花名册", []float64{10, 22, 26, 16, 13, 13, 60, 14, 22}, rows, c); err != nil {
		return err
	}
	if _, err := book.NewSheet(units.name); err != nil {
		return err
	}
	rows = nil
	for _, u := range r.units {
		row := make([]any, len(UnitColumns))
		for i, c := range UnitColumns {
			row[i] = u[c.Key]
		}
		rows = append(rows, row)
	}
	if err := units.write(book, units.name, []float64{26, 14, 12, 10, 10, 18}, rows, c); err != nil {
		return err
	}
	if _, err := book.NewSheet(delegations.name); err != nil {
		return err
	}
	rows = nil
	for _, d := range r.delegations {
		rows = append(rows, []any{d.Principal, d.Delegate, d.Mode, strings.Join(d.Matters, "、"), strings.Join(d.Units, "、"),
			dayCell(d.From, day), dayCell(d.Until, day), d.Document})
	}
	if err := delegations.write(book, delegations.name, []float64{10, 10, 12, 30, 30, 13, 13, 30}, rows, c); err != nil {
		return err
	}
	return book.Write(w)
}

// write fills a sheet with the table's header and rows.
func (t *table) write(book *excelize.File, sheet string, widths []float64, rows [][]any, c Categories) error {
	header, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9E2F3"}}})
	if err != nil {
		return err
	}
	out, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	for i, width := range widths {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	cells := make([]any, len(t.columns))
	for i, c := range t.columns {
		cells[i] = excelize.Cell{StyleID: header, Value: c.Label}
	}
	if err := out.SetRow("A1", cells); err != nil {
		return err
	}
	for i, row := range rows {
		if err := out.SetRow(workbook.CellName(i+1, 0), row); err != nil {
			return err
		}
	}
	if err := t.dropDowns(book, sheet, c); err != nil { // a streamed sheet takes them only before its end
		return err
	}
	return out.Flush()
}

func dayCell(d templates.Date, style int) any {
	if d.IsZero() {
		return nil
	}
	return excelize.Cell{StyleID: style, Value: d.Time}
}

func yesCell(yes bool) any {
	if !yes {
		return nil
	}
	return "是"
}

// dropDowns offers what a column takes, and shows its note when a cell of it
// is chosen.
func (t *table) dropDowns(book *excelize.File, sheet string, offered Categories) error {
	for i, c := range t.columns {
		choices := c.Choices
		if of := offered.of(c.Key); len(of) > 0 {
			choices = of
		}
		if c.Type == templates.TypeYesNo {
			choices = []string{"是", "否"}
		}
		if choices == nil && c.Note == "" {
			continue
		}
		v := excelize.NewDataValidation(true)
		v.SetSqref(fmt.Sprintf("%s:%s", workbook.CellName(1, i), workbook.CellName(maxRows-1, i)))
		if choices != nil {
			if err := v.SetDropList(choices); err != nil {
				return err
			}
		}
		if c.Note != "" {
			v.SetInput(c.Label, c.Note)
		}
		if err := book.AddDataValidation(sheet, v); err != nil {
			return err
		}
	}
	return nil
}
