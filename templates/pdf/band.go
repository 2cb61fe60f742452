package pdf

import (
	"math"
	"slices"
)

// Borders of tables, and the distance of text from them.
const (
	outerBorder = 0.35 * mm
	innerBorder = 0.25 * mm
	cellPadX    = 4.0
	cellPadY    = 5.5
	tightPadY   = 3.0 // of tables that are tight
)

// longestRepeated is the text, in characters, of a first cell that is said again where
// its row goes on on another page.
const longestRepeated = 10

// band is the smallest part of a table with a straight edge above and below it:
// one row, or the rows that a cell spanning several of them holds together.
type band struct {
	edges       []float64 // x of every column edge, from the table's left
	rows        []float64 // heights
	cells       []cell
	leading     float64 // height of a line
	padY        float64 // above and below the lines of a cell
	spare       float64 // what a cell gets of the lines that it asks for at least; 0 for all
	first, last bool    // the table's own upper or lower edge is the band's
}

// cell is one cell of a band, set.
type cell struct {
	placed        // rows counted from the band's first
	lines  []line // already shifted to their place across the cell
	least  int    // lines that the cell is high at least
	signed int    // how many of the last lines are a signature, which stands at the foot
	atTop  bool   // text starts at the top instead of being centred
	// again sets what the cell says once more where its row goes on on another page; nil
	// where it says nothing there.
	again func() []line
}

// tight are the distances of rows by how tight a layout is: height of lines and room
// above and below them, and the lines of cells that are to be written in, in parts of the
// usual.
var tight = []struct{ leading, padY, spare float64 }{{1, 1, 0}, {0.93, 0.7, 0.8}, {0.87, 0.45, 0.6}}

// tightened is the band with its rows closer.
func (b *band) tightened(how int) *band {
	t := *b
	t.rows = nil
	t.leading, t.padY, t.spare = b.leading*tight[how].leading, b.padY*tight[how].padY, tight[how].spare
	return &t
}

// slab finds the height of every row: that of its highest cell, and where a
// cell spans rows and is higher than they are, the last of them grows.
func (b *band) slab() slab {
	rows := 0
	for _, c := range b.cells {
		rows = max(rows, c.rowEnd)
	}
	least := b.rows // heights that are given, of a band that was cut
	b.rows = make([]float64, rows)
	copy(b.rows, least)
	s := slab{matter: tableRow, band: b, paint: b.paint, cut: b.cut}
	for _, spans := range []bool{false, true} {
		for _, c := range b.cells {
			if c.signed > 0 {
				s.matter = opinion
			}
			if spans == (c.rowEnd-c.row > 1) {
				has := 0.0
				for _, h := range b.rows[c.row:c.rowEnd] {
					has += h
				}
				b.rows[c.rowEnd-1] += max(0, b.textHeight(b.high(c))-has)
			}
		}
	}
	tops := b.rowTops()
	s.height = tops[len(tops)-1]
	return s
}

// high is how many lines a cell is high.
func (b *band) high(c cell) int {
	least := c.least
	if b.spare > 0 {
		least = int(math.Ceil(float64(least) * b.spare))
	}
	return max(len(c.lines), least)
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
		for i, l := range c.lines {
			if c.atTop && i == len(c.lines)-c.signed {
				y = y2 - b.padY - float64(c.signed)*b.leading
			}
			p.draw(l, x1+cellPadX, baseline(y, b.leading, l.size), black)
			y += b.leading
		}
	}
}

// cut divides a band between lines of text, or between rows where of the next not a line
// has room. A band that fits half a page is left
// alone, for it looks better whole on the next, unless more than a third of the page
// would be left empty; one that is signed is divided only if no page is high enough.
func (b *band) cut(room float64) (upper, lower slab, ok bool) {
	tops := b.rowTops()
	height := tops[len(tops)-1]
	whole := height < areaHeight/2 && room <= areaHeight/3
	for _, c := range b.cells {
		whole = whole || c.signed > 0 && height < 0.8*areaHeight
	}
	if whole || room < b.textHeight(2) {
		return slab{}, slab{}, false
	}
	at := 0 // the row to be divided
	for at < len(b.rows)-1 && tops[at+1] <= room {
		at++
	}
	over, under := *b, *b
	over.cells, over.last, over.rows = nil, true, slices.Clone(b.rows[:at])
	under.cells, under.first, under.rows = nil, true, make([]float64, len(b.rows)-at)
	copy(under.rows[1:], b.rows[at+1:])
	between := at > 0 && room-tops[at] < b.textHeight(1)
	if between {
		room = tops[at]
	} else {
		over.rows = append(over.rows, room-tops[at])
	}
	divided := between
	for _, c := range b.cells {
		if c.rowEnd <= at {
			over.cells = append(over.cells, c)
			continue
		}
		o, u := c, c
		u.row, u.rowEnd = max(c.row-at, 0), c.rowEnd-at
		if c.row < at || c.row == at && !between {
			o.least, u.least = 0, 0
			fit := int((room - tops[c.row] - 2*b.padY) / b.leading)
			fit = min(max(fit, 0), len(c.lines))
			if fit == len(c.lines)-1 && fit > 2 {
				fit-- // one line alone looks forgotten
			}
			o.rowEnd, o.lines = len(over.rows), c.lines[:fit]
			o.signed = max(0, c.signed-(len(c.lines)-fit))
			u.lines, u.signed = c.lines[fit:], min(c.signed, len(c.lines)-fit)
			if len(u.lines) > 0 && fit > 0 {
				o.atTop, u.atTop = true, true
			}
			if fit > 0 {
				divided = true
			}
			if len(u.lines) == 0 && c.again != nil {
				u.lines = c.again()
			}
			over.cells = append(over.cells, o)
		}
		under.cells = append(under.cells, u)
	}
	if !divided {
		return slab{}, slab{}, false
	}
	return over.slab(), under.slab(), true
}
