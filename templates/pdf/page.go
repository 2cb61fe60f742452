package pdf

// color of ink.
type color struct{ r, g, b int }

var (
	black = color{}
	red   = color{255, 0, 0} // 发文机关标志 and its rule
)

// run is a stretch of characters drawn in one go.
type run struct {
	text  []glyph
	gap   float64 // added after each character
	x, y  float64 // of the first character, on the baseline
	size  float64
	color color
	// outline is the width of the line around characters that are not filled, and
	// rise the angle at which they climb, in radians; 0 for what is text.
	outline, rise float64
}

// stroke is a straight line.
type stroke struct {
	x1, y1, x2, y2 float64
	width          float64
	color          color
	dashed         bool
}

// bookmark is a place that the reader of the file can jump to.
type bookmark struct {
	title string
	level int // 0 is the highest
	y     float64
}

// page collects what is drawn on one sheet.
type page struct {
	runs      []run
	strokes   []stroke
	squares   []squares
	bookmarks []bookmark
}

// draw puts a line of text on the page: its left edge at x, its baseline at y.
// Characters of one face with even gaps go into one run.
func (p *page) draw(l line, x, y float64, c color) {
	const even = 0.001
	for i := 0; i < len(l.glyphs); {
		r := run{x: x + l.glyphs[i].x, y: y, size: l.size, color: c}
		j := i + 1
		for ; j < len(l.glyphs); j++ {
			a, b := l.glyphs[j-1], l.glyphs[j]
			gap := b.x - a.x - a.advance(l.size)
			if b.face != a.face || b.thin != a.thin || (j > i+1 && abs(gap-r.gap) > even) {
				break
			}
			r.gap = gap
		}
		r.text = l.glyphs[i:j]
		p.runs = append(p.runs, r)
		i = j
	}
}

// advance is how far the font itself moves on after the character.
func (g glyph) advance(size float64) float64 {
	return float64(g.face.Advance(g.char)) * size / 1000
}

func abs(x float64) float64 { return max(x, -x) }

// rule draws a horizontal line.
func (p *page) rule(x1, x2, y, width float64, c color) {
	p.strokes = append(p.strokes, stroke{x1: x1, x2: x2, y1: y, y2: y, width: width, color: c})
}

// upright draws a vertical line.
func (p *page) upright(x, y1, y2, width float64) {
	p.strokes = append(p.strokes, stroke{x1: x, x2: x, y1: y1, y2: y2, width: width})
}
