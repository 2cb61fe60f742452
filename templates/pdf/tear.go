package pdf

import "gongwen/templates/font"

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
	c.slabs = append(c.slabs, slab{matter: perforation, height: 2 * linePitch, paint: func(p *page, top float64) {
		middle := top + linePitch
		p.strokes = append(p.strokes, stroke{x1: 0, x2: paperWidth, y1: middle, y2: middle, width: 0.25 * mm, dashed: true})
		p.draw(l, areaLeft, baseline(top, 2*linePitch, bodySize), black)
	}})
}
