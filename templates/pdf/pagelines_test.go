package pdf

import (
	"slices"
	"strings"
	"testing"
)

// stretch is text on a line of a page without a gap in it: a line of a paragraph, of a
// cell, a name.
type stretch struct {
	text    string
	x1, x2  float64
	y, size float64
	loosest float64 // the widest distance between full-width characters, in parts of the size
	isLast  bool    // of several that stand under each other, the first of them at least four characters wide
}

// stretches are the lines of a page as a reader sees them.
func stretches(p *page) []stretch {
	var all []stretch
	for _, r := range p.runs {
		if r.rise != 0 {
			continue // a stamp
		}
		s := stretch{text: chars(r.text), x1: r.x, x2: r.x, y: r.y, size: r.size, loosest: 1}
		for i, g := range r.text {
			s.x2 += g.advance(r.size) + r.gap
			if i > 0 && r.said == "" && isFullAt(r.text[i-1]) && isFullAt(g) {
				s.loosest = max(s.loosest, 1+r.gap/r.size)
			}
		}
		if n := len(all); n > 0 && abs(all[n-1].y-s.y) < 0.1 && all[n-1].size == s.size && s.x1-all[n-1].x2 < 0.6*s.size && s.x1 >= all[n-1].x1 {
			last := &all[n-1]
			last.text, last.x2, last.loosest = last.text+s.text, s.x2, max(last.loosest, s.loosest)
			continue
		}
		all = append(all, s)
	}
	for i := range all {
		s := &all[i]
		above := func(a, b stretch) bool {
			between := b.y - a.y
			return a.size == b.size && between > b.size && between < 1.5*b.size && a.x1 <= b.x1+0.1 && a.x2 >= b.x2-0.1
		}
		s.isLast = slices.ContainsFunc(all, func(o stretch) bool { return above(o, *s) && o.x2-o.x1 > 4*o.size }) &&
			!slices.ContainsFunc(all, func(o stretch) bool { return above(*s, o) })
	}
	return all
}

func isFullAt(g glyph) bool { return g.face.Advance(g.char) == 1000 && !isOf(g.char, left|right) }

// No page of any kind's documents, as their examples fill them, with as little and with as
// much as there may be, has a line torn apart or one of a single character.
func TestComposeSetsEvenLines(t *testing.T) {
	fonts := testRenderer(t).fonts
	worst, where, lines := 0.0, "", 0
	for _, k := range builtinKinds(t) {
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		for variant, data := range map[string]Data{
			"example": exampleData(t, k), "emptied": emptied(t, k), "full": brimful(t, k, brim{rows: 5, line: 40, paragraph: 240}),
		} {
			filled, err := template.fill(root(k, data))
			if err != nil {
				t.Fatal(err)
			}
			composed := compose(fonts, filled, Stamp{})
			paragraphs := strings.FieldsFunc(composed.text, func(c rune) bool { return c == '\n' || c == '\t' })
			for _, p := range composed.pages {
				for _, s := range stretches(p) {
					lines++
					if s.loosest > worst && s.text != data.Number { // which is spaced across a tear
						worst, where = s.loosest, k.Key+", "+variant+": "+s.text
					}
					if text := strings.TrimRight(s.text, "。，、；：？！）》”"); s.isLast && len([]rune(text)) == 1 && !slices.Contains(paragraphs, s.text) {
						t.Errorf("%s, %s: a single character on a line: %s at %.0f, %.0f", k.Key, variant, s.text, s.x1, s.y)
					}
				}
			}
		}
	}
	t.Logf("%d lines, the loosest of %.3f em: %s", lines, worst, where)
	if worst > 1+most+rounding {
		t.Errorf("%s is set %.3f em apart", where, worst)
	}
}
