package pdf

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongwen/templates/font"
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
	made := cell{placed: p, least: least, atTop: least > 1}
	var said []string
	for i, part := range parts {
		a := part.attr("align", align)
		size := min(size, cmp.Or(sizes[part.attrs["size"]], size))
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
		switch {
		case i > 0 && a == "right":
			made.signed += len(lines)
		default:
			made.signed = 0
		}
		made.lines = append(made.lines, lines...)
	}
	if text := strings.Join(said, ""); saysSomething(text) && (p.name == "label" || p.col == 0 && utf8.RuneCountInString(text) <= longestRepeated) {
		made.again = func() []line {
			set := c.againSet(size, width, span{text, role})
			for i := range set {
				set[i].align("center", width)
			}
			return set
		}
	}
	return made, strings.Join(said, "\t")
}

// againSet sets what a cell is where it goes on on another page. The mark is not divided:
// where it has no room beside the text it stands under it, without brackets in a column
// as narrow as that of serial numbers.
func (c *composer) againSet(size, width float64, s span) []line {
	set := c.bySense(size, width, span{s.text + continuedMark, s.role})
	if strings.HasSuffix(chars(set[len(set)-1].glyphs), continuedMark) {
		return set
	}
	mark := c.single(size, span{continuedMark, s.role})
	if mark.width > width {
		mark = c.single(size, span{strings.Trim(continuedMark, "（）"), s.role})
	}
	return append(c.bySense(size, width, s), mark)
}

// saysSomething reports whether text is more than marks, such as the sign for nothing.
func saysSomething(text string) bool {
	return strings.ContainsFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) })
}

// cellText sets a paragraph of a cell; a label, like a title, by sense.
func (c *composer) cellText(element string, m measure, s span) []line {
	if element == "label" {
		return c.bySense(m.size, m.width, s)
	}
	lines := c.lines(m, s)
	if m.justify && dividesWhole(s.text, lines) {
		m.justify = false // rather a short line than a date on two
		return c.lines(m, s)
	}
	return lines
}
