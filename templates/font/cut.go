package font

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// Flags of a component in a composite outline (OpenType, table glyf).
const (
	argsAreWords   = 1 << 0
	hasScale       = 1 << 3
	moreComponents = 1 << 5
	hasXYScale     = 1 << 6
	hasMatrix      = 1 << 7
)

// hinting are the tables of a cut font beside those made for it: what the outlines' hints run on.
var hinting = []string{"cvt ", "fpgm", "prep"}

// Cut makes a small font that holds only the characters given: glyph 0
// is the empty box, and glyph i+1 draws chars[i]. The font has no table of
// characters (cmap), no names and nothing else that a PDF file says elsewhere
// (ISO 32000-1, 9.9). Characters the face lacks are drawn as the empty box. A face with
// PostScript outlines gives a font of table CFF alone, with the same glyphs.
func (f *Face) Cut(chars []rune) []byte {
	// Glyphs in the order of the new font; after those of the characters come
	// the parts that composite outlines are made of.
	order := make([]int, 1, len(chars)+1)
	for _, c := range chars {
		order = append(order, f.glyph(c))
	}
	if f.postScript != nil {
		return f.postScript.cut(f.PostScript, order)
	}
	var place map[int]int // old glyph → its place in the new font; few fonts need it
	size := 0
	for _, glyph := range order {
		size += len(f.outline(glyph)) + 3
	}
	glyf := make([]byte, 0, size)
	loca := make([]byte, 0, 4*len(order)+4)
	hmtx := make([]byte, 0, 4*len(order))
	for at := 0; at < len(order); at++ {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		start := len(glyf)
		glyf = append(glyf, f.outline(order[at])...)
		outline := glyf[start:]
		for _, ref := range components(outline) {
			if place == nil {
				place = make(map[int]int, 2*len(order))
				for i, glyph := range order {
					place[glyph] = i
				}
			}
			part := short(outline, ref)
			if part >= f.glyphs {
				part = 0
			}
			if _, ok := place[part]; !ok {
				place[part] = len(order)
				order = append(order, part)
			}
			binary.BigEndian.PutUint16(outline[ref:], uint16(place[part]))
		}
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		width, bearing := f.metrics(order[at])
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(width))
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(bearing))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	if len(glyf) == 0 { // nothing but blanks; an empty table would be taken for none
		glyf = make([]byte, 4)
	}

	glyphs := uint16(len(order))
	head := patched(f.tables["head"], 50, 1) // loca has long offsets
	binary.BigEndian.PutUint32(head[adjustment:], 0)
	tables := []table{
		{"glyf", glyf},
		{"head", head},
		{"hhea", patched(f.tables["hhea"], 34, glyphs)},
		{"hmtx", hmtx},
		{"loca", loca},
		{"maxp", patched(f.tables["maxp"], 4, glyphs)},
	}
	for _, tag := range hinting {
		if t := f.tables[tag]; len(t) > 0 {
			tables = append(tables, table{tag, t})
		}
	}
	slices.SortFunc(tables, func(a, b table) int { return cmp.Compare(a.tag, b.tag) })
	return assemble(tables)
}

// components are the offsets in an outline at which it names other glyphs.
func components(outline []byte) []int {
	if len(outline) < 10 || short(outline, 0) < 0x8000 { // not a negative number of contours
		return nil
	}
	var refs []int
	for at := 10; at+4 <= len(outline); {
		flags := short(outline, at)
		refs = append(refs, at+2)
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&hasScale != 0:
			at += 2
		case flags&hasXYScale != 0:
			at += 4
		case flags&hasMatrix != 0:
			at += 8
		}
		if flags&moreComponents == 0 {
			break
		}
	}
	return refs
}

func patched(table []byte, at int, value uint16) []byte {
	table = slices.Clone(table)
	binary.BigEndian.PutUint16(table[at:], value)
	return table
}

// table is a part of a font file.
type table struct {
	tag  string
	data []byte
}

// adjustment is where in table head the whole file's checksum is evened out.
const adjustment = 8

// assemble writes tables, sorted by tag, as a font file (OpenType, "Font File").
func assemble(tables []table) []byte {
	n := len(tables)
	power := bits.Len(uint(n)) - 1
	size := 12 + 16*n
	for _, t := range tables {
		size += len(t.data) + 3
	}
	b := make([]byte, 0, size)
	b = append(b, 0, 1, 0, 0)
	for _, hint := range []int{n, 16 << power, power, 16*n - 16<<power} {
		b = binary.BigEndian.AppendUint16(b, uint16(hint))
	}
	offset, head := 12+16*n, 0
	for _, t := range tables {
		if t.tag == "head" {
			head = offset
		}
		b = append(b, t.tag...)
		b = binary.BigEndian.AppendUint32(b, checksum(t.data))
		b = binary.BigEndian.AppendUint32(b, uint32(offset))
		b = binary.BigEndian.AppendUint32(b, uint32(len(t.data)))
		offset += (len(t.data) + 3) &^ 3
	}
	for _, t := range tables {
		b = append(b, t.data...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	binary.BigEndian.PutUint32(b[head+adjustment:], 0xB1B0AFBA-checksum(b))
	return b
}

// checksum is the sum of a table's 32-bit words, the last filled up with zeros.
func checksum(b []byte) uint32 {
	sum := uint32(0)
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var rest [4]byte
	copy(rest[:], b)
	return sum + binary.BigEndian.Uint32(rest[:])
}
