package font

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
)

// cut is Face.Cut for PostScript outlines: a font of table CFF alone, whose glyphs go by
// number (CID-keyed), the number being their place. Subroutines that no glyph calls
// leave an empty place, for the others are called by number. All are kept where what a
// glyph calls is not known to its end.
func (p *postScript) cut(name string, glyphs []int) []byte {
	var parts []int // those that are in use, in the order of their first glyph
	global := map[int]bool{}
	var local []map[int]bool
	of := make([]int, len(glyphs))
	programs := make([][]byte, len(glyphs))
	for i, glyph := range glyphs {
		part := slices.Index(parts, p.part(glyph))
		if part < 0 {
			part = len(parts)
			parts, local = append(parts, p.part(glyph)), append(local, map[int]bool{})
		}
		of[i], programs[i] = part, p.programs.at(glyph)
		if p.global.count > 0 || p.parts[parts[part]].local.count > 0 {
			r := p.run(glyph)
			keep(global, r.global, p.global, r.broken)
			keep(local[part], r.local, p.parts[parts[part]].local, r.broken)
		}
	}

	var privates, array [][]byte
	for i, part := range parts {
		privates = append(privates, p.parts[part].privateDict(local[i]))
	}
	charStrings := writeIndex(programs)
	selects := writeSelect(of)
	charset := []byte{2, 0, 1, 0, 0} // glyph n has the number n
	binary.BigEndian.PutUint16(charset[3:], uint16(max(len(glyphs)-2, 0)))
	if len(glyphs) < 2 {
		charset = []byte{0}
	}

	// Offsets always take five bytes, so that how long a dictionary is does not depend
	// on what it says.
	before := []byte{1, 0, 4, 4}
	before = append(before, writeIndex([][]byte{[]byte(name)})...)
	after := slices.Concat(writeIndex([][]byte{[]byte("Adobe"), []byte("Identity")}), writeIndex(called(p.global, global)))
	top := func(at int) []byte {
		const adobe, identity = 391, 392 // the first strings of the font's own
		d := dictOf(opROS, adobe, identity, 0)
		if len(p.matrix) > 0 {
			d = append(d, entryOf(p.matrix, opFontMatrix)...)
		}
		if len(p.box) > 0 {
			d = append(d, entryOf(p.box, opFontBBox)...)
		}
		d = append(d, dictOf(opCIDCount, len(glyphs))...)
		d = append(d, dictOf(opCharset, at)...)
		d = append(d, dictOf(opFDSelect, at+len(charset))...)
		d = append(d, dictOf(opCharStrings, at+len(charset)+len(selects))...)
		return append(d, dictOf(opFDArray, at+len(charset)+len(selects)+len(charStrings))...)
	}
	body := len(before) + len(writeIndex([][]byte{top(0)})) + len(after)
	at := body + len(charset) + len(selects) + len(charStrings) + len(writeIndex(fontDicts(p, parts, privates, 0)))
	array = fontDicts(p, parts, privates, at)
	return slices.Concat(before, writeIndex([][]byte{top(body)}), after, charset, selects, charStrings, writeIndex(array), bytes.Join(privates, nil))
}

// fontDicts are the dictionaries of the parts, whose private ones lie one after the
// other from an offset on.
func fontDicts(p *postScript, parts []int, privates [][]byte, at int) [][]byte {
	var dicts [][]byte
	for i, part := range parts {
		var d []byte
		if m := p.parts[part].matrix; len(m) > 0 {
			d = entryOf(m, opFontMatrix)
		}
		private := p.parts[part].private
		size := len(private)
		if p.parts[part].local.count > 0 {
			size += len(dictOf(opSubrs, 0))
		}
		dicts = append(dicts, append(d, dictOf(opPrivate, size, at)...))
		at += len(privates[i])
	}
	return dicts
}

// privateDict is the part's private dictionary, followed by those of its subroutines
// that are called.
func (p part) privateDict(local map[int]bool) []byte {
	if p.local.count == 0 {
		return p.private
	}
	size := len(p.private) + len(dictOf(opSubrs, 0))
	return slices.Concat(p.private, dictOf(opSubrs, size), writeIndex(called(p.local, local)))
}

// keep notes which subroutines a glyph calls, or that all of them stay.
func keep(kept, called map[int]bool, of index, all bool) {
	maps.Copy(kept, called)
	if all {
		for n := range of.count {
			kept[n] = true
		}
	}
}

// called are subroutines with only those kept that are called.
func called(all index, kept map[int]bool) [][]byte {
	subroutines := make([][]byte, all.count)
	for i := range subroutines {
		if kept[i] {
			subroutines[i] = all.at(i)
		}
	}
	return subroutines
}

// writeSelect says which part every glyph belongs to, in runs (FDSelect, format 3).
func writeSelect(of []int) []byte {
	b, runs := []byte{3, 0, 0}, 0
	for glyph, part := range of {
		if glyph == 0 || part != of[glyph-1] {
			b = append(binary.BigEndian.AppendUint16(b, uint16(glyph)), byte(part))
			runs++
		}
	}
	binary.BigEndian.PutUint16(b[1:], uint16(runs))
	return binary.BigEndian.AppendUint16(b, uint16(len(of)))
}

func writeIndex(items [][]byte) []byte {
	if len(items) == 0 {
		return []byte{0, 0}
	}
	size := 1
	for _, item := range items {
		size += len(item)
	}
	const width = 4
	b := make([]byte, 0, 3+width*(len(items)+1)+size)
	b = append(binary.BigEndian.AppendUint16(b, uint16(len(items))), width)
	at := 1
	for _, item := range items {
		b = binary.BigEndian.AppendUint32(b, uint32(at))
		at += len(item)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(at))
	for _, item := range items {
		b = append(b, item...)
	}
	return b
}

// dictOf is an entry of a dictionary with whole numbers.
func dictOf(operator int, operands ...int) []byte {
	var b []byte
	for _, n := range operands {
		b = binary.BigEndian.AppendUint32(append(b, 29), uint32(n))
	}
	return entryOf(b, operator)
}

func entryOf(operands []byte, operator int) []byte {
	if b := slices.Clone(operands); operator < 1<<8 {
		return append(b, byte(operator))
	} else {
		return append(b, byte(operator>>8), byte(operator))
	}
}
