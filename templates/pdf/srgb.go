package pdf

import (
	"encoding/binary"
	"math"
	"sync"
	"unicode/utf16"
)

// The colours of a file kept for good must not depend on the device that shows
// them. Its output intent says that they are those of sRGB (IEC 61966-2-1), by
// a profile after ICC.1:2004-10 (version 4.2) that is worked out here from the
// standard's figures: the primaries' and the white's chromaticities and the
// curve that lightens dark tones.

type vector [3]float64
type matrix [3]vector // rows

var (
	srgbPrimaries = [3][2]float64{{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}} // x and y of red, green and blue
	srgbWhite     = xyz(0.3127, 0.3290)                                     // D65
	profileWhite  = vector{0.9642, 1, 0.8249}                               // D50, what profiles refer to
	// bradford turns colours into what the eye's receptors make of them.
	bradford = matrix{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}
	// srgbCurve are the parameters g, a, b, c and d of
	// y = (ax+b)^g where x ≥ d, and otherwise cx.
	srgbCurve = []float64{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}
)

// srgbStream is the profile as a stream of a PDF file.
var srgbStream = sync.OnceValue(func() []byte { return matching.stream([]byte("/N 3 "), srgbProfile()) })

// srgbProfile is the profile: a header, a table of tags, and what they stand for.
func srgbProfile() []byte {
	adaptation, colorants := srgbMatrices()
	curve := append(sized("para", 3), fixed(srgbCurve...)...) // function type 3, as above
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", localized("sRGB IEC61966-2.1")},
		{"cprt", localized("No copyright, use freely")},
		{"wtpt", append(sized("XYZ "), fixed(profileWhite[:]...)...)},
		{"chad", append(sized("sf32"), fixed(append(append(adaptation[0][:], adaptation[1][:]...), adaptation[2][:]...)...)...)},
		{"rXYZ", append(sized("XYZ "), fixed(colorants.column(0)...)...)},
		{"gXYZ", append(sized("XYZ "), fixed(colorants.column(1)...)...)},
		{"bXYZ", append(sized("XYZ "), fixed(colorants.column(2)...)...)},
		{"rTRC", curve}, {"gTRC", nil}, {"bTRC", nil}, // one curve for all three
	}
	const header = 128
	var data []byte
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	start, offset, length := header+4+12*len(tags), 0, 0
	for _, t := range tags {
		if t.data != nil {
			offset, length = start+len(data), len(t.data)
			data = append(data, t.data...)
			for len(data)%4 != 0 {
				data = append(data, 0)
			}
		}
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(offset))
		table = binary.BigEndian.AppendUint32(table, uint32(length))
	}
	b := make([]byte, header, start+len(data))
	binary.BigEndian.PutUint32(b, uint32(start+len(data)))
	binary.BigEndian.PutUint32(b[8:], 0x04200000)            // version 4.2
	copy(b[12:], "mntrRGB XYZ ")                             // a display's, from RGB to XYZ
	copy(b[24:], []byte{2026 >> 8, 2026 & 0xFF, 0, 1, 0, 1}) // made in January 2026
	copy(b[36:], "acsp")
	copy(b[68:], fixed(profileWhite[:]...))
	return append(append(b, table...), data...)
}

// srgbMatrices are the adaptation from the white of sRGB to that of profiles,
// and the adapted primaries, one a column.
func srgbMatrices() (adaptation, colorants matrix) {
	was, is := bradford.times(srgbWhite), bradford.times(profileWhite)
	scale := matrix{{is[0] / was[0]}, {0, is[1] / was[1]}, {0, 0, is[2] / was[2]}}
	adaptation = bradford.inverse().multiply(scale).multiply(bradford)
	var primaries matrix
	for i, p := range srgbPrimaries {
		for j, v := range xyz(p[0], p[1]) {
			primaries[j][i] = v
		}
	}
	// All three at their full make white.
	full := primaries.inverse().times(srgbWhite)
	for i := range primaries {
		for j := range full {
			primaries[i][j] *= full[j]
		}
	}
	return adaptation, adaptation.multiply(primaries)
}

// xyz is the colour of luminance 1 with the given chromaticity.
func xyz(x, y float64) vector { return vector{x / y, 1, (1 - x - y) / y} }

func (m matrix) column(i int) []float64 { return []float64{m[0][i], m[1][i], m[2][i]} }

func (m matrix) times(v vector) vector {
	var w vector
	for i, row := range m {
		w[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return w
}

func (m matrix) multiply(n matrix) matrix {
	var product matrix
	for j := range n {
		for i, v := range m.times(vector(n.column(j))) {
			product[i][j] = v
		}
	}
	return product
}

func (m matrix) inverse() matrix {
	minor := func(i, j int) float64 {
		a, b, c, d := (i+1)%3, (i+2)%3, (j+1)%3, (j+2)%3
		return m[a][c]*m[b][d] - m[a][d]*m[b][c]
	}
	determinant := m[0][0]*minor(0, 0) + m[0][1]*minor(0, 1) + m[0][2]*minor(0, 2)
	var inverse matrix
	for i := range m {
		for j := range m {
			inverse[j][i] = minor(i, j) / determinant
		}
	}
	return inverse
}

// sized begins a tag's data: its type, four bytes of nothing, and a kind that
// some types have.
func sized(kind string, function ...byte) []byte {
	b := append([]byte(kind), 0, 0, 0, 0)
	if len(function) > 0 {
		b = append(b, 0, function[0], 0, 0)
	}
	return b
}

// fixed writes numbers with 16 bits before and 16 after the point.
func fixed(numbers ...float64) []byte {
	var b []byte
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(n*65536))))
	}
	return b
}

// localized is a text in one language, American English.
func localized(text string) []byte {
	units := utf16.Encode([]rune(text))
	b := sized("mluc")
	for _, n := range []int{1, 12} { // one record of twelve bytes
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	b = append(b, "enUS"...)
	for _, n := range []int{2 * len(units), 28} {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	for _, unit := range units {
		b = binary.BigEndian.AppendUint16(b, unit)
	}
	return b
}
