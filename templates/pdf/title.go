package pdf

import "gongwen/templates/font"

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
