package pdf

import "gongwen/templates/font"

// Stamp (戳记) marks every page of a document that must not be taken for a valid
// one: a word in a red frame in the upper margin, and under it what it means.
// The zero Stamp prints nothing.
type Stamp struct {
	Word string // 草稿, 作废
	Note string // 尚未编号，仅供核对
}

// stamp puts the stamp on every page. It stands in the margin, clear of the text,
// and like page numbers is no part of the text.
func (c *composer) stamp(pages []*page, s Stamp) {
	if s.Word == "" {
		return
	}
	const (
		top          = 12 * mm
		height       = 17 * mm
		wordSize     = 26.0 // 一号
		noteSize     = 10.5 // 五号
		pad          = 3 * mm
		border       = 0.7 * mm
		least        = 32 * mm // a short word gets a frame of some width
		wordY, noteY = top + 10.2*mm, top + 15*mm
		widest       = areaWidth
	)
	word := c.single(wordSize, span{s.Word, font.Hei})
	note := c.single(noteSize, span{s.Note, font.Body})
	width := min(max(word.width, note.width, least)+2*pad, widest)
	left := areaRight - width
	word.shift((width - word.width) / 2)
	note.shift((width - note.width) / 2)
	for _, p := range pages {
		p.frame(left, top, width, height, border, red)
		p.draw(word, left, wordY, red)
		p.draw(note, left, noteY, red)
	}
}

// frame draws a rectangle.
func (p *page) frame(x, y, width, height, border float64, c color) {
	p.rule(x-border/2, x+width+border/2, y, border, c)
	p.rule(x-border/2, x+width+border/2, y+height, border, c)
	p.strokes = append(p.strokes,
		stroke{x1: x, x2: x, y1: y, y2: y + height, width: border, color: c},
		stroke{x1: x + width, x2: x + width, y1: y, y2: y + height, width: border, color: c})
}
