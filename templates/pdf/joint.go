package pdf

import (
	"strings"

	"gongwen/templates/font"
)

// Documents of several organs (联合行文, GB/T 9704, 7.2.4, 7.3.5): their names stand one
// below the other in the mark, as wide as the longest, with 文件 in the middle at the
// right, and side by side over the date, each with room for a seal, at most three in a
// row. The organ in charge (主办机关) comes first.

// organs are the names of an element that has several; nil for one with its text.
func (n *node) organs() []string {
	var names []string
	for _, organ := range n.children {
		if name := strings.TrimSpace(organ.onOneLine().text); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// jointMark sets the mark of several organs: as large as its width and the height that
// leaves room for text on the first page allow. Where they are too many for that, or too
// long, ok is false: the organ in charge then stands alone, as the standard allows.
func (c *composer) jointMark(names []string, suffix string) (mark slab, ok bool) {
	const (
		most, least = 46, 22
		highest     = 75 * mm
		apart       = 1.3 // height of a line, in characters
	)
	var lines []line
	var after line
	width, gap := 0.0, 0.0
	size := float64(most)
	for ; ; size-- {
		if size < least {
			return slab{}, false
		}
		lines, width, gap = nil, 0, 0
		for _, name := range names {
			l := c.single(size, span{name, font.Title})
			lines, width = append(lines, l), max(width, l.width)
		}
		after = c.single(size, span{suffix, font.Title})
		if suffix != "" {
			gap = size / 2
		}
		if width+gap+after.width <= areaWidth && float64(len(names))*apart*size <= highest {
			break
		}
	}
	c.say(strings.Join(names, "\n") + suffix)
	left := max(areaWidth-width-gap-after.width, 0) / 2
	for i := range lines {
		if n := len(lines[i].glyphs); n > 1 {
			room := (width - lines[i].width) / float64(n-1)
			lines[i].move(func(int) float64 { return room }, true)
		}
		lines[i].shift(left)
	}
	after.shift(left + width + gap)
	ink := inkTop(lines[0])
	below := float64(len(lines)-1) * apart * size // the last baseline from the first
	return slab{height: ink + below + (1-ascent)*size, keep: true, paint: func(p *page, top float64) {
		for i, l := range lines {
			p.draw(l, areaLeft, top+ink+float64(i)*apart*size, red)
		}
		p.draw(after, areaLeft, top+ink+below/2, red)
	}}, true
}

// jointSignature sets the names of several organs with the date under the last. Rows
// are as even as can be; the seals of two rows, and of two names, do not touch.
func (c *composer) jointSignature(names []string, date string, sealed bool) {
	const (
		inRow = 3
		seal  = 46 * mm           // from the middle of a seal to that of the next
		most  = areaHeight * 0.55 // of what is kept together on a page
	)
	em := pitch(c.size)
	var lines []line
	for _, name := range names {
		lines = append(lines, c.single(c.size, span{name, font.Body}))
	}
	day := c.single(c.size, span{date, font.Body})
	if widest(lines) > areaWidth-4*em || !sealed && float64(len(lines))*linePitch > most {
		c.manySigned(names, date)
		return
	}
	if !sealed {
		at := max(areaWidth-2*em-widest(lines), 0)
		shiftAll(lines, at)
		day.shift(max(min(at+2*em, areaWidth-day.width), 0))
		for i, l := range lines {
			c.say(names[i])
			c.put([]line{l}, style{})
		}
		c.say(date)
		c.put([]line{day}, style{})
		return
	}
	apart := max(widest(lines)+1.5*em, seal)
	last := max(widest(lines), day.width) // which is centred over the date
	columns := inRow
	for columns > 1 && float64(columns-1)*apart+widest(lines)/2+last/2+em > areaWidth {
		columns--
	}
	columns = min(columns, len(names))
	rows := (len(names) + columns - 1) / columns
	if float64(rows-1)*seal+2*linePitch > most {
		c.manySigned(names, date)
		return
	}
	// The date stands four characters from the right, less where the names want the room.
	right := min(4*em, areaWidth-float64(columns-1)*apart-widest(lines)/2-last/2)
	middle := areaWidth - max(right, 0) - last/2
	for row := range rows {
		first, end := row*len(names)/rows, (row+1)*len(names)/rows
		var side line
		side.size = c.size
		for i := first; i < end; i++ {
			lines[i].shift(max(middle-float64(end-1-i)*apart-lines[i].width/2, 0))
			side.glyphs = append(side.glyphs, lines[i].glyphs...)
		}
		if row > 0 {
			c.slabs = append(c.slabs, slab{height: seal - linePitch, matter: signing, keep: true})
		}
		c.say(strings.Join(names[first:end], "　"))
		c.put([]line{side}, style{})
	}
	day.shift(middle - day.width/2)
	c.say(date)
	c.put([]line{day}, style{})
}

// manySigned sets names that are too many, or too long, to stand in rows: one after the
// other, like those of people who were present, with the date under them.
func (c *composer) manySigned(names []string, date string) {
	c.say(strings.Join(names, "　"))
	all := c.lines(measure{size: c.size, width: areaWidth, indent: 2 * pitch(c.size), parted: true}, span{strings.Join(names, "　"), font.Body})
	c.matter = listing
	c.put(all[:len(all)-1], style{})
	c.matter = signing
	c.put(all[len(all)-1:], style{})
	day := c.single(c.size, span{date, font.Body})
	day.shift(max(areaWidth-4*pitch(c.size)-day.width, 0))
	c.say(date)
	c.put([]line{day}, style{})
}
