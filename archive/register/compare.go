package register

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/archive/catalogue"
	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/table"
	"gongwen/templates/table/layout"
	"gongwen/templates/xlsx"
)

// Difference is one thing in which an edited register is not what the archive
// says.
type Difference struct {
	Number string `json:"number"`           // of the record, or what stands there instead
	Cell   string `json:"cell,omitempty"`   // in the edited file
	Column string `json:"column,omitempty"` // its label
	// Sort is changed, missing (the archive has the record, the file has not) or
	// added (the other way round, or a second row for the same record).
	Sort    string `json:"sort"`
	Archive string `json:"archive,omitempty"`
	File    string `json:"file,omitempty"`
}

const (
	Changed = "changed"
	Missing = "missing"
	Added   = "added"
)

// limits of a workbook that comes back from people.
const (
	mostUnzipped = 1 << 30
	mostXML      = 64 << 20
)

// Compare holds a register that was edited by hand against what the archive says now, row
// by row. Rows are matched by their number, whatever their order, and columns by their
// label; 序号, links and what follows from other columns do not count. Of which kind and
// which part of its register the file is, its sheet 说明 says, or else the name of its
// first sheet, as in registers from before there was such a sheet.
func (b *Book) Compare(ctx context.Context, file string) (catalogue.Series, []Difference, error) {
	from, err := bounded.Open(file)
	if err != nil {
		return catalogue.Series{}, nil, err
	}
	defer from.Close()
	edited, err := excelize.OpenReader(from, excelize.Options{UnzipSizeLimit: mostUnzipped, UnzipXMLSizeLimit: mostXML, RawCellValue: true})
	if err != nil {
		return catalogue.Series{}, nil, fmt.Errorf("%s 打不开，不是 Excel 工作簿或已损坏：%w", file, err)
	}
	defer edited.Close()
	sheet := edited.GetSheetName(0)
	kind, s := b.selected(edited)
	if kind == nil {
		return catalogue.Series{}, nil, fmt.Errorf("%s 的第一张表叫“%s”，认不出是哪一年哪一种台账。请用 gongwen 生成的台账，表的名字不要改", file, sheet)
	}
	series := catalogue.Series{Kind: kind.Key, Year: s.Year}
	got, err := readRows(edited, sheet, numberLabel(kind))
	if err != nil {
		return series, nil, fmt.Errorf("%s：%w", file, err)
	}
	whole := s
	whole.Columns = nil // those that the file has not are not missing
	r, err := b.registerOf(ctx, kind, whole, nil)
	if err != nil {
		return series, nil, err
	}
	want, err := r.written(ctx)
	if err != nil {
		return series, nil, err
	}
	compared := r.compared()
	if r.old(got) {
		want, compared = r.asBefore(want), append(compared, templates.VoidLabel, templates.LostLabel)
	}
	if r.old(got) || s.Columns != nil {
		compared = slices.DeleteFunc(compared, func(label string) bool { return !slices.Contains(got.labels, label) })
	}
	if !slices.Contains(got.labels, templates.MannerLabel) { // from before there was this column
		compared = slices.DeleteFunc(compared, func(label string) bool { return label == templates.MannerLabel })
	}
	return series, compare(want, got, compared), nil
}

// written is the register as it reads when it is written: what the file format does to a
// text is no difference.
func (r *registerOf) written(ctx context.Context) (readTable, error) {
	var now bytes.Buffer
	if err := xlsx.Write(&now, table.Book{Title: r.title(), Made: r.made, Sheets: []table.Sheet{r.rowsSheet(ctx)}}); err != nil {
		return readTable{}, err
	}
	archived, err := excelize.OpenReader(&now, excelize.Options{RawCellValue: true})
	if err != nil {
		return readTable{}, err
	}
	defer archived.Close()
	return readRows(archived, archived.GetSheetName(0), numberLabel(r.kind))
}

// numberLabel is the label of the column with the numbers.
func numberLabel(k *templates.Kind) string {
	for _, c := range k.RegisterColumns() {
		if c.From == "number" {
			return c.Label
		}
	}
	return ""
}

// compared are the columns that say something of the record itself. 序号 and the link to
// the document depend on where the row and the file are.
func (r *registerOf) compared() (labels []string) {
	for _, c := range r.columns {
		if c.Label != templates.SerialLabel && c.Type != templates.TypeFile {
			labels = append(labels, c.Label)
		}
	}
	return labels
}

// old reports whether a file is from before registers had one column for how records stand.
func (r *registerOf) old(got readTable) bool {
	status := slices.IndexFunc(r.columns, func(c column) bool { return c.status })
	return slices.Contains(got.labels, templates.VoidLabel) && !slices.Contains(got.labels, r.columns[status].Label)
}

// asBefore is the register with the columns there were then. That others took the place of
// a record stood nowhere.
func (r *registerOf) asBefore(t readTable) readTable {
	items := map[string]*item{}
	for _, l := range r.chosen {
		items[l.number] = l
	}
	t.labels = append(slices.Clone(t.labels), templates.VoidLabel, templates.LostLabel)
	for i := range t.rows {
		cells := make([]string, len(t.labels))
		copy(cells, t.rows[i].cells)
		if l := items[t.rows[i].number]; l != nil {
			if l.void() {
				cells[len(cells)-2] = l.standing
			}
			cells[len(cells)-1] = l.lost
		}
		t.rows[i].cells = cells
	}
	return t
}

// readTable is a register as read back.
type readTable struct {
	labels []string
	rows   []tableRow // in the file's order
}

type tableRow struct {
	number string
	row    int      // from 1
	cells  []string // by label
}

// readRows reads the rows that have a number, down to the totals under them.
func readRows(f *excelize.File, sheet, number string) (readTable, error) {
	rows, err := f.Rows(sheet)
	if err != nil {
		return readTable{}, err
	}
	defer rows.Close()
	var t readTable
	at := -1
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return readTable{}, err
		}
		if t.labels == nil {
			t.labels = cells
			if at = slices.Index(cells, number); at < 0 {
				return readTable{}, fmt.Errorf("第一行没有“%s”一栏，无法逐行核对。请不要改动标题行", number)
			}
			continue
		}
		if slices.Contains(cells, layout.FilteredLabel) {
			break
		}
		if at < len(cells) && strings.TrimSpace(cells[at]) != "" {
			t.rows = append(t.rows, tableRow{strings.TrimSpace(cells[at]), n, cells})
		}
	}
	return t, rows.Error()
}

func (r tableRow) cell(i int) string {
	if i < 0 || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// compare finds the differences in the columns named, by label.
func compare(want, got readTable, columns []string) []Difference {
	var found []Difference
	type column struct {
		label   string
		was, is int // where it stands in the two; -1 where it does not
	}
	var both []column
	for i, label := range want.labels {
		if slices.Contains(columns, label) {
			both = append(both, column{label, i, slices.Index(got.labels, label)})
		}
	}
	left := map[string]tableRow{}
	for _, r := range want.rows {
		left[r.number] = r
	}
	seen := map[string]bool{}
	for _, r := range got.rows {
		archived, ok := left[r.number]
		if !ok || seen[r.number] {
			found = append(found, Difference{Number: r.number, Cell: fmt.Sprintf("第%d行", r.row), Sort: Added})
			continue
		}
		seen[r.number] = true
		for _, c := range both {
			if is, was := r.cell(c.is), archived.cell(c.was); !sameCell(is, was) {
				d := Difference{Number: r.number, Column: c.label, Sort: Changed, Archive: was, File: is}
				if c.is >= 0 {
					d.Cell, _ = excelize.CoordinatesToCellName(c.is+1, r.row)
				}
				found = append(found, d)
			}
		}
	}
	for _, r := range want.rows {
		if !seen[r.number] {
			found = append(found, Difference{Number: r.number, Sort: Missing})
		}
	}
	return found
}

// sameCell compares what two cells hold. Programs that save a workbook again
// write the same figure in other digits.
func sameCell(a, b string) bool {
	if a == b || strings.TrimSpace(a) == strings.TrimSpace(b) {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && math.Abs(x-y) < 1e-6
}
