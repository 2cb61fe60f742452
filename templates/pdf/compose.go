package pdf

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"gongwen/templates/font"
)

// composer turns the elements of a filled-in template into slabs.
type composer struct {
	typesetter
	size  float64 // of text that does not say otherwise
	slabs []slab
	foot  []slab   // the imprint, at the bottom of the last page
	text  []string // the document's text, a paragraph each
}

// composed is a document ready to be drawn.
type composed struct {
	pages   []*page
	text    string
	missing []rune // characters no font can draw
}

func compose(fonts *font.Fonts, root *node) composed {
	c := &composer{typesetter: typesetter{fonts: fonts}, size: sizes[root.attr("size", "三号")]}
	for _, n := range root.children {
		c.add(n)
	}
	pages := paginate(c.slabs, c.foot)
	if root.attrs["pages"] != "no" {
		c.numberPages(pages)
	}
	return composed{pages: pages, text: strings.Join(c.text, "\n"), missing: c.missing}
}

// numberPages puts the page numbers under the type area, their dashes 7 mm below
// it: on odd pages one character in from the right, on even ones from the left,
// where the outer edge of a bound sheet is.
func (c *composer) numberPages(pages []*page) {
	const size = 14 // 四号
	for i, p := range pages {
		l := c.single(size, span{fmt.Sprintf("— %d —", i+1), font.Song})
		x := areaLeft + size
		if i%2 == 0 {
			x = areaRight - size - l.width
		}
		p.draw(l, x, areaBottom+7*mm+(ascent-0.5)*size, black)
	}
}

func (c *composer) add(n *node) {
	if above := n.number("above", 0); above > 0 {
		c.blank(above * linePitch)
	}
	switch n.name {
	case "mark":
		c.mark(n.onOneLine())
	case "number":
		c.block(n, style{role: font.Body, align: n.attr("align", "center")})
	case "rule":
		c.rule(n)
	case "headline":
		c.headline(n)
	case "to":
		c.block(n, style{role: font.Body})
	case "p":
		align := n.attr("align", "justify")
		indent := 2.0
		if align != "justify" {
			indent = 0
		}
		c.block(n, style{role: roleNamed[n.attrs["font"]], size: sizes[n.attrs["size"]], align: align, indent: n.number("indent", indent)})
	case "h1":
		c.heading(n, font.Hei)
	case "h2":
		c.heading(n, font.Kai)
	case "h3", "h4":
		c.heading(n, font.Body)
	case "hang":
		c.hang(n)
	case "signature":
		c.signature(n.onOneLine())
	case "space":
		c.blank(n.number("lines", 1) * linePitch)
	case "page":
		c.slabs = append(c.slabs, slab{turn: true})
	case "tear":
		c.tear(n.onOneLine())
	case "table":
		c.table(n)
	case "imprint":
		c.imprint(n)
	}
}

// roleNamed are the typefaces a template can ask for.
var roleNamed = map[string]font.Role{"": font.Body, "小标宋": font.Title, "仿宋": font.Body, "黑体": font.Hei, "楷体": font.Kai, "宋体": font.Song}

func (n *node) attr(name, otherwise string) string {
	if v := n.attrs[name]; v != "" {
		return v
	}
	return otherwise
}

func (n *node) number(name string, otherwise float64) float64 {
	if v, err := strconv.ParseFloat(n.attrs[name], 64); err == nil {
		return v
	}
	return otherwise
}

// style is how a paragraph looks.
type style struct {
	role   font.Role
	size   float64 // 0 is the document's own
	align  string  // left, center, right or justify; empty is left
	indent float64 // of the first line, in characters
	color  color
}

// leading is the height of a line: for 三号 the grid's, in proportion for
// smaller type, and for titles, which are short, a little closer.
func leading(size float64) float64 {
	if size <= bodySize {
		return size * linePitch / bodySize
	}
	return max(linePitch, size*1.45)
}

func (c *composer) say(text string) {
	if text != "" {
		c.text = append(c.text, text)
	}
}

func (c *composer) blank(height float64) {
	c.slabs = append(c.slabs, slab{height: height, blank: true})
}

// block sets every paragraph of an element in one style.
func (c *composer) block(n *node, s style) {
	for _, text := range n.paragraphs() {
		c.say(text)
		size := cmp.Or(s.size, c.size)
		m := measure{size: size, width: areaWidth, indent: s.indent * pitch(size), justify: s.align == "justify"}
		c.put(c.lines(m, span{text, s.role}), s)
	}
}

// put turns lines of text into slabs; of the style only place and colour count.
func (c *composer) put(lines []line, s style) {
	for _, l := range lines {
		l.align(s.align, areaWidth)
		height := leading(l.size)
		c.slabs = append(c.slabs, slab{
			height: height,
			paint:  func(p *page, top float64) { p.draw(l, areaLeft, baseline(top, height, l.size), s.color) },
		})
	}
}

// baseline centres a line of text in its height.
func baseline(top, height, size float64) float64 { return top + (height-size)/2 + ascent*size }

func (c *composer) heading(n *node, role font.Role) {
	first := len(c.slabs)
	c.block(n, style{role: role, indent: 2})
	c.keep(first)
}

// keep holds the slabs from the given one on together with what comes next.
func (c *composer) keep(first int) {
	for i := first; i < len(c.slabs); i++ {
		c.slabs[i].keep = true
	}
}

// mark is the 发文机关标志: red, its upper edge 35 mm under the top of the type
// area, as large as fits one line but no larger than such marks usually are.
// The 密级 and its term stand above it, in the upper left corner.
func (c *composer) mark(n *node) {
	const most, least = 58, 22
	size := float64(most)
	for size > least && c.single(size, span{n.text, font.Title}).width > areaWidth {
		size--
	}
	secrecy := c.single(bodySize, span{n.attrs["secrecy"], font.Hei})
	c.say(n.attrs["secrecy"])
	c.say(n.text)
	c.slabs = append(c.slabs, slab{height: 35 * mm, paint: func(p *page, top float64) {
		p.draw(secrecy, areaLeft, baseline(top, linePitch, bodySize), black)
	}})
	lines := c.balanced(n.text, size)
	for i, l := range lines {
		l.align("center", areaWidth)
		height := l.size
		if i < len(lines)-1 {
			height *= 1.25
		}
		c.slabs = append(c.slabs, slab{height: height, paint: func(p *page, top float64) {
			p.draw(l, areaLeft, top+ascent*l.size, red)
		}})
	}
}

// headline is the document's title: centred, 二号 小标宋.
func (c *composer) headline(n *node) {
	size := sizes[n.attr("size", "二号")]
	first := len(c.slabs)
	for _, text := range n.paragraphs() {
		c.say(text)
		c.put(c.balanced(text, size), style{align: "center"})
	}
	c.keep(first)
}

// balanced breaks a title into lines of about equal length, as it is read.
func (c *composer) balanced(text string, size float64) []line {
	m := measure{size: size, width: areaWidth}
	lines := c.lines(m, span{text, font.Title})
	for fewest := len(lines); fewest > 1 && m.width > size; {
		narrower := m
		narrower.width -= size / 2
		tried := c.lines(narrower, span{text, font.Title})
		if len(tried) > fewest {
			break
		}
		m, lines = narrower, tried
	}
	return lines
}

// rule is the line across the type area; the red one stands 4 mm under the
// document's number.
func (c *composer) rule(n *node) {
	const redWidth, blackWidth = 0.5 * mm, 0.25 * mm
	ink, width := black, blackWidth
	if n.attrs["color"] == "red" {
		ink, width = red, redWidth
	}
	c.slabs = append(c.slabs, slab{height: 4*mm - (linePitch-bodySize)/2, paint: func(p *page, top float64) {
		p.rule(areaLeft, areaRight, top+4*mm-(linePitch-bodySize)/2, width, ink)
	}})
}

// hang is a labelled line whose text wraps to the first character after the
// colon: 出席：….
func (c *composer) hang(n *node) {
	label := n.attrs["label"]
	head := c.single(c.size, span{label, font.Hei}, span{"：", font.Body})
	left := 2*pitch(c.size) + head.width
	head.shift(2 * bodyPitch)
	c.say(label + "：" + strings.ReplaceAll(n.text, paragraphEnd, "\n"))
	for i, text := range n.paragraphs() {
		lines := c.lines(measure{size: c.size, width: areaWidth - left, justify: true, parted: true}, span{text, font.Body})
		for j := range lines {
			lines[j].shift(left)
		}
		if i == 0 {
			lines[0].glyphs = append(head.glyphs, lines[0].glyphs...)
		}
		c.put(lines, style{})
	}
}

// signature is the 署名 with the 成文日期 under it. With a seal to come, the date
// stands 4 characters from the right and the name centred over it; without, the
// name stands 2 characters from the right and the date begins 2 characters
// right of the name's beginning.
func (c *composer) signature(n *node) {
	name := c.single(c.size, span{n.text, font.Body})
	date := c.single(c.size, span{n.attrs["date"], font.Body})
	nameAt, dateAt := 0.0, 0.0
	if n.attrs["sealed"] == "no" {
		nameAt = areaWidth - 2*pitch(c.size) - name.width
		dateAt = min(nameAt+2*pitch(c.size), areaWidth-date.width)
	} else {
		dateAt = areaWidth - 4*pitch(c.size) - date.width
		nameAt = min(dateAt+(date.width-name.width)/2, areaWidth-name.width)
	}
	name.shift(max(nameAt, 0))
	date.shift(max(dateAt, 0))
	// The signature takes the end of the text with it to a new page.
	for i, kept := len(c.slabs)-1, 0; i >= 0 && kept < 2; i-- {
		c.slabs[i].keep = true
		if !c.slabs[i].blank {
			kept++
		}
	}
	c.say(n.text)
	c.say(n.attrs["date"])
	first := len(c.slabs)
	c.put([]line{name, date}, style{})
	c.slabs[first].keep = true
}

// tear is the perforation (骑缝) with the number printed across it, so that
// both halves show it after they are torn apart.
func (c *composer) tear(n *node) {
	l := c.single(bodySize, span{n.text, font.Body})
	for i := range l.glyphs { // spread out, for each half is only half a character high
		l.glyphs[i].width += bodySize / 2
	}
	l.place(0)
	l.shift((areaWidth - l.width) / 2)
	c.say(n.text)
	c.slabs = append(c.slabs, slab{height: 2 * linePitch, paint: func(p *page, top float64) {
		middle := top + linePitch
		p.strokes = append(p.strokes, stroke{x1: 0, x2: paperWidth, y1: middle, y2: middle, width: 0.25 * mm, dashed: true})
		p.draw(l, areaLeft, baseline(top, 2*linePitch, bodySize), black)
	}})
}

// imprint is the 版记: ruled lines on the bottom of the last page, one
// character in on both sides.
func (c *composer) imprint(n *node) {
	const size, height = 14, 24
	const thick, thin = 0.35 * mm, 0.25 * mm
	for i, entry := range n.children {
		right := c.single(size, span{entry.attrs["right"], font.Body})
		width := areaWidth - 2*size
		if right.width > 0 {
			width -= right.width + size
		}
		right.shift(areaWidth - size - right.width)
		var left []line
		for _, text := range entry.paragraphs() {
			left = append(left, c.lines(measure{size: size, width: width, justify: true}, span{text, font.Body})...)
			c.say(text)
		}
		c.say(entry.attrs["right"])
		for j, l := range left {
			l.shift(size)
			isFirst, isLast := j == 0, j == len(left)-1
			c.foot = append(c.foot, slab{height: height, paint: func(p *page, top float64) {
				if isFirst && i == 0 {
					p.rule(areaLeft, areaRight, top, thick, black)
				} else if isFirst {
					p.rule(areaLeft, areaRight, top, thin, black)
				}
				p.draw(l, areaLeft, baseline(top, height, size), black)
				if isLast {
					p.draw(right, areaLeft, baseline(top, height, size), black)
				}
				if isLast && i == len(n.children)-1 {
					p.rule(areaLeft, areaRight, top+height, thick, black)
				}
			}})
		}
	}
}
