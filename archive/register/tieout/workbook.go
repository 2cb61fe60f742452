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

// workbook is a register as it lies in its folder.
type workbook struct {
	rows    map[string]inRegister    // by number
	twice   []string                 // numbers that have two rows
	control map[string]templates.Fen // the fixed totals, by label
	below   bool                     // what is read now stands below the records
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

// controls reports whether the fixed total of a column, if there is one, is what it should
// come to.
func (w *workbook) controls(label string, amount templates.Fen) bool {
	control, has := w.control[label]
	return !has || control == amount
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
	file := filepath.Join(dir, strconv.Itoa(year), archive.SafeName(k.Title+"台账.xlsx"))
	from, err := bounded.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("没有 %s。%s", file, writeAnew)
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
	w, err := readSheet(book, k)
	if err != nil {
		return nil, fmt.Errorf("%s：%w。%s", file, err, writeAnew)
	}
	return w, nil
}

var errNoColumns = errors.New("第一行没有“编号”“效力”这样的栏目名称，是旧的格式，或者改动过")

// places are where the columns stand that are read.
type places struct {
	number, status int
	amounts        map[string]int // by label: what it shows
	counted        map[string]int // by label: what it counts
}

func readSheet(book *excelize.File, k *templates.Kind) (*workbook, error) {
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
			if at = findPlaces(cells, k); at == nil {
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
	sheet := table.Sheet{Columns: register.Columns(k), Totals: true}
	written := sheet.Written()
	find := func(label string) int { return slices.Index(labels, label) }
	at := &places{number: -1, status: find(templates.StatusLabel), amounts: map[string]int{}, counted: map[string]int{}}
	for _, c := range k.RegisterColumns() {
		if c.From == "number" {
			at.number = find(c.Label)
		}
	}
	for i, c := range k.Summed() {
		at.amounts[c.Label] = find(c.Label)
		at.counted[c.Label] = find(written[sheet.CountedColumn(i)].Label)
	}
	if at.number < 0 || at.status < 0 {
		return nil
	}
	return at
}

// read reads a row: of a record, which has a number of whatever form the office gives it,
// or below those.
func (w *workbook) read(cells []string, at *places) {
	cell := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	number := cell(at.number)
	w.below = w.below || cell(0) == layout.FilteredLabel
	if strings.HasPrefix(cell(0), "控制数") && len(cells) > 1 {
		for label, i := range at.amounts {
			if control, ok := fen(cell(i)); ok {
				w.control[label] = control
			}
		}
		return
	}
	if w.below || number == "" {
		return
	}
	if _, is := w.rows[number]; is {
		w.twice = append(w.twice, number)
		return
	}
	row := inRegister{stands: standing(cell(at.status)), counted: map[string]templates.Fen{}}
	for label, i := range at.counted {
		if i >= 0 {
			row.counted[label], _ = fen(cell(i))
		}
	}
	w.rows[number] = row
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
