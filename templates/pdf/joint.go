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
// leaves room for text on the first page allow.
func (c *composer) jointMark(names []string, suffix string) slab {
	const (
		most, least = 46, 18
		highest     = 75 * mm
		apart       = 1.3 // height of a line, in characters
	)
	c.say(strings.Join(names, "\n") + suffix)
	var lines []line
	var after line
	width, gap := 0.0, 0.0
	size := float64(most)
	for ; ; size-- {
		lines, width, gap = nil, 0, 0
		for _, name := range names {
			l := c.single(size, span{name, font.Title})
			lines, width = append(lines, l), max(width, l.width)
		}
		after = c.single(size, span{suffix, font.Title})
		if suffix != "" {
			gap = size / 2
		}
		if size <= least || width+gap+after.width <= areaWidth && float64(len(names))*apart*size <= highest {
			break
		}
	}
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
	}}
}

// jointSignature sets the names of several organs with the date under the last. Rows
// are as even as can be; the seals of two rows, and of two names, do not touch.
func (c *composer) jointSignature(names []string, date string, sealed bool) {
	const (
		inRow = 3
		seal  = 46 * mm // from the middle of a seal to that of the next
	)
	em := pitch(c.size)
	var lines []line
	for _, name := range names {
		lines = append(lines, c.single(c.size, span{name, font.Body}))
	}
	day := c.single(c.size, span{date, font.Body})
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
