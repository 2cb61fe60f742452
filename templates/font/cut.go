package font

import (
	"encoding/binary"
	"maps"
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

// Cut makes a small TrueType font that holds only the characters given. In the
// new font a character is found under its code, which need not be its Unicode
// number: that is how characters beyond U+FFFF get into fonts whose users
// know two-byte codes only. Characters the face lacks are left out.
func (f *Face) Cut(codes map[uint16]rune) []byte {
	// Glyphs in the order of the new font: the empty box, one per code in the
	// order of codes, then the parts that composite outlines are made of.
	order := []int{0}
	var drawn []uint16
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		if glyph := f.glyph(codes[code]); glyph != 0 {
			drawn = append(drawn, code)
			order = append(order, glyph)
		}
	}
	place := map[int]int{0: 0} // old glyph → a place in the new font
	for at, glyph := range order {
		place[glyph] = at
	}
	var glyf, loca, hmtx []byte
	for at := 0; at < len(order); at++ {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		outline := slices.Clone(f.outline(order[at]))
		for _, ref := range components(outline) {
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
		glyf = append(glyf, outline...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		width, bearing := f.metrics(order[at])
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(width))
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(bearing))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))

	glyphs := uint16(len(order))
	tables := map[string][]byte{
		"glyf": glyf, "loca": loca, "hmtx": hmtx,
		"cmap": characterTable(drawn),
		"head": patched(f.tables["head"], 50, 1), // loca has long offsets
		"hhea": patched(f.tables["hhea"], 34, glyphs),
		"maxp": patched(f.tables["maxp"], 4, glyphs),
		"post": slices.Concat([]byte{0, 3, 0, 0}, make([]byte, 28)), // no glyph names
		"name": {0, 0, 0, 0, 0, 6},                                  // no names
	}
	for _, tag := range []string{"OS/2", "cvt ", "fpgm", "prep", "gasp"} {
		if t := f.tables[tag]; len(t) > 0 {
			tables[tag] = t
		}
	}
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

// characterTable writes a cmap of format 4 in which the i-th code draws glyph
// i+1. Runs of codes thus become segments with a constant difference.
func characterTable(codes []uint16) []byte {
	type segment struct{ first, last, delta uint16 }
	var segments []segment
	for i, code := range codes {
		glyph := uint16(i + 1)
		if n := len(segments); n > 0 && segments[n-1].last+1 == code {
			segments[n-1].last = code
			continue
		}
		segments = append(segments, segment{code, code, glyph - code})
	}
	segments = append(segments, segment{0xFFFF, 0xFFFF, 1})

	n := len(segments)
	power := 0
	for 2<<power <= n {
		power++
	}
	words := []uint16{0, 1, 3, 1, 0, 12, // one subtable: Windows, Unicode
		4, uint16(16 + 8*n), 0, uint16(2 * n), 2 << power, uint16(power), uint16(2*n - 2<<power)}
	for _, s := range segments {
		words = append(words, s.last)
	}
	words = append(words, 0)
	for _, s := range segments {
		words = append(words, s.first)
	}
	for _, s := range segments {
		words = append(words, s.delta)
	}
	words = append(words, make([]uint16, n)...)
	var b []byte
	for _, w := range words {
		b = binary.BigEndian.AppendUint16(b, w)
	}
	return b
}

func patched(table []byte, at int, value uint16) []byte {
	table = slices.Clone(table)
	binary.BigEndian.PutUint16(table[at:], value)
	return table
}

// assemble writes the tables as a font file. Checksums stay zero: what is cut
// here is only ever embedded, where nobody checks them.
func assemble(tables map[string][]byte) []byte {
	n := len(tables)
	b := []byte{0, 1, 0, 0}
	for _, w := range []int{n, 0, 0, 0} { // search hints nobody needs
		b = binary.BigEndian.AppendUint16(b, uint16(w))
	}
	offset := 12 + 16*n
	tags := slices.Sorted(maps.Keys(tables))
	for _, tag := range tags {
		b = append(b, tag...)
		b = binary.BigEndian.AppendUint32(b, 0)
		b = binary.BigEndian.AppendUint32(b, uint32(offset))
		b = binary.BigEndian.AppendUint32(b, uint32(len(tables[tag])))
		offset += (len(tables[tag]) + 3) &^ 3
	}
	for _, tag := range tags {
		b = append(b, tables[tag]...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	return b
}
