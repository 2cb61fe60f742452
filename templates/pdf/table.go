package pdf

import (
	"fmt"
	"strings"

	"gongwen/templates/font"
)

// Borders of tables, and the distance of text from them.
const (
	outerBorder = 0.35 * mm
	innerBorder = 0.25 * mm
	cellPadX    = 4.0
	cellPadY    = 5.5
	tightPadY   = 2.5 // of tables that are tight
)

// placed is a cell's place in its table's grid. Columns and rows are half-open
// ranges.
type placed struct {
	*node
	col, colEnd int
	row, rowEnd int
}

// grid places the cells of a table, as in HTML: a cell takes the next columns
// that no cell from a row above reaches into. It refuses rows that do not fill
// the table exactly, for text would be lost or lie on other text.
func grid(table *node) ([]placed, error) {
	columns := len(strings.Fields(table.attrs["cols"]))
	until := make([]int, columns) // by column: the row down to which it is taken
	var cells []placed
	for row, r := range table.children {
		col := 0
		for _, n := range r.children {
			for col < columns && until[col] > row {
				col++
			}
			p := placed{n, col, col + int(n.number("cols", 1)), row, row + int(n.number("rows", 1))}
			if p.colEnd > columns || p.rowEnd > len(table.children) {
				return nil, fmt.Errorf("第%d行的格子超出了 <table> 的%d栏%d行", row+1, columns, len(table.children))
			}
			for ; col < p.colEnd; col++ {
				if until[col] > row {
					return nil, fmt.Errorf("第%d行有格子压在上一行的格子上", row+1)
				}
				until[col] = p.rowEnd
			}
			cells = append(cells, p)
		}
		for _, end := range until {
			if end <= row {
				return nil, fmt.Errorf("第%d行的格子没有占满%d栏", row+1, columns)
			}
		}
	}
	return cells, nil
}

// band is the smallest part of a table with a straight edge above and below it:
// one row, or the rows that a cell spanning several of them holds together.
type band struct {
	edges       []float64 // x of every column edge, from the table's left
	rows        []float64 // heights
	cells       []cell
	leading     float64
	padY        float64
	first, last bool // the table's own upper or lower edge is the band's
}

// cell is one cell of a band, set.
type cell struct {
	placed        // rows counted from the band's first
	lines  []line // already shifted to their place across the cell
	atTop  bool   // text starts at the top instead of being centred
}

// table sets a table as wide as the type area.
func (c *composer) table(n *node) {
	cells, err := grid(n)
	if err != nil { // parseMarkup has refused such a table
		panic(err)
	}
	size, edges := c.columns(n, cells)
	leading, padY := size*1.45, cellPadY
	if n.attrs["tight"] == "yes" {
		leading, padY = size*1.25, tightPadY
	}
	var heading *slab
	for row := 0; row < len(n.children); {
		b := &band{edges: edges, leading: leading, padY: padY, first: row == 0}
		end := row + 1
		var said []string
		for ; len(cells) > 0 && cells[0].row < end; cells = cells[1:] {
			end = max(end, cells[0].rowEnd)
			made, text := c.cell(cells[0], size, edges)
			made.row, made.rowEnd = made.row-row, made.rowEnd-row
			b.cells = append(b.cells, made)
			said = append(said, text)
			if len(cells) == 1 || cells[1].row > cells[0].row {
				c.say(strings.Join(said, "\t"))
				said = nil
			}
		}
		b.last = end == len(n.children)
		b.rows = make([]float64, end-row)
		s := b.slab()
		if n.children[row].attrs["repeat"] == "yes" {
			s.keep = true
			heading = &s
		} else {
			s.heading = heading
		}
		c.slabs = append(c.slabs, s)
		row = end
	}
}

// cell sets a cell's paragraphs. A label is centred; other text fills the
// lines, unless so few characters go into one that it would be torn apart.
func (c *composer) cell(p placed, size float64, edges []float64) (cell, string) {
	width := edges[p.colEnd] - edges[p.col] - 2*cellPadX
	const narrow = 16 // characters
	align, role := "justify", font.Body
	if width < narrow*size {
		align = "left"
	}
	if p.name == "label" {
		align, role = "center", font.Song
	}
	align = p.attr("align", align)
	parts := p.children
	if len(parts) == 0 {
		parts = []*node{{text: p.text}}
	}
	least := int(p.number("lines", 1))
	made := cell{placed: p, atTop: least > 1}
	var said []string
	for i, part := range parts {
		a := part.attr("align", align)
		var lines []line
		for _, text := range part.paragraphs() {
			if text != "" {
				said = append(said, text)
			}
			set := c.cellText(p.name, measure{size: size, width: width, indent: part.number("indent", 0) * size, justify: a == "justify", whole: true}, span{text, role})
			for _, l := range set {
				l.align(a, width)
				lines = append(lines, l)
			}
		}
		// What is signed stands at the foot of the cell.
		if i > 0 && i == len(parts)-1 && a == "right" {
			for len(made.lines)+len(lines) < least {
				made.lines = append(made.lines, line{size: size})
			}
		}
		made.lines = append(made.lines, lines...)
	}
	for len(made.lines) < least {
		made.lines = append(made.lines, line{size: size})
	}
	return made, strings.Join(said, "\t")
}

// cellText sets a paragraph of a cell; a label, like a title, by sense.
func (c *composer) cellText(element string, m measure, s span) []line {
	if element == "label" {
		return c.bySense(m.size, m.width, s)
	}
	return c.lines(m, s)
}

// slab finds the height of every row: that of its highest cell, and where a
// cell spans rows and is higher than they are, the last of them grows.
func (b *band) slab() slab {
	for _, spans := range []bool{false, true} {
		for _, c := range b.cells {
			if spans == (c.rowEnd-c.row > 1) {
				has := 0.0
				for _, h := range b.rows[c.row:c.rowEnd] {
					has += h
				}
				b.rows[c.rowEnd-1] += max(0, b.textHeight(len(c.lines))-has)
			}
		}
	}
	tops := b.rowTops()
	return slab{height: tops[len(tops)-1], paint: b.paint, cut: b.cut}
}

// textHeight is the height of a cell with so many lines.
func (b *band) textHeight(lines int) float64 { return float64(lines)*b.leading + 2*b.padY }

// rowTops are the y of every row's upper edge from the band's, and of the
// band's lower edge.
func (b *band) rowTops() []float64 {
	tops := []float64{0}
	for _, h := range b.rows {
		tops = append(tops, tops[len(tops)-1]+h)
	}
	return tops
}

func (b *band) paint(p *page, top float64) {
	tops := b.rowTops()
	border := func(outer bool) float64 {
		if outer {
			return outerBorder
		}
		return innerBorder
	}
	for _, c := range b.cells {
		x1, x2 := areaLeft+b.edges[c.col], areaLeft+b.edges[c.colEnd]
		y1, y2 := top+tops[c.row], top+tops[c.rowEnd]
		// Neighbours draw the edge between them twice, for either may be the last
		// on its page.
		const corner = outerBorder / 2 // horizontal lines reach round the corners
		p.rule(x1-corner, x2+corner, y1, border(b.first && c.row == 0), black)
		p.rule(x1-corner, x2+corner, y2, border(b.last && c.rowEnd == len(b.rows)), black)
		p.upright(x1, y1, y2, border(c.col == 0))
		p.upright(x2, y1, y2, border(c.colEnd == len(b.edges)-1))
		y := y1 + b.padY
		if !c.atTop {
			y = y1 + (y2-y1-float64(len(c.lines))*b.leading)/2
		}
		for _, l := range c.lines {
			p.draw(l, x1+cellPadX, baseline(y, b.leading, l.size), black)
			y += b.leading
		}
	}
}

// cut divides a band between lines of text. A band that fits half a page is
// left alone: it looks better whole on the next.
func (b *band) cut(room float64) (upper, lower slab, ok bool) {
	tops := b.rowTops()
	if tops[len(tops)-1] < areaHeight/2 || room < b.textHeight(2) {
		return slab{}, slab{}, false
	}
	at := 0 // the row to be divided
	for tops[at+1] <= room {
		at++
	}
	over := &band{edges: b.edges, leading: b.leading, padY: b.padY, first: b.first, last: true, rows: make([]float64, at+1)}
	under := &band{edges: b.edges, leading: b.leading, padY: b.padY, first: true, last: b.last, rows: make([]float64, len(b.rows)-at)}
	copy(over.rows, b.rows[:at])
	over.rows[at] = room - tops[at]
	copy(under.rows[1:], b.rows[at+1:])
	for _, c := range b.cells {
		if c.rowEnd <= at {
			over.cells = append(over.cells, c)
			continue
		}
		o, u := c, c
		u.row, u.rowEnd = max(c.row-at, 0), c.rowEnd-at
		if c.row <= at {
			fit := int((room - tops[c.row] - 2*b.padY) / b.leading)
			fit = min(max(fit, 0), len(c.lines))
			o.rowEnd, o.lines = at+1, c.lines[:fit]
			u.lines = c.lines[fit:]
			if len(u.lines) > 0 {
				o.atTop, u.atTop = true, true
			}
			over.cells = append(over.cells, o)
		}
		under.cells = append(under.cells, u)
	}
	return over.slab(), under.slab(), true
}
