package font

import "math"

// Metrics are a face's measures in thousandths of the type size, as the font
// descriptors of PDF files carry them (ISO 32000-1, table 122).
type Metrics struct {
	Ascent, Descent int // of the highest and under the lowest outline; Descent is negative
	CapHeight       int
	Box             [4]int // left, bottom, right and top of all outlines laid over one another
	ItalicAngle     int    // in degrees, negative for letters that lean to the right
	Stem            int    // thickness of upright strokes
	FixedPitch      bool
}

// parseMetrics reads the measures; of tables that may be absent or short, what
// is missing stays at a sensible value.
func (f *Face) parseMetrics() {
	head, hhea, os2, post := f.tables["head"], f.tables["hhea"], f.tables["OS/2"], f.tables["post"]
	m := &f.Metrics
	for i := range m.Box {
		m.Box[i] = f.thousandths(signed(head, 36+2*i))
	}
	m.Ascent, m.Descent = f.thousandths(signed(hhea, 4)), f.thousandths(signed(hhea, 6))
	m.CapHeight = m.Ascent
	if len(os2) >= 90 && short(os2, 0) >= 2 && signed(os2, 88) > 0 {
		m.CapHeight = f.thousandths(signed(os2, 88))
	}
	weight := 400.0
	if len(os2) >= 6 {
		weight = float64(short(os2, 4))
	}
	// TrueType fonts do not say how thick their strokes are. This is the usual
	// guess from their weight: 88 for regular, 166 for bold.
	m.Stem = int(50 + math.Pow(weight/65, 2))
	if len(post) >= 16 {
		m.ItalicAngle = signed(post, 4)
		m.FixedPitch = long(post, 12) != 0
	}
}

// thousandths turns font units into thousandths of the type size.
func (f *Face) thousandths(units int) int {
	return int(math.Round(float64(units) * 1000 / f.unitsPerEm))
}

func signed(b []byte, at int) int { return int(int16(short(b, at))) }
