package pdf

import (
	"slices"

	"gongwen/templates/font"
)

// rounding is what sums of widths may be off by.
const rounding = 0.01

// thickening is the outline drawn around a thin glyph, in parts of the size.
const thickening = 0.028

// span is a stretch of text in one typeface.
type span struct {
	text string
	role font.Role
}

// glyph is one character with its face and its place in a line.
type glyph struct {
	char  rune
	face  *font.Face
	thin  bool
	x     float64 // from the line's start
	width float64 // how far the next character stands from this one, before justification
	// joined tells that the distance to the next character is wide, and yet no
	// space for whoever copies or searches the text.
	joined bool
	to     *string // where a click on it leads; nil for most
}

// line is one line of text, set.
type line struct {
	glyphs []glyph
	size   float64
	width  float64 // from the first character's left to the last one's right
}

// measure says how text is set into lines.
type measure struct {
	size    float64
	width   float64 // of the column
	indent  float64 // of the first line
	justify bool    // all lines but the last reach the column's right edge
	whole   bool    // dates, numbers and names are broken only where they have no room, see wholePieces
	parted  bool    // lines end, where possible, only at the full-width spaces between items
}

// typesetter turns text into lines. It collects the characters it has no face
// for instead of leaving holes.
type typesetter struct {
	fonts   *font.Fonts
	missing []rune
	people  []string // whose names stay on one line
	scratch paragraph
}

// lines sets a paragraph. Empty text gives one empty line.
func (t *typesetter) lines(m measure, spans ...span) []line {
	glyphs := t.glyphs(m.size, spans)
	if len(glyphs) == 0 {
		return []line{{size: m.size}}
	}
	if fitting(glyphs, m.size, m.width-m.indent) == len(glyphs) {
		l := line{glyphs: trimmed(glyphs), size: m.size}
		l.place(m.indent)
		return []line{l} // most texts are labels and names, and where to break is dear to know
	}
	p := t.paragraph(m, glyphs)
	var lines []line
	start := 0
	for _, end := range p.ends() {
		l := line{glyphs: trimmed(glyphs[start:end]), size: m.size}
		indent := 0.0
		if start == 0 {
			indent = m.indent
		}
		l.place(indent)
		switch tooLong := indent+l.width > m.width+rounding; {
		case !m.justify, m.parted && glyphs[end-1].char == '　':
		case end < len(glyphs) || tooLong:
			l.justify(m.width)
		}
		lines = append(lines, l)
		start = end
	}
	return lines
}

// glyphs picks a face for every character and measures it.
func (t *typesetter) glyphs(size float64, spans []span) []glyph {
	var glyphs []glyph
	for _, s := range spans {
		linked := linksIn(s.text)
		for at, c := range s.text {
			face, thin := t.fonts.Pick(s.role, c)
			if face == nil {
				if !slices.Contains(t.missing, c) {
					t.missing = append(t.missing, c)
				}
				continue
			}
			advance := float64(face.Advance(c))
			g := glyph{char: c, face: face, thin: thin, width: advance * size / 1000}
			if advance == 1000 {
				g.width = pitch(size)
			}
			for len(linked) > 0 && at >= linked[0].until {
				linked = linked[1:]
			}
			if len(linked) > 0 && at >= linked[0].from {
				g.to = linked[0].to
			}
			glyphs = append(glyphs, g)
		}
	}
	for i := range len(glyphs) - 1 {
		if closeUp(glyphs[i].char, glyphs[i+1].char) && glyphs[i].isFull(size) && glyphs[i+1].isFull(size) {
			glyphs[i].width -= pitch(size) / 2
		}
	}
	return glyphs
}

func (g glyph) isFull(size float64) bool { return g.width >= pitch(size) }

// fitting is how many characters have room in a line, at least one.
func fitting(glyphs []glyph, size, width float64) int {
	used := 0.0
	for i, g := range glyphs {
		// A closing mark at the line's end may give up the empty half of its
		// square, and a space there needs no room at all.
		least := g.width - hangs(g, size)
		if isSpace(g.char) {
			least = 0
		}
		if used+least > width+rounding {
			return max(i, 1)
		}
		used += g.width
	}
	return len(glyphs)
}

// single sets text on one line, however long.
func (t *typesetter) single(size float64, spans ...span) line {
	l := line{glyphs: t.glyphs(size, spans), size: size}
	l.place(0)
	return l
}

// trimmed leaves off the spaces a line was broken at.
func trimmed(glyphs []glyph) []glyph {
	for len(glyphs) > 1 && isSpace(glyphs[len(glyphs)-1].char) {
		glyphs = glyphs[:len(glyphs)-1]
	}
	return slices.Clone(glyphs)
}

// place puts the characters side by side from x on.
func (l *line) place(x float64) {
	start := x
	for i := range l.glyphs {
		l.glyphs[i].x = x
		x += l.glyphs[i].width
	}
	l.width = x - start
}

// align moves a line to its place in a column; lines set from the left are
// there already.
func (l *line) align(how string, width float64) {
	switch how {
	case "center":
		l.shift((width - l.width) / 2)
	case "right":
		l.shift(width - l.width)
	}
}

// shift moves the whole line to the right.
func (l *line) shift(dx float64) {
	for i := range l.glyphs {
		l.glyphs[i].x += dx
	}
}
