package pdf

import "gongwen/templates/font"

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
