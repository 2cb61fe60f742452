package pdf

import "gongwen/templates/font"

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
