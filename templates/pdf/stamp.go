package pdf

import (
	"math"

	"gongwen/templates/font"
)

// Stamp (戳记) marks every page of a document that must not be taken for a valid
// one: a word in a red frame in the upper margin with what it means under it, and
// the word again, large and in outline, across each part of the page that can be cut
// or torn off (places). The zero Stamp prints nothing.
type Stamp struct {
	Word string // 草稿, 作废
	Note string // 尚未编号，仅供核对
}

// pale is the ink of what lies across text: seen at once, and read through.
var pale = color{255, 150, 150}

// stamp puts the stamp on every page. Like page numbers it is no part of the text.
func (c *composer) stamp(pages []*page, s Stamp) {
	for i, sheet := range c.sheets(pages, s) {
		pages[i].strokes = append(pages[i].strokes, sheet.strokes...)
		pages[i].runs = append(pages[i].runs, sheet.runs...)
	}
}

// sheets are what has to be drawn over each page to stamp it; none for no stamp.
func (c *composer) sheets(pages []*page, s Stamp) []*page {
	if s.Word == "" {
		return nil
	}
	framed := c.framedWord(s)
	sheets := make([]*page, len(pages))
	for i, p := range pages {
		sheet := *framed
		sheet.runs = append([]run(nil), framed.runs...)
		for _, at := range p.places() {
			c.across(&sheet, s.Word, at)
		}
		sheets[i] = &sheet
	}
	return sheets
}

// framedWord is the stamp in the upper margin, clear of the text.
func (c *composer) framedWord(s Stamp) *page {
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
	p := &page{}
	p.frame(left, top, width, height, border, red)
	p.draw(word, left, wordY, red)
	p.draw(note, left, noteY, red)
	return p
}

// across writes the word large, in outline and rising a little, with its middle at a
// place.
func (c *composer) across(p *page, word string, at place) {
	const (
		most    = 72.0    // pt: about the height that a seal has
		longest = 75 * mm // of the word
		rise    = 18 * math.Pi / 180
	)
	l := c.single(most, span{word, font.Hei})
	if l.width == 0 {
		return
	}
	if l.width > longest {
		l = c.single(math.Floor(most*longest/l.width), span{word, font.Hei})
	}
	first := len(p.runs)
	p.draw(l, 0, 0, pale)
	sin, cos := math.Sincos(rise)
	// From the middle of the word to where its baseline begins.
	back, down := l.width/2, (ascent-0.5)*l.size
	for i := range p.runs[first:] {
		r := &p.runs[first+i]
		along := r.x - back
		r.x, r.y = at.x+along*cos+down*sin, at.y-along*sin+down*cos
		r.rise, r.outline = rise, l.size/60
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
