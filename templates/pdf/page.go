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
	// said is what it is read as together with the runs after it up to one that
	// is last, where their distances would be taken for spaces.
	said string
	last bool
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
	linkAreas []linkArea
	number    int // printed at its foot; 0 for none
}

// draw puts a line of text on the page: its left edge at x, its baseline at y.
func (p *page) draw(l line, x, y float64, c color) {
	p.link(l, x, y)
	for rest := l.glyphs; len(rest) > 0; {
		end := 1
		for end < len(rest) && rest[end-1].joined == rest[0].joined && (rest[0].joined || !rest[end].joined) {
			end++
		}
		first := len(p.runs)
		p.drawRuns(rest[:end], l.size, x, y, c)
		if rest[0].joined {
			p.runs[first].said, p.runs[len(p.runs)-1].last = chars(rest[:end]), true
		}
		rest = rest[end:]
	}
}

// drawRuns puts characters on the page; those of one face with even gaps go into
// one run.
func (p *page) drawRuns(glyphs []glyph, size, x, y float64, c color) {
	const even = 0.001
	for len(glyphs) > 0 {
		r := run{x: x + glyphs[0].x, y: y, size: size, color: c}
		end := 1
		for ; end < len(glyphs); end++ {
			a, b := glyphs[end-1], glyphs[end]
			gap := b.x - a.x - a.advance(size)
			if b.face != a.face || b.thin != a.thin || (end > 1 && abs(gap-r.gap) > even) {
				break
			}
			r.gap = gap
		}
		r.text, glyphs = glyphs[:end], glyphs[end:]
		p.runs = append(p.runs, r)
	}
}

func chars(glyphs []glyph) string {
	text := make([]rune, len(glyphs))
	for i, g := range glyphs {
		text[i] = g.char
	}
	return string(text)
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
