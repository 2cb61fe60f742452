package xlsx

import (
	"io"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// Blank writes a kind's blank form: one cell for every field, with a hint, the
// choices as a drop-down and a check on what is typed; the lists as tables; and
// a second sheet that explains the fields.
func Blank(w io.Writer, k *templates.Kind) error { return Fill(w, k, nil) }

// Fill writes the form with values filled in.
func Fill(w io.Writer, k *templates.Kind, values templates.Values) error {
	f := excelize.NewFile()
	defer f.Close()
	p, err := newPage(f, k, values)
	if err != nil {
		return err
	}
	p.head()
	for i := range k.Fields {
		if field := &k.Fields[i]; field.IsList() {
			p.list(field)
		} else {
			p.field(field)
		}
	}
	p.do(func() error { return printA4(f, p.sheet, "portrait", "", "") })
	if p.err != nil {
		return p.err
	}
	if err := guide(f, k); err != nil {
		return err
	}
	return f.Write(w)
}

// page writes the form's sheet from top to bottom. The first error stops all
// that follows and stays in err.
type page struct {
	f      *excelize.File
	sheet  string
	kind   *templates.Kind
	values templates.Values
	grid   grid
	row    int // the next to write, from 1
	rules  rules
	err    error
}

func newPage(f *excelize.File, k *templates.Kind, values templates.Values) (*page, error) {
	p := &page{
		f: f, sheet: sheetName(k.Title), kind: k, values: values, grid: newGrid(k), row: 1,
	}
	p.rules = rules{f: f, sheet: p.sheet}
	if err := f.SetDefaultFont(bodyFont); err != nil {
		return nil, err
	}
	if err := f.SetSheetName(f.GetSheetName(0), p.sheet); err != nil {
		return nil, err
	}
	for i, width := range p.grid.widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return nil, err
		}
		if err := f.SetColWidth(p.sheet, name, name, width); err != nil {
			return nil, err
		}
	}
	return p, f.SetSheetView(p.sheet, 0, &excelize.ViewOptions{ShowGridLines: ptr(false)})
}

// last is the number of the last column.
func (p *page) last() int { return len(p.grid.widths) }

// do runs a step unless one before it failed.
func (p *page) do(step func() error) {
	if p.err == nil {
		p.err = step()
	}
}

// cell names a cell; columns count from 1.
func (p *page) cell(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	p.do(func() error { return err })
	return name
}

// put writes a value over the columns first to last of the current row.
func (p *page) put(first, last int, value any, style *excelize.Style) {
	from, to := p.cell(first, p.row), p.cell(last, p.row)
	p.do(func() error {
		if value == nil {
			return nil
		}
		if runs, ok := value.([]excelize.RichTextRun); ok {
			return p.f.SetCellRichText(p.sheet, from, runs)
		}
		return p.f.SetCellValue(p.sheet, from, value)
	})
	p.do(func() error {
		id, err := p.f.NewStyle(style) // the library gives equal styles one id
		if err != nil {
			return err
		}
		return p.f.SetCellStyle(p.sheet, from, to, id)
	})
	if last > first {
		p.do(func() error { return p.f.MergeCell(p.sheet, from, to) })
	}
}

// next ends the row, with its height in points.
func (p *page) next(height float64) {
	p.do(func() error { return p.f.SetRowHeight(p.sheet, p.row, height) })
	p.row++
}

func (p *page) head() {
	p.put(1, p.last(), p.kind.Title, &excelize.Style{
		Font:      &excelize.Font{Family: titleFont, Size: 20, Color: ink},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"},
	})
	p.next(42)
	p.put(1, p.last(), underTitle, &excelize.Style{
		Font:      font(9, grey),
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"},
	})
	p.next(22)
	p.put(1, 1, templates.KindLabel, labelStyle)
	p.put(2, p.grid.values, p.kind.Title, boxed(excelize.Style{
		Font: font(11, ink), Fill: fill(fixedFill), Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", Indent: 1},
	}))
	p.put(p.grid.values+1, p.last(), keepKind, hintStyle)
	p.next(24)
}

var (
	labelStyle = boxed(excelize.Style{
		Font: &excelize.Font{Family: bodyFont, Size: 11, Bold: true, Color: ink}, Fill: fill(labelFill),
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", Indent: 1, WrapText: true},
	})
	hintStyle = &excelize.Style{
		Font: font(9, grey), Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", Indent: 1, WrapText: true},
	}
	headStyle = boxed(excelize.Style{
		Font: &excelize.Font{Family: bodyFont, Size: 10.5, Bold: true, Color: ink}, Fill: fill(labelFill),
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	})
)

// valueStyle is the style of the cells a clerk fills in.
func valueStyle(t templates.Type, inList bool) *excelize.Style {
	s := excelize.Style{
		Font:      font(11, ink),
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", Indent: 1, WrapText: true},
	}
	if t == templates.TypeParagraph {
		s.Alignment.Vertical = "top"
	}
	if inList {
		s.Font.Size = 10.5
		s.Alignment.Indent = 0
	}
	if format, ok := numberFormats[t]; ok {
		s.CustomNumFmt = &format
	}
	return boxed(s)
}

// label is a field's label, with a red star when it must be filled in.
func label(f *templates.Field, size float64) []excelize.RichTextRun {
	runs := []excelize.RichTextRun{{
		Text: f.Label, Font: &excelize.Font{Family: bodyFont, Size: size, Bold: true, Color: ink},
	}}
	if f.Required {
		runs = append(runs, excelize.RichTextRun{
			Text: " *", Font: &excelize.Font{Family: bodyFont, Size: size, Bold: true, Color: red},
		})
	}
	return runs
}

// field writes a single value's row: label, value, hint.
func (p *page) field(f *templates.Field) {
	value, filled := p.values[f.Key]
	if filled {
		value = cellValue(value)
	}
	p.put(1, 1, label(f, 11), labelStyle)
	p.put(2, p.grid.values, value, valueStyle(f.Type, false))
	p.put(p.grid.values+1, p.last(), hint(f), hintStyle)
	p.do(func() error { return p.rules.add(f, p.cell(2, p.row)) })

	lines := 1
	if f.Type == templates.TypeParagraph {
		lines = 4
	}
	lines = max(lines, linesIn(templates.Text(p.values[f.Key]), p.grid.span(2, p.grid.values)),
		linesIn(hint(f), p.grid.span(p.grid.values+1, p.last())*1.2))
	p.next(rowHeight(lines, 24))
}

// rowHeight is the height in points of a row with so many lines; Excel cannot
// find it out itself where cells are merged, and takes no more than 409.
func rowHeight(lines int, least float64) float64 { return min(409, max(least, 15*float64(lines)+6)) }

// Empty rows of a list on a blank form. Clerks insert more where they need them.
const (
	emptyRows       = 6
	emptyLongRows   = 4 // where a column takes paragraphs
	spareFilledRows = 2 // below the rows of a filled form
)

// list writes a list: its label, the heads of its columns, rows.
func (p *page) list(f *templates.Field) {
	p.next(8)
	band := *labelStyle
	band.Fill = fill(bandFill)
	p.put(1, 1, label(f, 11), &band)
	p.put(2, max(p.grid.values, len(f.Columns)), listNote(f), &excelize.Style{
		Font: font(9, grey), Fill: fill(bandFill),
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", Indent: 1},
		Border:    boxed(excelize.Style{}).Border,
	})
	p.next(24)
	for i := range f.Columns {
		p.put(i+1, i+1, label(&f.Columns[i], 10.5), headStyle)
	}
	p.next(22)

	filled, _ := p.values[f.Key].([]templates.Values)
	empty, lines := emptyRows, 1
	for _, c := range f.Columns {
		if c.Type == templates.TypeParagraph && f.Type != templates.TypeApprovals { // most opinions are short
			empty, lines = emptyLongRows, 3
		}
	}
	first := p.row
	for n := range max(empty, len(filled)+spareFilledRows) {
		var row templates.Values
		if n < len(filled) {
			row = filled[n]
		}
		height := lines
		for i := range f.Columns {
			c := &f.Columns[i]
			value, ok := row[c.Key]
			if ok {
				height = max(height, linesIn(templates.Text(value), p.grid.widths[i]))
				value = cellValue(value)
			}
			p.put(i+1, i+1, value, valueStyle(c.Type, true))
		}
		p.next(rowHeight(height, 22))
	}
	for i := range f.Columns {
		p.do(func() error {
			return p.rules.add(&f.Columns[i], p.cell(i+1, first)+":"+p.cell(i+1, p.row-1))
		})
	}
	p.next(8)
}
