package xlsx

import (
	"gongwen/templates"
)

// Names stand several in a row, as on the lists of those who attend. They are read from
// the left to the right, row by row.

// numberWidth is how many columns of the grid the number before a name takes.
const numberWidth = 2

// numberHead is the head of the column of numbers.
const numberHead = "序号"

// names writes the rows of a list of names: the heads of its columns again and again
// across the page, with a number before each name.
func (p *page) names(f *templates.Field) {
	filled, _ := p.values[f.Key].([]templates.Values)
	need := numberWidth
	for i := range f.Columns {
		need += leastColumns(&f.Columns[i]) + 1
	}
	sets := max(1, p.last()/need)
	var spans [][]cellSpan
	for n := range sets {
		first, last := n*p.last()/sets+1, (n+1)*p.last()/sets
		spans = append(spans, share(f.Columns, first+numberWidth, last))
		p.put(first, first+numberWidth-1, numberHead, headStyle)
		for i, s := range spans[n] {
			p.put(s.first, s.last, label(&f.Columns[i], 10.5), headStyle)
		}
	}
	p.joined = true
	p.next(22)
	rows := max(p.density.names, (len(filled)+spareFilledRows+sets-1)/sets)
	if sets == 1 {
		rows = max(p.density.names, len(filled)+spareFilledRows)
	}
	top := p.row
	for r := range rows {
		lines := 1
		for n, set := range spans {
			serial := r*sets + n
			var row templates.Values
			if serial < len(filled) {
				row = filled[serial]
			}
			p.put(set[0].first-numberWidth, set[0].first-1, serial+1, numberStyle)
			lines = max(lines, p.cells(f.Columns, set, row))
		}
		p.joined = together(r, rows)
		p.end(rowHeight(lines, 22), true)
	}
	for _, set := range spans {
		p.check(f.Columns, set, top)
	}
}

// nameWidth is how many columns of the grid a single name takes.
const nameWidth = 4

// people writes a field of one person or several: a cell for each.
func (p *page) people(f *templates.Field) {
	names := templates.People(templates.Text(p.values[f.Key]))
	across := (p.last() - labelWidth) / nameWidth
	rows := max(1, (len(names)+across-1)/across)
	p.block(1, labelWidth, rows, label(f, 11), labelStyle)
	top := p.row
	p.places[f.Key] = p.cell(labelWidth+1, p.row)
	for r := range rows {
		for n := range across {
			first, last := labelWidth+n*nameWidth+1, labelWidth+(n+1)*nameWidth
			if n == across-1 {
				last = p.last()
			}
			var name any
			if i := r*across + n; i < len(names) {
				name = names[i]
			}
			p.put(first, last, name, nameStyle)
		}
		p.joined = r > 0
		p.end(rowHeight(labelLines(f, p.grid.span(1, labelWidth)), leastRow), true)
	}
	p.do(func() error {
		return p.rules.add(f, p.cell(labelWidth+1, top)+":"+p.cell(p.last(), p.row-1))
	})
}
