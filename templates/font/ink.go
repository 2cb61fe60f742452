package font

// Top is how far a character's ink reaches above the baseline, in thousandths
// of the type size. Layout needs it where a ruler is laid on ink rather than on
// the square of the character, as on the upper edge of a 发文机关标志.
func (f *Face) Top(c rune) int {
	if f.postScript != nil {
		r := f.postScript.run(f.glyph(c))
		if !r.inked {
			return 0
		}
		return int(r.top * 1000 / f.unitsPerEm)
	}
	outline := f.outline(f.glyph(c))
	if len(outline) < 10 {
		return 0
	}
	const yMax = 8 // in the header of an outline (OpenType, table glyf)
	return int(float64(int16(short(outline, yMax))) * 1000 / f.unitsPerEm)
}
