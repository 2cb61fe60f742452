package xlsx

import (
	"errors"
	"io"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table/layout"
)

// Blank writes a kind's blank form, laid out as such forms are on paper: titled as the
// document, two short fields a row, the lists as tables, all in one frame on A4. Each
// cell says when it is chosen what it wants, offers choices as a drop-down and checks
// what is typed; a second sheet explains the fields. What the roster has is offered, too.
func Blank(w io.Writer, k *templates.Kind, roster Roster) error {
	return write(w, k, nil, roster)
}

// Fill writes the form with values filled in.
func Fill(w io.Writer, k *templates.Kind, values templates.Values) error {
	return write(w, k, values, Roster{})
}

// write lays the form out.
func write(w io.Writer, k *templates.Kind, values templates.Values, roster Roster) error {
	p, err := laidOut(k, values, roster)
	if err != nil {
		return err
	}
	p.finish()
	p.do(func() error { return guide(p.f, k) })
	p.do(func() error { return p.f.Write(w) })
	return errors.Join(p.err, p.f.Close())
}

// laidOut is the form as generously as it fits on one page; one that does not fit at all
// takes as few pages as it can.
func laidOut(k *templates.Kind, values templates.Values, roster Roster) (*page, error) {
	var best *page
	for _, d := range densities {
		p := newPage(k, values, roster, d)
		p.lay() // without a file: to see how high it is
		p.onePage = p.total()*d.smallest <= pageHeight
		if best == nil || p.onePage || !best.onePage && len(p.pages()) < len(best.pages()) {
			best = p
		}
		if best.onePage {
			break
		}
	}
	p := newPage(k, values, roster, best.density)
	p.onePage = best.onePage
	if err := p.open(); err != nil {
		return nil, err
	}
	p.lay()
	return p, nil
}

// density is how much room a form gives to what is filled in.
type density struct {
	rows, longRows, approvals, names int     // empty ones of lists; long where a column takes paragraphs
	lines                            int     // of a paragraph
	smallest                         float64 // to which the form is reduced to stand on one page
}

// densities are tried in this order.
var densities = []density{
	{rows: 5, longRows: 3, approvals: 4, names: 6, lines: 4, smallest: 0.85},
	{rows: 4, longRows: 3, approvals: 4, names: 6, lines: 3, smallest: 0.78},
	{rows: 3, longRows: 2, approvals: 3, names: 5, lines: 3, smallest: 0.7},
}

// lay writes all rows of the form.
func (p *page) lay() {
	p.head()
	for _, row := range newPairing(p.kind).rows(p.kind.Fields) {
		switch field := row[0]; {
		case len(row) == 2:
			p.pair(field, row[1])
		case field.Type == templates.TypePeople:
			p.people(field)
		case field.IsList():
			p.list(field)
		default:
			p.field(field)
		}
	}
	p.notes()
	p.compute()
}

// page writes a sheet from top to bottom. The first error stops all that follows and
// stays in err. Without a file it only adds up heights.
type page struct {
	f       *excelize.File
	sheet   string
	kind    *templates.Kind
	values  templates.Values
	grid    grid
	row     int // the next to write, from 1
	heights []rowSize
	joined  bool // whether the next row to end stays on the page of the one before
	listed  bool // whether the rows that end are a list's
	density density
	onePage bool
	rules   rules
	places  map[string]string // where the values of single fields stand, by key
	styles  map[*excelize.Style]int
	err     error
}

// rowSize is a row's height in points, whether it may be higher where there is room,
// whether it stays on the page of the row before, and whether it should if it can: the
// rows of a list do.
type rowSize struct {
	height                  float64
	stretch, joined, listed bool
}

// newPage is a page that writes nothing yet.
func newPage(k *templates.Kind, values templates.Values, roster Roster, d density) *page {
	sheet := layout.SheetName(k.Title)
	switch sheet {
	case guideSheet, choiceSheet, rosterSheet:
		sheet += "表单"
	}
	return &page{
		sheet: sheet, kind: k, values: values, grid: newGrid(k), row: 1, density: d,
		places: map[string]string{}, styles: map[*excelize.Style]int{},
		rules: rules{sheet: sheet, kind: k, roster: roster},
	}
}

// open gives the page a file to write to.
func (p *page) open() error {
	p.f = excelize.NewFile()
	p.rules.f = p.f
	if err := p.f.SetDefaultFont(bodyFont); err != nil {
		return err
	}
	if err := p.f.SetSheetName(p.f.GetSheetName(0), p.sheet); err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(p.grid.columns)
	if err != nil {
		return err
	}
	if err := p.f.SetColWidth(p.sheet, "A", last, gridWidth); err != nil {
		return err
	}
	return p.f.SetSheetView(p.sheet, 0, &excelize.ViewOptions{ShowGridLines: ptr(false)})
}

// last is the number of the last column.
func (p *page) last() int { return p.grid.columns }

// do writes something, unless there is no file to write to or a step before has failed.
func (p *page) do(step func() error) {
	if p.f != nil && p.err == nil {
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
	p.block(first, last, 1, value, style)
}

// block writes a value over columns and so many rows from the current one on.
func (p *page) block(first, last, rows int, value any, style *excelize.Style) {
	from, to := p.cell(first, p.row), p.cell(last, p.row+rows-1)
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
		id, known := p.styles[style] // the library gives equal styles one id, but compares them all each time
		if !known {
			var err error
			if id, err = p.f.NewStyle(style); err != nil {
				return err
			}
			p.styles[style] = id
		}
		return p.f.SetCellStyle(p.sheet, from, to, id)
	})
	if last > first || rows > 1 {
		p.do(func() error { return p.f.MergeCell(p.sheet, from, to) })
	}
}

// next ends the row, with its height in points.
func (p *page) next(height float64) { p.end(height, false) }

// end ends the row; one of answers may become higher, so that the form fills its page.
func (p *page) end(height float64, stretch bool) {
	p.heights = append(p.heights, rowSize{height, stretch, p.joined, p.listed})
	p.joined = false
	p.row++
}

// rowHeight is the height in points of a row with so many lines; Excel cannot
// find it out itself where cells are merged, and takes no more than 409.
func rowHeight(lines int, least float64) float64 {
	return min(maxHeight, max(least, 15*float64(lines)+6))
}

const maxHeight = 409

// head writes the title and, under it, what kind of form this is.
func (p *page) head() {
	p.put(1, p.last(), p.kind.SlipTitle(), &excelize.Style{
		Font:      &excelize.Font{Family: bodyFont, Size: 20, Bold: true, Color: ink},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"},
	})
	p.next(44)
	small := func(horizontal string) *excelize.Style {
		return &excelize.Style{Font: font(9, grey), Alignment: &excelize.Alignment{Horizontal: horizontal, Vertical: "center", ShrinkToFit: true}}
	}
	const before = 8                                                               // columns at least for what stands before it
	named := max(p.last()-int(layout.Chars(p.kind.Title)*0.9/gridWidth), before+1) // where the kind's title begins
	p.put(1, named-4, underTitle, small("left"))
	p.put(named-3, named-1, templates.KindLabel, small("right"))
	p.put(named, p.last(), p.kind.Title, small("right"))
	p.do(func() error { return p.rules.prompt(templates.KindLabel, keepKind, p.cell(named, p.row)) })
	p.next(20)
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

// leastRow is the height in points of a row with one line.
const leastRow = 25

// pair writes two short fields side by side.
func (p *page) pair(a, b *templates.Field) {
	half := p.grid.half()
	lines := max(p.entry(a, 1, labelWidth, half), p.entry(b, half+1, half+labelWidth, p.last()))
	p.end(rowHeight(lines, leastRow), true)
}

// field writes a field over the whole row. A question that is longer than a label has
// more room, and its answer, which is short, less.
func (p *page) field(f *templates.Field) {
	width := labelWidth
	if layout.Chars(f.Label) > longLabel && f.Type != templates.TypeParagraph && f.Type != templates.TypeText {
		width = p.last() - 2*labelWidth + 2
	}
	lines := p.entry(f, 1, width, p.last())
	if f.Type == templates.TypeParagraph {
		least := p.density.lines
		if f.Key == templates.Exception.Key {
			least = 2
		}
		lines = max(lines, least)
	}
	p.end(rowHeight(lines, leastRow), true)
}

// entry writes a label and its value, and gives how many lines they take.
func (p *page) entry(f *templates.Field, first, labelEnd, last int) int {
	value, filled := p.values[f.Key]
	if filled {
		value = cellValue(value)
	}
	style := labelStyle
	if labelEnd-first+1 > labelWidth {
		style = questionStyle
	}
	p.put(first, labelEnd, label(f, 11), style)
	p.put(labelEnd+1, last, value, valueStyle(f.Type, false))
	at := p.cell(labelEnd+1, p.row)
	p.places[f.Key] = at
	p.do(func() error { return p.rules.add(f, at) })
	return max(labelLines(f, p.grid.span(first, labelEnd)), linesIn(templates.Text(p.values[f.Key]), p.grid.span(labelEnd+1, last)))
}

// labelLines is how many lines a label takes.
func labelLines(f *templates.Field, width float64) int {
	text := f.Label
	if f.Required {
		text += " *"
	}
	return max(1, int((layout.Chars(text)+width-1.5)/(width-0.5)))
}

// compute gives the cells of computed fields that have no value the formula for it.
func (p *page) compute() {
	for i := range p.kind.Fields {
		f := &p.kind.Fields[i]
		d, computed := f.Days()
		if _, filled := p.values[f.Key]; !computed || filled {
			continue
		}
		from, until := p.places[d.From], p.places[d.Until]
		p.do(func() error { return p.f.SetCellFormula(p.sheet, p.places[f.Key], DaysFormula(from, until)) })
		p.do(func() error { return p.f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: ptr(true)}) })
	}
}

// DaysFormula is the formula for the number of days from one to another, both counted, by
// their cells. Times of day do not count. There is none before both are filled in.
func DaysFormula(from, until string) string {
	return `IF(OR(` + from + `="",` + until + `=""),"",INT(` + until + `)-INT(` + from + `)+1)`
}

// total is how high the form is, in points.
func (p *page) total() float64 {
	total := 0.0
	for _, r := range p.heights {
		total += r.height
	}
	return total
}

// finish sets the heights of the rows and how the form is printed.
func (p *page) finish() {
	p.do(func() error { return printA4(p.f, p.sheet) })
	p.do(func() error {
		return p.f.SetPageMargins(p.sheet, &excelize.PageLayoutMarginsOptions{Left: ptr(sideMargin), Right: ptr(sideMargin)})
	})
	pages := []int{0}
	if p.onePage {
		p.do(func() error { return p.f.SetPageLayout(p.sheet, &excelize.PageLayoutOptions{FitToHeight: ptr(1)}) })
		p.do(func() error { return p.f.SetHeaderFooter(p.sheet, nil) }) // nothing to number
	} else {
		pages = p.pages()
	}
	for i, first := range pages {
		end, full := len(p.heights), fullPage
		if i+1 < len(pages) {
			end = pages[i+1]
		}
		if i > 0 {
			p.do(func() error { return p.f.InsertPageBreak(p.sheet, p.cell(1, first+1)) })
		}
		if !p.onePage {
			full = pageHeight
		}
		factor := stretch(p.heights[first:end], full)
		for n, r := range p.heights[first:end] {
			if r.stretch {
				r.height = min(maxHeight, float64(int(r.height*factor)))
			}
			p.do(func() error { return p.f.SetRowHeight(p.sheet, first+n+1, r.height) })
		}
	}
}

const (
	pageHeight = 735.0 // points of A4 within the margins of printA4
	fullPage   = 780.0 // what one page may be stretched to: most programs make it a little smaller
	sideMargin = 0.6   // inches
)
