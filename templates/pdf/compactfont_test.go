package pdf

import "encoding/binary"

// compactAdvances are the widths in a CFF program whose glyphs go by number, each a
// number before the program's first operator (Adobe Technical Notes 5176 and 5177).
func compactAdvances(program []byte) []float64 {
	_, at := compactIndex(program, 4) // names
	tops, _ := compactIndex(program, at)
	top := compactDict(tops[0])
	glyphs, _ := compactIndex(program, int(top[17][0]))
	fonts, _ := compactIndex(program, int(top[12<<8|36][0]))
	selects := program[int(top[12<<8|37][0]):]
	widths := make([]float64, len(glyphs))
	for glyph, charstring := range glyphs {
		part := 0
		for r := range int(binary.BigEndian.Uint16(selects[1:])) { // format 3
			if glyph >= int(binary.BigEndian.Uint16(selects[3+3*r:])) {
				part = int(selects[5+3*r])
			}
		}
		place := compactDict(fonts[part])[18]
		private := compactDict(program[int(place[1]):][:int(place[0])])
		value := func(operator int) float64 {
			if v := private[operator]; len(v) > 0 {
				return v[0]
			}
			return 0
		}
		operands, operator := compactOperands(charstring)
		takes := map[byte]int{14: 0, 4: 1, 22: 1, 21: 2}
		n, moves := takes[operator]
		if moves && len(operands) > n || !moves && len(operands)%2 == 1 { // hints stand in pairs
			widths[glyph] = value(21) + operands[0]
		} else {
			widths[glyph] = value(20)
		}
	}
	return widths
}

func compactIndex(b []byte, at int) (items [][]byte, end int) {
	count, size := int(binary.BigEndian.Uint16(b[at:])), int(b[at+2])
	if count == 0 {
		return nil, at + 2
	}
	data := at + 2 + size*(count+1)
	offset := func(i int) int {
		n := 0
		for _, c := range b[at+3+i*size:][:size] {
			n = n<<8 | int(c)
		}
		return data + n
	}
	for i := range count {
		items = append(items, b[offset(i):offset(i+1)])
	}
	return items, offset(count)
}

func compactDict(b []byte) map[int][]float64 {
	d := map[int][]float64{}
	for len(b) > 0 {
		operands, operator := compactOperands(b)
		for len(b) > 0 && (b[0] >= 28 || b[0] == 30) {
			b = b[compactSize(b):]
		}
		b = b[1:]
		key := int(operator)
		if operator == 12 {
			key, b = 12<<8|int(b[0]), b[1:]
		}
		d[key] = operands
	}
	return d
}

// compactOperands are the numbers before the first operator; those with a decimal point are 0.
func compactOperands(b []byte) (operands []float64, operator byte) {
	for len(b) > 0 {
		v := int(b[0])
		switch {
		case v == 28:
			operands = append(operands, float64(int16(binary.BigEndian.Uint16(b[1:]))))
		case v == 29 && len(b) > 4:
			operands = append(operands, float64(int32(binary.BigEndian.Uint32(b[1:]))))
		case v == 30:
			operands = append(operands, 0)
		case v == 255:
			operands = append(operands, float64(int32(binary.BigEndian.Uint32(b[1:])))/(1<<16))
		case v >= 251:
			operands = append(operands, float64(-(v-251)<<8-int(b[1])-108))
		case v >= 247:
			operands = append(operands, float64((v-247)<<8+int(b[1])+108))
		case v >= 32:
			operands = append(operands, float64(v-139))
		default:
			return operands, b[0]
		}
		b = b[compactSize(b):]
	}
	return operands, 0
}

func compactSize(b []byte) int {
	switch v := b[0]; {
	case v == 28:
		return 3
	case v == 29, v == 255:
		return 5
	case v == 30:
		n := 1
		for b[n]>>4 != 15 && b[n]&15 != 15 {
			n++
		}
		return n + 1
	case v >= 247:
		return 2
	}
	return 1
}
