package pdf

// All lengths in this package are points (1/72 inch), measured from the upper
// left corner of the paper, unless a name says otherwise.

const mm = 72 / 25.4

// The page of GB/T 9704: A4, of which the type area (版心) is 156 × 225 mm, 28
// characters wide and 22 lines high.
const (
	paperWidth  = 210 * mm
	paperHeight = 297 * mm
	areaLeft    = 28 * mm
	areaTop     = 37 * mm
	areaWidth   = 156 * mm
	areaHeight  = 225 * mm
	areaRight   = areaLeft + areaWidth
	areaBottom  = areaTop + areaHeight

	// 28 characters of 16 pt are 2 mm wider than the type area, so they stand a
	// little closer than their own width.
	bodyPitch = areaWidth / 28
	// 22 lines fill the type area (撑满版心, 5.2.3): the first stands on its upper
	// edge, the last on its lower, and the space between is that of the standard's
	// 行, 7/8 of a character, but for a fraction of a point.
	linePitch = (areaHeight - bodySize) / 21
)

// sizes are the type sizes (字号) by name.
var sizes = map[string]float64{
	"初号": 42, "小初": 36, "一号": 26, "小一": 24, "二号": 22, "小二": 18, "三号": 16, "小三": 15,
	"四号": 14, "小四": 12, "五号": 10.5, "小五": 9,
}

const bodySize = 16 // 三号

// pitch is the room a full-width character of a size takes along the line.
func pitch(size float64) float64 {
	if size == bodySize {
		return bodyPitch
	}
	return size
}

// ascent is how far the baseline lies under the top of the character square,
// in parts of the size.
const ascent = 0.86
