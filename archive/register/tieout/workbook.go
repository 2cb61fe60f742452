package tieout

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/archive"
	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// workbook is a register or view as it lies in its folder.
type workbook struct {
	rows    map[string]inRegister    // by number, or what a view has in its first columns
	twice   []string                 // numbers that have two rows
	control map[string]templates.Fen // the fixed totals, by label
	below   bool                     // what is read now stands below the records
	// notSecret tells that it leaves out what has a degree of secrecy.
	notSecret bool
}

func (w *workbook) row(number string) (inRegister, bool) {
	if w == nil {
		return inRegister{}, false
	}
	row, is := w.rows[number]
	return row, is
}

// figure adds up the column with the label, of which there is none for "".
func (w *workbook) figure(label string) (f Figure) {
	if w == nil {
		return f
	}
	for _, row := range w.rows {
		f.Records++
		if row.stands {
			f.Counted++
		}
		f.Amount += row.counted[label]
	}
	return f
}

// checkControl names the fixed total of a column that is not what the rows above it come
// to. Whether these are what they should be is for others to find.
func (w *workbook) checkControl(r *Result, of Difference, label string) {
	control, has := w.control[label]
	rows := w.figure(label).Amount
	if has && control == rows || len(w.rows) == 0 {
		return
	}
	of.Number, of.Column, of.Register = layout.ControlLabel, label, control.String()
	of.Reason = fmt.Sprintf("控制数不是各行计入额相加的%s，控制数或上面的行被改动过。%s", rows, writeAnew)
	if !has {
		of.Register, of.Reason = "没有", "控制数被删去了。"+writeAnew
	}
	r.differ(of)
}

// asKept is the row that a record should have.
func asKept(k *templates.Kind, e *register.Entry) inRegister {
	row := inRegister{counted: map[string]templates.Fen{}}
	if e == nil {
		return row
	}
	row.stands = e.Stands()
	for i, c := range k.Summed() {
		row.counted[c.Label] = effect(e, i)
	}
	return row
}

// inRegister is what a row says of a record.
type inRegister struct {
	stands  bool
	counted map[string]templates.Fen // by label of the column that is added up
}

// limits of a workbook that people may have worked on.
const (
	mostUnzipped = 1 << 30
	mostXML      = 64 << 20
)

// readRegister reads the register of a kind and year. One that is not there has no rows.
func readRegister(dir string, k *templates.Kind, year int) (*workbook, error) {
	return readBook(filepath.Join(dir, strconv.Itoa(year), archive.SafeName(k.Title+"台账.xlsx")), func(labels []string) *places { return findPlaces(labels, k) })
}

// readBook reads a workbook of which find finds the columns by the labels; nil for one that
// has not those it needs.
func readBook(file string, find func(labels []string) *places) (*workbook, error) {
	from, err := bounded.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("没有 %s%w。%s", file, errMissing, writeAnew)
	}
	if err != nil {
		return nil, err
	}
	defer from.Close()
	book, err := excelize.OpenReader(from, excelize.Options{UnzipSizeLimit: mostUnzipped, UnzipXMLSizeLimit: mostXML, RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("%s 打不开，不是 Excel 工作簿或已损坏：%w。%s", file, err, writeAnew)
	}
	defer book.Close()
	w, err := readSheet(book, find)
	if err != nil {
		return nil, fmt.Errorf("%s：%w。%s", file, err, writeAnew)
	}
	w.notSecret = register.NotSecretSaid(book)
	return w, nil
}

var (
	errMissing   = errors.New(" 这个文件")
	errNoColumns = errors.New("第一行没有原来的栏目名称，是旧的格式，或者改动过")
)

// places are where the columns stand that are read.
type places struct {
	// name is what tells a row from others, given its cells; empty for one that is none.
	name    func(cell func(int) string) string
	status  int            // below zero where there is none: all count
	amounts map[string]int // by label: what it shows
	counted map[string]int // by label: what it counts
}

// places are those of a sheet whose first row has the labels. Of labels that Excel takes
// for the same the file has others, which begin alike.
func placesOf(sheet table.Sheet, labels []string) (at places, find func(label string) int) {
	written := sheet.Written()
	find = func(label string) int {
		label = strings.TrimSpace(label)
		is := func(i int) bool { return i < len(labels) && strings.HasPrefix(labels[i], label) }
		if i := slices.IndexFunc(written, func(c table.Column) bool { return strings.TrimSpace(c.Label) == label }); i >= 0 && is(i) {
			return i
		}
		return slices.Index(labels, label)
	}
	at = places{status: -1, amounts: map[string]int{}, counted: map[string]int{}}
	n := 0
	for _, c := range sheet.Columns {
		if c.Total {
			at.amounts[c.Label], at.counted[c.Label] = find(c.Label), find(written[sheet.CountedColumn(n)].Label)
			n++
		}
	}
	return at, find
}

func readSheet(book *excelize.File, find func(labels []string) *places) (*workbook, error) {
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	w := &workbook{rows: map[string]inRegister{}, control: map[string]templates.Fen{}}
	var at *places
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		if at == nil {
			if at = find(cells); at == nil {
				return nil, errNoColumns
			}
			continue
		}
		w.read(cells, at)
	}
	if at == nil {
		return nil, errNoColumns
	}
	return w, rows.Error()
}

func findPlaces(labels []string, k *templates.Kind) *places {
	at, find := placesOf(table.Sheet{Columns: register.Columns(k), Totals: true}, labels)
	number := -1
	for _, c := range k.RegisterColumns() {
		if c.From == templates.NumberPath {
			number = find(c.Label)
		}
	}
	at.status = find(templates.StatusLabel)
	if number < 0 || at.status < 0 {
		return nil
	}
	at.name = func(cell func(int) string) string { return cell(number) }
	return &at
}

// read reads a row: of a record, which has a number of whatever form the office gives it, or
// a line; or below those.
func (w *workbook) read(cells []string, at *places) {
	cell := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	w.below = w.below || cell(0) == layout.FilteredLabel
	if cell(0) == layout.ControlLabel {
		for label, i := range at.amounts {
			if control, ok := fen(cell(i)); ok {
				w.control[label] = control
			}
		}
		return
	}
	name := ""
	if !w.below {
		name = at.name(cell)
	}
	if name == "" {
		return
	}
	if _, is := w.rows[name]; is {
		w.twice = append(w.twice, name)
		return
	}
	row := inRegister{stands: at.status < 0 || standing(cell(at.status)), counted: map[string]templates.Fen{}}
	for label, i := range at.counted {
		if i >= 0 {
			row.counted[label], _ = fen(cell(i))
		}
	}
	w.rows[name] = row
}

// standing reads the status as registers write it: a record that is lost still counts.
func standing(status string) bool {
	return status == register.Valid || strings.HasPrefix(status, "遗失")
}

// fen reads an amount in yuan as a workbook holds it, in binary digits.
func fen(cell string) (templates.Fen, bool) {
	yuan, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsNaN(yuan) || math.Abs(yuan) > 1e14 {
		return 0, false
	}
	return templates.Fen(math.Round(yuan * 100)), true
}
