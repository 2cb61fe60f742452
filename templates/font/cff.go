package font

import (
	"errors"
	"fmt"
)

// Fonts with PostScript outlines keep them in table CFF (Adobe Technical Note 5176,
// "The Compact Font Format Specification"): lists of byte strings (INDEX) and
// dictionaries of numbers (DICT). An outline is a program (charstring, Note 5177).

// postScript are the outlines of a face in a table CFF. It never changes.
type postScript struct {
	programs index // one charstring a glyph
	global   index // subroutines of all
	parts    []part
	partOf   []byte // by glyph: which of the parts it belongs to; nil where all do to the first
	matrix   []byte // FontMatrix as in the file, empty for the usual 1000 units
	box      []byte // FontBBox as in the file
}

// part is what some of the glyphs have in common (Font DICT with its Private DICT).
type part struct {
	matrix  []byte // as in the file
	private []byte // the Private DICT without where the subroutines lie
	local   index  // the part's own subroutines
}

// Operators of dictionaries; those of two bytes begin with 12.
const (
	opFontBBox    = 5
	opCharStrings = 17
	opPrivate     = 18
	opSubrs       = 19
	opCharset     = 15
	opFontMatrix  = 12<<8 | 7
	opCharStrType = 12<<8 | 6
	opROS         = 12<<8 | 30
	opCIDCount    = 12<<8 | 34
	opFDArray     = 12<<8 | 36
	opFDSelect    = 12<<8 | 37
)

// Limits of tables: how many parts a glyph's number of one, a byte, can tell apart, and
// how long a dictionary may be, in bytes. Real ones take some hundreds.
const (
	mostParts = 256
	mostDict  = 1 << 12
)

var errNotCFF = errors.New("不是能读的 CFF 轮廓")

// parsePostScript reads table CFF of a font with so many glyphs. Offsets outside the
// table end in a panic, which parse turns into errDamaged.
func parsePostScript(table []byte, glyphs int) (*postScript, error) {
	if table[0] != 1 { // major version
		return nil, errNotCFF
	}
	names, at := parseIndex(table, int(table[2]))
	tops, at := parseIndex(table, at)
	_, at = parseIndex(table, at) // strings
	p := &postScript{}
	p.global, _ = parseIndex(table, at)
	if names.count != 1 || tops.count != 1 {
		return nil, errNotCFF
	}
	top, err := parseDict(tops.at(0))
	if err != nil {
		return nil, err
	}
	if kind := top.number(opCharStrType, 0); top.has(opCharStrType) && kind != 2 || !top.has(opCharStrings) {
		return nil, errNotCFF
	}
	p.matrix, p.box = top.raw(opFontMatrix), top.raw(opFontBBox)
	if p.programs, _ = parseIndex(table, top.number(opCharStrings, 0)); p.programs.count < glyphs {
		return nil, errDamaged
	}
	dicts := []dict{top}
	if top.has(opROS) { // glyphs by number: several parts
		array, _ := parseIndex(table, top.number(opFDArray, 0))
		if array.count == 0 || array.count > mostParts {
			return nil, errNotCFF
		}
		dicts = nil
		for i := range array.count {
			d, err := parseDict(array.at(i))
			if err != nil {
				return nil, err
			}
			dicts = append(dicts, d)
		}
		if p.partOf, err = parseSelect(table[top.number(opFDSelect, 0):], glyphs, len(dicts)); err != nil {
			return nil, err
		}
	}
	for _, d := range dicts {
		part, err := parsePart(table, d, top.has(opROS))
		if err != nil {
			return nil, err
		}
		p.parts = append(p.parts, part)
	}
	p.programs.check()
	p.global.check()
	return p, nil
}

func parsePart(table []byte, d dict, own bool) (p part, err error) {
	if own { // else the matrix is the font's
		p.matrix = d.raw(opFontMatrix)
	}
	size, offset := d.number(opPrivate, 0), d.number(opPrivate, 1)
	private, err := parseDict(table[offset : offset+size])
	if err != nil {
		return p, err
	}
	for _, e := range private {
		if e.operator != opSubrs {
			p.private = append(p.private, e.whole...)
		}
	}
	if private.has(opSubrs) {
		p.local, _ = parseIndex(table, offset+private.number(opSubrs, 0))
		p.local.check()
	}
	return p, nil
}

// parseSelect reads which part every glyph belongs to (FDSelect).
func parseSelect(b []byte, glyphs, parts int) ([]byte, error) {
	of := make([]byte, glyphs)
	switch b[0] {
	case 0:
		copy(of, b[1:1+glyphs])
	case 3: // runs, one after the other
		glyph := 0
		for i := range short(b, 1) {
			r := b[3+3*i:]
			if glyph == glyphs {
				break
			}
			if short(r, 0) != glyph {
				return nil, errDamaged
			}
			for end := min(short(r, 3), glyphs); glyph < end; glyph++ {
				of[glyph] = r[2]
			}
		}
	default:
		return nil, errNotCFF
	}
	for _, part := range of {
		if int(part) >= parts {
			return nil, errDamaged
		}
	}
	return of, nil
}

// part is the one a glyph belongs to.
func (p *postScript) part(glyph int) int {
	if p.partOf == nil {
		return 0
	}
	return int(p.partOf[glyph])
}

// blank reports whether a glyph leaves no ink: its program says how wide it is and ends.
func (p *postScript) blank(glyph int) bool {
	const number, endchar = 5, 1 // bytes, at most
	const steps = 1 << 6         // through subroutines; every character of a font is asked about
	return len(p.programs.at(glyph)) <= number+endchar && !p.runFor(glyph, steps).inked
}

// index is a list of byte strings (INDEX): their offsets, from 1, and the bytes.
type index struct {
	count, size   int
	offsets, data []byte
}

// parseIndex reads the list at an offset, and where what follows it begins.
func parseIndex(b []byte, at int) (x index, end int) {
	if x.count = short(b, at); x.count == 0 {
		return x, at + 2
	}
	if x.size = int(b[at+2]); x.size < 1 || x.size > 4 {
		panic(errDamaged)
	}
	data := at + 3 + x.size*(x.count+1)
	x.offsets = b[at+3 : data]
	end = data + x.offset(x.count) - 1
	x.data = b[data:end]
	return x, end
}

func (x index) offset(i int) int {
	n := 0
	for _, b := range x.offsets[i*x.size : (i+1)*x.size] {
		n = n<<8 | int(b)
	}
	return n
}

// check panics unless every item lies within the data, so that later uses cannot fail.
func (x index) check() {
	for i := range x.count {
		_ = x.at(i)
	}
}

func (x index) at(i int) []byte { return x.data[x.offset(i)-1 : x.offset(i+1)-1] }

// dict is a dictionary, entry by entry.
type dict []dictEntry

type dictEntry struct {
	operator int
	operands []int  // what is no whole number is 0
	raw      []byte // the operands as they stand there
	whole    []byte // and with the operator
}

func parseDict(b []byte) (d dict, err error) {
	if len(b) > mostDict {
		return nil, fmt.Errorf("%w：字典有%d字节", errNotCFF, len(b))
	}
	start := 0
	var operands []int
	for at := 0; at < len(b); {
		v := int(b[at])
		switch {
		case v <= 21:
			e := dictEntry{operator: v, operands: operands, raw: b[start:at]}
			at++
			if v == 12 {
				e.operator = v<<8 | int(b[at])
				at++
			}
			e.whole = b[start:at]
			d, operands, start = append(d, e), nil, at
		case v == 28:
			operands = append(operands, signed(b, at+1))
			at += 3
		case v == 29:
			operands = append(operands, int(int32(long(b, at+1))))
			at += 5
		case v == 30: // decimal digits, two in a byte, up to one that is F
			for at++; b[at]>>4 != 15 && b[at]&15 != 15; at++ {
			}
			operands = append(operands, 0)
			at++
		case v >= 32 && v <= 246:
			operands = append(operands, v-139)
			at++
		case v >= 247 && v <= 250:
			operands = append(operands, (v-247)<<8+int(b[at+1])+108)
			at += 2
		case v >= 251 && v <= 254:
			operands = append(operands, -(v-251)<<8-int(b[at+1])-108)
			at += 2
		default:
			return nil, fmt.Errorf("%w：字典里有 %d", errNotCFF, v)
		}
	}
	return d, nil
}

func (d dict) entry(operator int) (e dictEntry, ok bool) {
	for _, e := range d {
		if e.operator == operator {
			return e, true
		}
	}
	return e, false
}

func (d dict) has(operator int) bool { _, ok := d.entry(operator); return ok }

// number is an operand; 0 where there is none.
func (d dict) number(operator, i int) int {
	if e, ok := d.entry(operator); ok && i < len(e.operands) {
		return e.operands[i]
	}
	return 0
}

func (d dict) raw(operator int) []byte {
	e, _ := d.entry(operator)
	return e.raw
}
