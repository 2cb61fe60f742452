package pdf

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"gongwen/templates/font"
)

// pen draws pages with gofpdf. Of that library only the drawing of runs and
// lines is used: its own line breaking loses Chinese characters, and it would
// parse every font anew for every document. It is told of stand-ins instead,
// which embed replaces, and draws text as the codes of a cut font.
//
// A pen says again only what changes, for each page from the beginning.
type pen struct {
	out   *gofpdf.Fpdf
	named func(*font.Face) string          // the name by which gofpdf knows a face
	spelt func(*font.Face, []glyph) string // a run's text in the codes of its face

	face   *font.Face
	size   float64
	gap    float64
	width  float64
	line   color
	mode   int // of showing text (ISO 32000-1, 9.3.6)
	dashed bool
}

// drawPages gives the pages as gofpdf writes them, uncompressed, and the fonts
// that have to take the place of its stand-ins. Files that are put together need
// stand-ins of different names.
func drawPages(pages []*page, standIns string) ([]byte, []*cut, error) {
	var cuts []*cut
	byFace := map[*font.Face]*cut{}
	p := &pen{out: sheets()}
	p.named = func(face *font.Face) string {
		c := byFace[face]
		if c == nil {
			c = newCut(face, fmt.Sprint(standIns, len(cuts)+1))
			cuts, byFace[face] = append(cuts, c), c
			p.out.AddFontFromBytes(c.standIn, "", fmt.Appendf(nil, `{"Tp":"Core","Name":%q}`, c.standIn), nil)
		}
		return c.standIn
	}
	p.spelt = func(face *font.Face, text []glyph) string { return byFace[face].encode(text) }

	p.out.SetCompression(false) // the file is compressed when it is whole
	p.pages(pages)
	var b bytes.Buffer
	err := p.out.Output(&b)
	return b.Bytes(), cuts, err
}

// sheets is a document without pages, measured in points.
func sheets() *gofpdf.Fpdf {
	out := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: gofpdf.SizeType{Wd: paperWidth, Ht: paperHeight}})
	out.SetMargins(0, 0, 0)
	out.SetAutoPageBreak(false, 0)
	// Without these the file would differ from one call to the next.
	out.SetCatalogSort(true)
	out.SetCreationDate(time.Unix(0, 0))
	out.SetModificationDate(time.Unix(0, 0))
	return out
}

func (p *pen) pages(pages []*page) {
	for _, page := range pages {
		p.out.AddPage()
		*p = pen{out: p.out, named: p.named, spelt: p.spelt, width: -1}
		for _, s := range page.strokes {
			p.stroke(s)
		}
		p.solid()
		for _, s := range page.squares {
			p.squares(s)
		}
		for _, r := range page.runs {
			p.run(r)
		}
	}
}

func (p *pen) stroke(s stroke) {
	p.lineIs(s.width, s.color)
	if s.dashed != p.dashed {
		p.solid()
		if s.dashed {
			p.out.SetDashPattern([]float64{4, 3}, 0)
			p.dashed = true
		}
	}
	p.out.Line(s.x1, s.y1, s.x2, s.y2)
}

// squares fills all dark modules as one path: each would be a line of its own for
// the library, and there are hundreds.
func (p *pen) squares(s squares) {
	var path []byte
	for row, dark := range s.dark {
		for x := 0; x < len(dark); {
			if !dark[x] {
				x++
				continue
			}
			first := x
			for x < len(dark) && dark[x] {
				x++
			}
			path = fmt.Appendf(path, "%.3f %.3f %.3f %.3f re\n", s.x+float64(first)*s.side,
				paperHeight-s.y-float64(row+1)*s.side, float64(x-first)*s.side, s.side)
		}
	}
	p.out.RawWriteStr("0 g\n" + string(path) + "f")
}

func (p *pen) solid() {
	if p.dashed {
		p.out.SetDashPattern(nil, 0)
		p.dashed = false
	}
}

func (p *pen) lineIs(width float64, c color) {
	if p.width < 0 || c != p.line {
		p.out.SetDrawColor(c.r, c.g, c.b)
		p.line = c
	}
	if width != p.width {
		p.out.SetLineWidth(width)
		p.width = width
	}
}

func (p *pen) run(r run) {
	if face := r.text[0].face; face != p.face || r.size != p.size {
		p.out.SetFont(p.named(face), "", r.size)
		p.face, p.size = face, r.size
	}
	p.out.SetTextColor(r.color.r, r.color.g, r.color.b)
	if r.gap != p.gap {
		p.out.RawWriteStr(fmt.Sprintf("%.4f Tc", r.gap))
		p.gap = r.gap
	}
	mode := fills
	switch {
	case r.outline > 0:
		mode = outlines
		p.lineIs(r.outline, r.color)
	case r.text[0].thin: // a thin outline in the ink's own colour
		mode = fillsAndOutlines
		p.lineIs(r.size*thickening, r.color)
	}
	if mode != p.mode {
		p.out.SetTextRenderingMode(mode)
		p.mode = mode
	}
	if r.rise != 0 {
		sin, cos := math.Sincos(r.rise)
		p.out.RawWriteStr(fmt.Sprintf("BT %.5f %.5f %.5f %.5f %.2f %.2f Tm (%s) Tj ET", cos, sin, -sin, cos, r.x, paperHeight-r.y,
			inBrackets.Replace(p.spelt(p.face, r.text))))
		return
	}
	if r.said != "" { // ISO 32000-1, 14.9.4
		p.out.RawWriteStr(fmt.Sprintf("/Span <</ActualText <%s>>> BDC", hexText(r.said)))
	}
	p.out.Text(r.x, r.y, p.spelt(p.face, r.text))
	if r.last {
		p.out.RawWriteStr("EMC")
	}
}

// How text is shown (ISO 32000-1, table 106).
const (
	fills            = 0
	outlines         = 1
	fillsAndOutlines = 2
)

// inBrackets writes what means something else between the brackets of a string.
var inBrackets = strings.NewReplacer("\\", `\\`, "(", `\(`, ")", `\)`, "\r", `\r`)
