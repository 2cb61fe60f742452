package roster

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

// A roster is a few thousand rows at most; more is a damaged or hostile file.
const (
	maxUnzipped = 64 << 20 // bytes, the whole workbook
	maxSheet    = 16 << 20 // bytes, one sheet before it goes to a temporary file
	maxParts    = 2000
	maxMarkup   = 600_000 // as bounded.Markup weighs it, of what is read whole: of sheets only the rows wanted are
	maxRows     = 5000
	maxColumns  = 100
	headerDepth = 20 // rows within which the header must stand
)

// readWorkbook reads for each table the first sheet that has its header row,
// wherever in the sheet's first rows that stands.
func readWorkbook(content []byte) (all tableRows, err error) {
	if err := light(content); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(content),
		excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxSheet, RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("%w（%w）", errBroken, err)
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	props, err := book.GetWorkbookProps()
	if err != nil {
		return nil, err
	}
	date1904 := props.Date1904 != nil && *props.Date1904
	all = tableRows{}
	var errs []error
	for _, sheet := range book.GetSheetList() {
		grid, beyond, err := gridOf(book, sheet)
		if err != nil {
			return nil, err
		}
		for _, t := range tables {
			header := t.headerRow(grid)
			if _, read := all[t]; read || header < 0 {
				continue
			}
			if beyond {
				return nil, fmt.Errorf("工作表“%s”超过上限%d行%d列，请删去表外的内容和格式", sheet, maxRows, maxColumns)
			}
			all[t], err = readSheet(t, grid, header, date1904)
			errs = append(errs, err)
			break
		}
	}
	if _, ok := all[appointments]; !ok {
		return nil, fmt.Errorf("没有找到表头。请在前%d行内写一行栏目名：%s", headerDepth, appointments.labels())
	}
	return all, errors.Join(errs...)
}

var (
	errTooMuch = errors.New("这个工作簿里的东西太多，不像是花名册，请核对是不是放错了文件")
	errBroken  = errors.New("打不开这个工作簿，请用 Excel 或 WPS 另存为 .xlsx 再试")
)

// light looks at the file before the library unpacks it: a roster of the most rows,
// of which no two cells are alike, stays within the bounds.
func light(content []byte) error {
	if !bounded.Parts(content, maxParts) {
		return errTooMuch
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return fmt.Errorf("%w（%w）", errBroken, err)
	}
	left := maxMarkup
	for _, part := range archive.File {
		name := strings.ToLower(part.Name)
		if !bounded.IsMarkup(name) || strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		weight, err := bounded.Markup(part, left)
		if err != nil {
			return fmt.Errorf("%w（%w）", errBroken, err)
		}
		if left -= weight; left < 0 {
			return errTooMuch
		}
	}
	return nil
}

// gridOf streams a sheet: one cell in the last column of every row, which is a
// few bytes in the file, would fill the memory if the sheet were read whole. It
// ends at the first row beyond the bounds.
func gridOf(book *excelize.File, sheet string) (grid [][]string, beyond bool, err error) {
	unreadable := func(err error) error { return fmt.Errorf("工作表“%s”读不出来（%w）", sheet, err) }
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, false, unreadable(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, false, unreadable(err)
		}
		if len(grid) == maxRows || len(cells) > maxColumns {
			return grid, true, nil
		}
		grid = append(grid, cells)
	}
	if err := rows.Error(); err != nil {
		return nil, false, unreadable(err)
	}
	return grid, false, nil
}

// headerRow is the index of the row that names the columns, or -1.
func (t *table) headerRow(grid [][]string) int {
	for i, cells := range grid[:min(len(grid), headerDepth)] {
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

func readSheet(t *table, grid [][]string, header int, date1904 bool) ([]row, error) {
	var errs []error
	at := map[int]*templates.Field{}
	seen := map[string]bool{}
	for col, label := range grid[header] {
		label = strings.TrimSpace(label)
		c := t.column(label)
		switch {
		case c != nil && seen[c.Key]:
			errs = append(errs, fmt.Errorf("%s：栏目“%s”出现了两次", cellName(col, header), label))
		case c != nil:
			at[col], seen[c.Key] = c, true
		case label != "" && normal.Key(label) != remark:
			errs = append(errs, fmt.Errorf("%s：不认识栏目“%s”，可用：%s、%s", cellName(col, header), label, t.labels(), remark))
		}
	}
	var rows []row
	for i := header + 1; i < len(grid); i++ {
		r := row{place: fmt.Sprintf("第%d行", i+1), cells: map[string]templates.Cell{}}
		empty := true
		for col, c := range at {
			if col >= len(grid[i]) || strings.TrimSpace(grid[i][col]) == "" {
				continue
			}
			empty = false
			r.cells[c.Key] = templates.Cell{Raw: rawCell(c, grid[i][col], date1904), Place: cellName(col, i)}
		}
		if !empty {
			rows = append(rows, r)
		}
	}
	return rows, errors.Join(errs...)
}

// rawCell takes the number that stands for a day in a date cell for that day.
func rawCell(c *templates.Field, text string, date1904 bool) any {
	if c.Type != templates.TypeDate {
		return text
	}
	serial, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	day, err := excelize.ExcelDateToTime(serial, date1904)
	if err != nil {
		return text
	}
	return day.Truncate(time.Minute)
}

// cellName writes a cell's place as people do: B7. Both counts are from 0.
func cellName(col, row int) string {
	name, _ := excelize.CoordinatesToCellName(col+1, row+1)
	return name
}

// WriteWorkbook writes a roster as roster.xlsx, a sheet for each table: a header
// row with notes, and drop-downs. An empty roster is a blank to fill in.
func WriteWorkbook(w io.Writer, r *Roster) (err error) {
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
	if err := appointments.write(book, "花名册", []float64{10, 22, 26, 16, 13, 13, 60, 14, 22}, rows); err != nil {
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
	if err := units.write(book, units.name, []float64{26, 14, 12, 10, 10, 18}, rows); err != nil {
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
	if err := delegations.write(book, delegations.name, []float64{10, 10, 12, 30, 30, 13, 13, 30}, rows); err != nil {
		return err
	}
	return book.Write(w)
}

// write fills a sheet with the table's header and rows.
func (t *table) write(book *excelize.File, sheet string, widths []float64, rows [][]any) error {
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
		if err := out.SetRow(cellName(0, i+1), row); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return t.dropDowns(book, sheet)
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
func (t *table) dropDowns(book *excelize.File, sheet string) error {
	for i, c := range t.columns {
		choices := c.Choices
		if c.Type == templates.TypeYesNo {
			choices = []string{"是", "否"}
		}
		if choices == nil && c.Note == "" {
			continue
		}
		v := excelize.NewDataValidation(true)
		v.SetSqref(fmt.Sprintf("%s:%s", cellName(i, 1), cellName(i, maxRows-1)))
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
