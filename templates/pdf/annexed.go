package pdf

import (
	"cmp"
	"strings"

	"gongwen/templates/font"
)

// annexed begins an annex that is bound in behind the document (附件, GB/T 9704, 7.3.7),
// on a page of its own: its mark in 黑体 at the upper left, its title in the middle of the
// third line.
func (c *composer) annexed(n *node) {
	mark := cmp.Or(n.attrs["mark"], "附件")
	first := len(c.slabs)
	c.say(mark)
	c.put([]line{c.single(bodySize, span{mark, font.Hei})}, style{})
	c.blank(1)
	c.headline(n)
	c.keep(first)
	c.bookmark(first, strings.TrimSpace(mark+"　"+n.onOneLine().text), 0)
	c.blank(1)
}
