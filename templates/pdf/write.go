package pdf

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"github.com/jung-kurt/gofpdf"

	"gongwen/templates/font"
)

// write makes the file with gofpdf. Of that library only the drawing of runs
// and lines is used: its own line breaking loses Chinese characters, and it
// must be given fonts that are already cut, for it parses them for every
// document.
func write(w io.Writer, pages []*page, a about) error {
	codes := assignCodes(pages)
	out := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: gofpdf.SizeType{Wd: paperWidth, Ht: paperHeight}})
	out.SetMargins(0, 0, 0)
	out.SetAutoPageBreak(false, 0)
	out.SetTitle(a.title, true)
	out.SetSubject(a.subject, true)
	out.SetAuthor(a.author, true)
	out.SetKeywords(a.number, true)
	out.SetCreator("gongwen", true)
	out.SetProducer("gongwen", true)
	// Without these three the file would differ from one call to the next.
	out.SetCatalogSort(true)
	day := a.date.Time
	if day.IsZero() {
		day = time.Unix(0, 0).UTC() // gofpdf takes a zero time for now
	}
	out.SetCreationDate(day)
	out.SetModificationDate(day)

	for _, f := range codes.faces {
		out.AddUTF8FontFromBytes(codes.family[f], "", f.Cut(codes.used[f]))
	}
	for _, p := range pages {
		out.AddPage()
		for _, s := range p.strokes {
			drawStroke(out, s)
		}
		for _, r := range p.runs {
			drawRun(out, r, codes)
		}
	}
	var b bytes.Buffer
	if err := out.Output(&b); err != nil {
		return fmt.Errorf("PDF 未能生成：%w", err)
	}
	file, err := mend(b.Bytes(), codes)
	if err != nil {
		return fmt.Errorf("PDF 未能生成：%w", err)
	}
	_, err = w.Write(file)
	return err
}

func drawStroke(out *gofpdf.Fpdf, s stroke) {
	out.SetDrawColor(s.color.r, s.color.g, s.color.b)
	out.SetLineWidth(s.width)
	if s.dashed {
		out.SetDashPattern([]float64{4, 3}, 0)
		defer out.SetDashPattern(nil, 0)
	}
	out.Line(s.x1, s.y1, s.x2, s.y2)
}

func drawRun(out *gofpdf.Fpdf, r run, codes *codes) {
	out.SetFont(codes.family[r.text[0].face], "", r.size)
	out.SetTextColor(r.color.r, r.color.g, r.color.b)
	out.RawWriteStr(fmt.Sprintf("%.4f Tc", r.gap))
	if r.text[0].thin {
		// A thin outline in the ink's own colour makes a light face bolder.
		out.SetDrawColor(r.color.r, r.color.g, r.color.b)
		out.SetLineWidth(r.size * thickening)
		out.SetTextRenderingMode(2)
		defer out.SetTextRenderingMode(0)
	}
	text := make([]rune, len(r.text))
	for i, g := range r.text {
		text[i] = rune(codes.of[g.char])
	}
	out.Text(r.x, r.y, string(text))
}

// codes are the two-byte codes under which a document's characters stand in
// its fonts: their Unicode numbers or, beyond U+FFFF, a private number that
// nothing else in the document has.
type codes struct {
	of     map[rune]uint16
	faces  []*font.Face // in the order of first use
	family map[*font.Face]string
	used   map[*font.Face]map[uint16]rune
}

func assignCodes(pages []*page) *codes {
	c := &codes{of: map[rune]uint16{}, family: map[*font.Face]string{}, used: map[*font.Face]map[uint16]rune{}}
	var glyphs []glyph
	for _, p := range pages {
		for _, r := range p.runs {
			glyphs = append(glyphs, r.text...)
		}
	}
	taken := map[uint16]bool{}
	for _, g := range glyphs {
		if g.char <= 0xFFFF {
			c.of[g.char] = uint16(g.char)
			taken[uint16(g.char)] = true
		}
	}
	free := uint16(0xE000) // the Private Use Area
	for _, g := range glyphs {
		if _, ok := c.of[g.char]; !ok {
			for taken[free] {
				free++
			}
			c.of[g.char] = free
			taken[free] = true
		}
		if c.used[g.face] == nil {
			c.faces = append(c.faces, g.face)
			c.family[g.face] = fmt.Sprintf("face%d", len(c.faces))
			c.used[g.face] = map[uint16]rune{}
		}
		c.used[g.face][c.of[g.char]] = g.char
	}
	return c
}
