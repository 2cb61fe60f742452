package xlsx

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table/layout"
)

// Row is one record as its kind's register lists it.
type Row struct {
	Number  string
	Subject string
	// Document is the archived PDF, as a path with / from the register's own
	// folder; empty when there is none to link to.
	Document string
	FormSHA  string
	Values   templates.Values
	Voided   string // the reason, when the number was voided
	Lost     string // what is to be said of the record where it cannot be found
}

// Extras are what a register has beside its records.
type Extras struct {
	Lost bool   // a column for Row.Lost
	Foot string // below each page; empty for nothing but the page's number
}

// Register writes the register (台账) of a kind's records in a year: the
// columns kind.yaml asks for between 序号 (the row's number) and 作废, which
// marks voided records, 表单摘要, the SHA-256 of the form the row was made from, and
// 例外说明, what the form says for itself. Where a record is lost one more says so. The
// rows are an Excel table, and every column has a defined name. Dates,
// numbers and amounts are such in Excel too, so that they sort and add up; text
// stays text even where it looks like a formula. Under the last record stand the
// totals (合计) of the columns that kind.yaml says are sums, voided records left
// out. A second sheet sums up by month and unit (summary.go).
//
// Rows are written as they come and never all held; the first error from rows
// ends the writing and is returned. Excel's limit of 1,048,576 rows holds.
func Register(w io.Writer, k *templates.Kind, year int, extras Extras, rows iter.Seq2[Row, error]) error {
	f := excelize.NewFile()
	defer f.Close()
	r := &register{f: f, sheet: SheetName(year, k), kind: k, year: year, Extras: extras}
	title := fmt.Sprintf("%d年%s台账", year, k.Title)
	if err := r.begin(title); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := r.add(row); err != nil {
			return err
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	if err := r.writeSummary(fmt.Sprintf("%d年%s", year, k.Title)); err != nil {
		return err
	}
	return save(f, w, nil)
}

// SheetName is the name of the sheet with a register's rows: 2026年合同.
func SheetName(year int, k *templates.Kind) string {
	return layout.SheetName(fmt.Sprintf("%d年%s", year, k.Title))
}

type register struct {
	Extras
	f       *excelize.File
	sheet   string
	kind    *templates.Kind
	year    int
	out     *excelize.StreamWriter
	columns []registerColumn
	records int
	sums    *summary
}

// longText is how many characters Excel shows in a cell formatted as text;
// beyond it shows ####.
const longText = 255

func (r *register) begin(title string) error {
	columns := slices.Concat([]templates.Column{serialColumn}, r.kind.Register, []templates.Column{voidColumn})
	if !slices.ContainsFunc(columns, func(c templates.Column) bool { return c.From == hashColumn.From }) {
		columns = append(columns, hashColumn)
	}
	columns = append(columns, exceptColumn) // the last, so that the others stay where scripts look for them
	if r.Lost {
		columns = append(columns, lostColumn)
	}
	for _, c := range columns {
		r.columns = append(r.columns, registerColumn{Column: c, typ: r.columnType(c.From), sums: r.kind.Sums(c)})
	}
	r.sums = newSummary(r.columns)
	return r.open(title)
}

// open sets up the sheet for its columns and writes their labels.
func (r *register) open(title string) error {
	if err := r.f.SetDefaultFont(bodyFont); err != nil {
		return err
	}
	if err := r.f.SetSheetName(r.f.GetSheetName(0), r.sheet); err != nil {
		return err
	}
	for i := range r.columns {
		if err := r.columns[i].makeStyles(r.f); err != nil {
			return err
		}
	}
	// What the library writes before the rows has to be set before the stream is
	// opened.
	if err := printA4(r.f, r.sheet, "landscape", title, r.Foot); err != nil {
		return err
	}
	if err := r.f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: "'" + r.sheet + "'!$1:$1", Scope: r.sheet,
	}); err != nil {
		return err
	}
	var err error
	if r.out, err = r.f.NewStreamWriter(r.sheet); err != nil {
		return err
	}
	return r.header()
}

// registerHead is the look of the row of labels.
var registerHead = boxed(excelize.Style{
	Font: &excelize.Font{Family: bodyFont, Size: 10.5, Bold: true, Color: "FFFFFF"}, Fill: fill(headFill),
	Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
})

func (r *register) header() error {
	head, err := r.f.NewStyle(registerHead)
	if err != nil {
		return err
	}
	cells := make([]any, len(r.columns))
	for i, c := range r.columns {
		cells[i] = excelize.Cell{StyleID: head, Value: c.Label}
		if err := r.out.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
	}
	if err := r.out.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
	}); err != nil {
		return err
	}
	return r.out.SetRow("A1", cells, excelize.RowOpts{Height: 26})
}

func (r *register) add(row Row) error {
	r.records++
	if row.Voided == "" && row.Values != nil { // of what was lost there may be none
		r.sums.add(r, row)
	}
	return r.write(func(c *registerColumn) excelize.Cell { return r.cell(c, row) })
}

// write adds the row of cells that are given for each column.
func (r *register) write(cellOf func(c *registerColumn) excelize.Cell) error {
	cells, lines := make([]any, len(r.columns)), 1
	for i := range r.columns {
		c := &r.columns[i]
		cell := cellOf(c)
		if s, ok := cell.Value.(string); ok && c.From != hashColumn.From {
			lines = max(lines, linesIn(s, c.width()))
		}
		cells[i] = cell
	}
	from, err := excelize.CoordinatesToCellName(1, r.records+1)
	if err != nil {
		return err
	}
	// Streamed rows have the height they are given: not every program makes room
	// for wrapped text by itself.
	return r.out.SetRow(from, cells, excelize.RowOpts{Height: rowHeight(lines, 20)})
}

func (r *register) cell(c *registerColumn, row Row) excelize.Cell {
	var cell excelize.Cell
	voided, long := 0, 0
	if row.Voided != "" {
		voided = 1
	}
	switch c.From {
	case serialColumn.From:
		cell.Value = r.records
	case voidColumn.From:
		if row.Voided != "" {
			cell.Value = "已作废：" + row.Voided
		}
	case lostColumn.From:
		if row.Lost != "" {
			cell.Value = row.Lost
		}
	case exceptColumn.From:
		if text := row.Values.ExceptedText(); text != "" {
			cell.Value = text
		}
	case "number":
		cell.Value = row.Number
	case "subject":
		cell.Value = row.Subject
	case "form_sha":
		cell.Value = row.FormSHA
	case "document":
		link(&cell, row.Document)
	default:
		cell.Value = valueAt(c, row.Values)
		if c.sums && row.Voided == "" {
			c.total += row.Values.Sum(c.From)
		}
	}
	if s, ok := cell.Value.(string); ok && utf8.RuneCountInString(s) > longText {
		long = 1
	}
	cell.StyleID = c.styles[voided][long]
	return cell
}

// valueAt is what a record has for a column: typed, or the texts of a list's
// rows, parted by 、 unless one of them uses that itself.
func valueAt(c *registerColumn, v templates.Values) any {
	found := v.Lookup(c.From)
	if len(found) == 0 {
		return nil
	}
	if c.typ != templates.TypeParagraph {
		return cellValue(found[0])
	}
	texts, mark := make([]string, len(found)), "、"
	for i, value := range found {
		texts[i] = templates.Text(value)
		if strings.ContainsAny(texts[i], "、\n") {
			mark = "；"
		}
	}
	return strings.Join(texts, mark)
}

// link makes a cell open a file. The file's name is the record's number, which
// the row has already. Excel takes no text longer than 255 characters inside a
// formula; such a path is only shown.
func link(cell *excelize.Cell, target string) {
	if target == "" {
		return
	}
	if utf8.RuneCountInString(target) > 250 {
		cell.Value = target
		return
	}
	const name = "查看"
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	cell.Formula = "HYPERLINK(" + quote(target) + "," + quote(name) + ")"
	cell.Value = name
}

func (r *register) end() error {
	last, err := excelize.CoordinatesToCellName(len(r.columns), r.records+1)
	if err != nil {
		return err
	}
	if r.records == 0 { // Excel knows no table without a row
		if err := r.f.AutoFilter(r.sheet, "A1:"+last, nil); err != nil {
			return err
		}
		return r.out.Flush()
	}
	if err := r.totals(); err != nil {
		return err
	}
	if err := r.nameColumns(); err != nil {
		return err
	}
	if err := r.out.AddTable(&excelize.Table{Range: "A1:" + last, Name: tableName, ShowRowStripes: ptr(false)}); err != nil {
		return err
	}
	return r.out.Flush()
}

// totals writes the row under the records, when there is an amount to add up.
// It is outside the filter, so that sorting leaves it where it is. The formulas
// follow what people change in the sheet; the sums beside them are for programs
// that do not calculate. What comes from a list is text in its cells: its sum
// stands there alone.
func (r *register) totals() error {
	if !slices.ContainsFunc(r.columns, func(c registerColumn) bool { return c.sums }) {
		return nil
	}
	column := func(i int) (string, error) { return absolute(i+1, 2, i+1, r.records+1) }
	status, err := column(slices.IndexFunc(r.columns, func(c registerColumn) bool { return c.From == voidColumn.From }))
	if err != nil {
		return err
	}
	cells := make([]any, len(r.columns))
	for i, c := range r.columns {
		style := boxed(excelize.Style{Font: &excelize.Font{Family: bodyFont, Size: 10.5, Bold: true, Color: ink}, Fill: fill(bandFill),
			Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"}})
		cell := excelize.Cell{}
		switch {
		case i == 0:
			cell.Value, style.Alignment.Horizontal = "合计", "center"
		case c.sums:
			format := numberFormats[templates.TypeMoney]
			style.CustomNumFmt, cell.Value = &format, c.total.Yuan()
			if c.typ == templates.TypeMoney {
				amounts, err := column(i)
				if err != nil {
					return err
				}
				cell.Formula = fmt.Sprintf(`SUMPRODUCT((%s="")*%s)`, status, amounts)
			}
		}
		if cell.StyleID, err = r.f.NewStyle(style); err != nil {
			return err
		}
		cells[i] = cell
	}
	from, err := excelize.CoordinatesToCellName(1, r.records+2)
	if err != nil {
		return err
	}
	return r.out.SetRow(from, cells, excelize.RowOpts{Height: 22})
}
