package pdf

import "gongwen/templates/font"

// mark is the 发文机关标志: red, its upper edge 35 mm under the top of the type
// area, as large as fits one line but no larger than such marks usually are.
// What is said of secrecy and urgency stands above it, in the upper left corner.
func (c *composer) mark(n *node) {
	notes := c.cornerNotes(n)
	room := max(35*mm, float64(len(notes))*linePitch)
	c.slabs = append(c.slabs, slab{height: room, keep: true, paint: func(p *page, top float64) {
		for row, l := range notes {
			p.draw(l, areaLeft, baseline(top+float64(row)*linePitch, linePitch, bodySize), black)
		}
	}})
	names := n.organs()
	if len(names) > 1 {
		if mark, ok := c.jointMark(names, n.attrs["after"]); ok {
			c.slabs = append(c.slabs, mark)
			return
		}
	}
	if len(names) > 0 {
		n.text = names[0]
	}
	text := n.text + n.attrs["after"]
	c.say(text)
	lines := c.markLines(text)
	for i, l := range lines {
		ink := inkTop(l)
		height := ink + (1-ascent)*l.size
		if i < len(lines)-1 {
			height += l.size / 4
		}
		c.slabs = append(c.slabs, slab{height: height, keep: true, paint: func(p *page, top float64) {
			p.draw(l, areaLeft, top+ink, red)
		}})
	}
}

// markLines sets a 发文机关标志 as large as one line allows; one that is longer
// than a line at the least size is broken by sense.
func (c *composer) markLines(text string) []line {
	const most, least = 58, 22
	size := float64(most)
	for size > least && c.single(size, span{text, font.Title}).width > areaWidth {
		size--
	}
	lines := c.title(text, size)
	for i := range lines {
		lines[i].align("center", areaWidth)
	}
	return lines
}

// cornerNotes are 份号, 密级★期限 and 紧急程度, by line. Where there is a 密级 and no
// 份号 its line is left free, for it is then stamped on each copy: only such documents
// have one.
func (c *composer) cornerNotes(n *node) []line {
	var notes []line
	if copied := n.attrs["copy"]; copied != "" {
		c.say(copied)
		notes = append(notes, c.single(bodySize, span{copied, font.Body}))
	} else if n.attrs["secrecy"] != "" {
		notes = append(notes, line{})
	}
	for _, text := range []string{n.attrs["secrecy"], n.attrs["urgency"]} {
		if text != "" {
			c.say(text)
			notes = append(notes, c.lines(measure{size: bodySize, width: areaWidth}, span{text, font.Hei})...)
		}
	}
	return notes
}

// inkTop is how far a line's ink reaches above its baseline: that is where the
// upper edge of a mark is measured, not on the squares of its characters.
func inkTop(l line) float64 {
	top := 0.0
	for _, g := range l.glyphs {
		ink := float64(g.face.Top(g.char)) * l.size / 1000
		if g.thin {
			ink += thickening * l.size / 2
		}
		top = max(top, ink)
	}
	return top
}

// number is the 发文字号, centred. On a document to a higher authority it stands
// one character in from the left, and the 签发人 on the same line one character in
// from the right, label in 仿宋, name in 楷体. Where there are too many for a line,
// the number stands beside the last of them.
func (c *composer) number(n *node) {
	signer := n.attrs["signer"]
	if signer == "" {
		c.block(n, style{role: font.Body, align: n.attr("align", "center")})
		return
	}
	n = n.onOneLine()
	c.say(n.text + "\t签发人：" + signer)
	number := c.single(bodySize, span{n.text, font.Body})
	number.shift(bodyPitch)
	label := c.single(bodySize, span{"签发人：", font.Body})
	room := areaWidth - number.width - 4*bodyPitch - label.width
	names := c.lines(measure{size: bodySize, width: room}, span{signer, font.Kai})
	widest := 0.0
	for _, l := range names {
		widest = max(widest, l.width)
	}
	shiftAll(names, areaWidth-bodyPitch-widest)
	label.shift(areaWidth - bodyPitch - widest - label.width)
	names[0].glyphs = append(label.glyphs, names[0].glyphs...)
	last := &names[len(names)-1]
	last.glyphs = append(number.glyphs, last.glyphs...)
	c.put(names, style{})
}

const (
	redRule   = 0.5 * mm
	blackRule = 0.25 * mm
)

// rule is the line across the type area, 4 mm under what is above it: the red
// one stands under the document's number.
func (c *composer) rule(n *node) {
	ink, width := black, blackRule
	if n.attrs["color"] == "red" {
		ink, width = red, redRule
	}
	// The text above ends where its squares do, not where its line does.
	height := 4*mm - (linePitch-bodySize)/2 + width/2
	c.slabs = append(c.slabs, slab{height: height, keep: true, paint: func(p *page, top float64) {
		p.rule(areaLeft, areaRight, top+height, width, ink)
	}})
}

// letterhead is the head of the 信函格式 (GB/T 9704, 10.1): the mark's upper edge
// 30 mm under the paper's, a red double rule 4 mm below it and another 20 mm above
// the paper's lower edge, both 170 mm long; the number to the right under the
// first rule, secrecy and urgency to the left. Such a page is not numbered.
func (c *composer) letterhead(n *node) {
	const (
		markTop   = 30 * mm
		ruleUnder = 4 * mm
		lastRule  = paperHeight - 20*mm
		textUnder = bodySize * 7 / 8
	)
	mark := c.markLines(n.text)
	c.say(n.text)
	notes := c.cornerNotes(n)
	number := c.single(bodySize, span{n.attrs["number"], font.Body})
	number.shift(areaWidth - number.width)
	c.say(n.attrs["number"])

	y := markTop // of the next line's upper edge
	marks := make([]float64, len(mark))
	for i, l := range mark {
		marks[i] = y + inkTop(l)
		y = marks[i] + (1-ascent)*l.size
	}
	firstRule := y + ruleUnder
	rows := firstRule + doubleRule + textUnder
	height := rows + float64(max(len(notes), 1)-1)*linePitch + bodySize + (linePitch-bodySize)/2 - areaTop
	c.slabs = append(c.slabs, slab{height: height, keep: true, paint: func(p *page, _ float64) {
		for i, l := range mark {
			p.draw(l, areaLeft, marks[i], red)
		}
		p.doubleRule(firstRule, true)
		p.doubleRule(lastRule-doubleRule, false)
		for row, l := range notes {
			p.draw(l, areaLeft, rows+float64(row)*linePitch+ascent*bodySize, black)
		}
		p.draw(number, areaLeft, rows+ascent*bodySize, black)
	}})
	c.firstBare = true
}

// doubleRule is the height of a double rule, its outer line thick.
const (
	thickRule  = 1.0 * mm
	thinRule   = 0.35 * mm
	doubleRule = thickRule + 0.6*mm + thinRule
)

// doubleRule draws a red double rule with its upper edge at y, the thick line
// above or below.
func (p *page) doubleRule(y float64, thickAbove bool) {
	const length = 170 * mm
	const x1 = (paperWidth - length) / 2
	thick, thin := y+thickRule/2, y+doubleRule-thinRule/2
	if !thickAbove {
		thick, thin = y+doubleRule-thickRule/2, y+thinRule/2
	}
	p.rule(x1, x1+length, thick, thickRule, red)
	p.rule(x1, x1+length, thin, thinRule, red)
}
