package pdf

import (
	"strconv"

	"gongwen/templates/font"
)

// signature is the 署名 with the 成文日期 under it. With a seal to come, the date
// stands 4 characters from the right and the name centred over it; without, the
// name stands 2 characters from the right and the date begins 2 characters
// right of the name's beginning.
func (c *composer) signature(n *node) {
	if names := n.organs(); len(names) > 1 {
		c.clearCode() // they take the whole width
		c.jointSignature(names, n.attrs["date"], n.attrs["sealed"] != "no")
		return
	} else if len(names) == 1 {
		n.text = names[0]
	}
	em := pitch(c.size)
	name := c.bySense(c.size, areaWidth-4*em, span{n.text, font.Body})
	date := c.bySense(c.size, areaWidth-4*em, span{n.attrs["date"], font.Body})
	var nameAt, dateAt float64
	if n.attrs["sealed"] == "no" {
		nameAt = areaWidth - 2*em - widest(name)
		dateAt = min(nameAt+2*em, areaWidth-widest(date))
	} else {
		dateAt = areaWidth - 4*em - widest(date)
		nameAt = min(dateAt+(widest(date)-widest(name))/2, areaWidth-widest(name))
	}
	shiftAll(name, max(nameAt, 0))
	shiftAll(date, max(dateAt, 0))
	c.say(n.text)
	c.say(n.attrs["date"])
	c.put(name, style{})
	c.put(date, style{})
	c.clearCode()
}

// clearCode makes what follows stand under the square code, however close the lines.
func (c *composer) clearCode() {
	if c.beside > 0 {
		c.slabs[len(c.slabs)-1].keep = true
		c.slabs = append(c.slabs, slab{blank: true, clear: true})
		c.beside = 0
	}
}

func widest(lines []line) float64 {
	width := 0.0
	for _, l := range lines {
		width = max(width, l.width)
	}
	return width
}

func shiftAll(lines []line, dx float64) {
	for i := range lines {
		lines[i].shift(dx)
	}
}

// annexes are the 附件说明: the label two characters in, the names wrapped to
// their own first character, numbered when there are several (GB/T 9704, 7.3.5).
func (c *composer) annexes(n *node) {
	label := c.single(c.size, span{"附件：", font.Body})
	numberAt := 2*pitch(c.size) + label.width
	label.shift(2 * pitch(c.size))
	numbers := make([]line, len(n.children))
	if len(n.children) > 1 {
		for i := range numbers {
			numbers[i] = c.single(c.size, span{strconv.Itoa(i+1) + ". ", font.Body})
		}
	}
	nameAt := numberAt + widest(numbers)
	for i, annex := range n.children {
		annex = annex.onOneLine()
		lines := c.lines(measure{size: c.size, width: areaWidth - nameAt, justify: true}, span{annex.text, font.Body})
		shiftAll(lines, nameAt)
		before, said := line{}, annex.text
		if numbers[i].width > 0 {
			before = numbers[i]
			before.shift(numberAt)
			said = strconv.Itoa(i+1) + ". " + said
		}
		if i == 0 {
			before.glyphs = append(label.glyphs, before.glyphs...)
			said = "附件：" + said
		}
		lines[0].glyphs = append(before.glyphs, lines[0].glyphs...)
		c.say(said)
		c.put(lines, style{})
	}
}

// imprint is the 版记, on the bottom of the last page, one character in on both
// sides. Its rules are left out in the 信函格式.
func (c *composer) imprint(n *node) {
	const size, height = 14, 24
	const thick, thin = 0.35 * mm, 0.25 * mm
	ruled := n.attrs["ruled"] != "no"
	for i, entry := range n.children {
		lines := c.imprintEntry(entry, size)
		for j, l := range lines {
			above, below := 0.0, 0.0 // thickness of the rules
			if ruled && j == 0 {
				above = thin
				if i == 0 {
					above = thick
				}
			}
			if ruled && i == len(n.children)-1 && j == len(lines)-1 {
				below = thick
			}
			c.foot = append(c.foot, slab{matter: imprinted, height: height, paint: func(p *page, top float64) {
				if above > 0 {
					p.rule(areaLeft, areaRight, top, above, black)
				}
				p.draw(l, areaLeft, baseline(top, height, size), black)
				if below > 0 {
					p.rule(areaLeft, areaRight, top+height, below, black)
				}
			}})
		}
	}
}

// imprintEntry sets one entry: its text and, at the right end of the last line
// or, where there is no room, below it, what stands to the right.
func (c *composer) imprintEntry(entry *node, size float64) []line {
	room := areaWidth - 2*size
	right := c.lines(measure{size: size, width: room}, span{entry.attrs["right"], font.Body})
	beside := len(right) == 1 && right[0].width <= room/2
	width := room
	if beside && right[0].width > 0 {
		width -= right[0].width + size
	}
	var lines []line
	for _, text := range entry.paragraphs() {
		lines = append(lines, c.lines(measure{size: size, width: width, justify: true}, span{text, font.Body})...)
		c.say(text)
	}
	c.say(entry.attrs["right"])
	shiftAll(lines, size)
	for i := range right {
		right[i].shift(areaWidth - size - right[i].width)
	}
	if !beside {
		return append(lines, right...)
	}
	last := &lines[len(lines)-1]
	last.glyphs = append(last.glyphs, right[0].glyphs...)
	return lines
}
