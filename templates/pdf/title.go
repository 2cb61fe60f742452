package pdf

import "gongwen/templates/font"

// headline is the document's title: centred, 二号 小标宋, broken by sense.
func (c *composer) headline(n *node) {
	size := sizes[n.attr("size", "二号")]
	first := len(c.slabs)
	for _, text := range n.paragraphs() {
		c.say(text)
		c.put(c.title(text, size), style{align: "center"})
	}
	c.keep(first)
}

// title sets text in 小标宋.
func (c *composer) title(text string, size float64) []line {
	return c.bySense(size, areaWidth, span{text, font.Title})
}
