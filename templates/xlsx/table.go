package xlsx

import (
	"cmp"
	"slices"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

const (
	emptyExceptions = 2 // rows of the exceptions on a blank form
	spareFilledRows = 2 // below the rows of a filled form
)

// list writes a list: its label, the heads of its columns, rows.
func (p *page) list(f *templates.Field) {
	p.next(6)
	p.listed = true
	defer func() { p.listed = false }()
	band := *labelStyle
	band.Fill = fill(bandFill)
	p.put(1, labelWidth+1, label(f, 11), &band)
	p.put(labelWidth+2, p.last(), listNote(f), boxed(excelize.Style{
		Font: font(9, grey), Fill: fill(bandFill),
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", Indent: 1, ShrinkToFit: true},
	}))
	p.joined = true
	p.next(22)
	if notFilledIn(f) {
		return
	}
	if isNames(f) {
		p.names(f)
		return
	}
	columns := onPaper(f)
	spans := share(columns, 1, p.last())
	filled, _ := p.values[f.Key].([]templates.Values)
	empty, lines, least, heads := p.density.rows, 1, 22.0, 1
	for i := range columns {
		c := &columns[i]
		p.put(spans[i].first, spans[i].last, label(c, 10.5), headStyle)
		heads = max(heads, labelLines(c, p.grid.span(spans[i].first, spans[i].last)))
		if c.Type == templates.TypeParagraph {
			empty, lines = p.density.longRows, 3
		}
	}
	p.joined = true
	p.next(rowHeight(heads, 22))
	switch {
	case f.Type == templates.TypeApprovals:
		empty, lines, least = p.density.approvals, 1, 32
	case f.Key == templates.Exceptions.Key:
		empty, lines = emptyExceptions, 1
	}
	first, rows := p.row, max(empty, len(filled)+spareFilledRows)
	for n := range rows {
		var row templates.Values
		if n < len(filled) {
			row = filled[n]
		}
		height := max(lines, p.cells(columns, spans, row))
		p.joined = together(n, rows)
		p.end(rowHeight(height, least), true)
	}
	p.check(columns, spans, first)
}

// together reports whether a row of a list stays on the page of the one before: no page
// ends with a list's first row or begins with its last, and short lists stand on one.
func together(n, rows int) bool { return n < 2 || n == rows-1 || rows <= 4 }

// onPaper are the columns of a list as they stand on paper: who approves signs and dates
// behind the words.
func onPaper(f *templates.Field) []templates.Field {
	columns := slices.Clone(f.Columns)
	if f.Type == templates.TypeApprovals {
		slices.SortStableFunc(columns, func(a, b templates.Field) int {
			return cmp.Compare(rank(a), rank(b))
		})
	}
	return columns
}

func rank(f templates.Field) int {
	if f.Type == templates.TypeDate {
		return 1
	}
	return 0
}

// cells writes the cells of one row, and gives how many lines they take.
func (p *page) cells(columns []templates.Field, spans []cellSpan, row templates.Values) int {
	lines := 1
	for i, s := range spans {
		c := &columns[i]
		value, ok := row[c.Key]
		if ok {
			lines = max(lines, linesIn(templates.Text(value), p.grid.span(s.first, s.last)))
			value = cellValue(value)
		}
		p.put(s.first, s.last, value, valueStyle(c.Type, true))
	}
	return lines
}

// check puts the checks of a list's columns on the rows from first to the one before the
// current.
func (p *page) check(columns []templates.Field, spans []cellSpan, first int) {
	for i, s := range spans {
		p.do(func() error { return p.rules.add(&columns[i], p.cell(s.first, first)+":"+p.cell(s.last, p.row-1)) })
	}
}
