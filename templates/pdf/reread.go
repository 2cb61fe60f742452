package pdf

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// pages are a file's pages by their objects' numbers, and what of them can be read
// back (shown).
func (f *pdfFile) pages() (numbers []int, pages []*page, err error) {
	for number, object := range f.objects {
		if !bytes.HasPrefix(object, []byte(pageBegins)) {
			continue
		}
		drawing, err := f.drawing(object)
		if err != nil {
			return nil, nil, err
		}
		numbers = append(numbers, number)
		pages = append(pages, shown(drawing, f.charactersOf(object)))
	}
	if len(pages) == 0 {
		return nil, nil, ErrNotOurs
	}
	return numbers, pages, nil
}

var (
	namedFont = regexp.MustCompile(`/(F[0-9a-f]+) (\d+ 0 R)`)
	toUnicode = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	codeIs    = regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]{4}|[0-9A-F]{8})>\n`)
)

// charactersOf is which characters the codes of a page's fonts stand for, by the names
// of the fonts. A font that does not tell is left out: then its text is not known.
func (f *pdfFile) charactersOf(page []byte) map[string]map[uint16]rune {
	fonts := map[string]map[uint16]rune{}
	shared, err := f.follow(page, resources)
	if err != nil {
		return fonts
	}
	list := fontList.FindSubmatch(f.objects[shared])
	if list == nil {
		return fonts
	}
	for _, m := range namedFont.FindAllSubmatch(list[1], -1) {
		object, err := f.follow(m[2], reference)
		if err != nil {
			continue
		}
		table, err := f.follow(f.objects[object], toUnicode)
		if err != nil {
			continue
		}
		text, err := inflated(f.objects[table])
		if err != nil {
			continue
		}
		characters := map[uint16]rune{}
		for _, m := range codeIs.FindAllSubmatch(text, -1) {
			code, _ := strconv.ParseUint(string(m[1]), 16, 16) // both are hexadecimal as matched
			units, _ := hex.DecodeString(string(m[2]))
			if c := utf16.Decode(unitsOf(units)); len(c) == 1 {
				characters[uint16(code)] = c[0]
			}
		}
		fonts[string(m[1])] = characters
	}
	return fonts
}

// unitsOf are the units of two bytes each.
func unitsOf(b []byte) []uint16 {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return units
}

// shown reads back from what draws a page what its places are found by: upright text
// with its place and size, and dashed lines. Anything else, also what this version of the
// program would not write, is passed over.
func shown(drawing []byte, fonts map[string]map[uint16]rune) *page {
	p := &page{}
	var (
		operands   [][]byte
		characters map[uint16]rune
		size       float64
		x, y       float64
		upright    bool
		dashed     bool
		from       place
	)
	number := func(fromEnd int) float64 {
		if i := len(operands) - fromEnd; i >= 0 {
			if n, err := strconv.ParseFloat(string(operands[i]), 64); err == nil {
				return n
			}
		}
		return 0
	}
	for r := (tokens{rest: drawing}); r.next(); {
		if r.operand {
			operands = append(operands, r.token)
			continue
		}
		switch string(r.token) {
		case "Tf":
			characters, size = nil, number(1)
			if len(operands) > 1 {
				characters = fonts[string(bytes.TrimPrefix(operands[len(operands)-2], []byte("/")))]
			}
		case "Td":
			x, y, upright = number(2), paperHeight-number(1), true
		case "Tm":
			x, y, upright = number(2), paperHeight-number(1), number(4) == 0 && number(5) == 0
		case "Tj":
			var text []glyph
			for _, o := range operands {
				for _, code := range unitsOf(o) {
					if c, ok := characters[code]; ok {
						text = append(text, glyph{char: c})
					}
				}
			}
			if upright && len(text) > 0 {
				p.runs = append(p.runs, run{text: text, x: x, y: y, size: size})
			}
		case "d":
			dashed = len(operands) > 1
		case "m":
			from = place{number(2), paperHeight - number(1)}
		case "l":
			if dashed {
				p.strokes = append(p.strokes, stroke{x1: from.x, y1: from.y, x2: number(2), y2: paperHeight - number(1), dashed: true})
			}
		}
		operands = operands[:0]
	}
	return p
}

// tokens are the words of a page's content, one after the other (ISO 32000-1, 7.8.2).
// Strings come without their brackets; the brackets of arrays are left out.
type tokens struct {
	rest    []byte
	token   []byte
	operand bool
}

func (t *tokens) next() bool {
	const space = " \t\r\n\f\x00[]<>{}"
	t.rest = bytes.TrimLeft(t.rest, space)
	if len(t.rest) == 0 {
		return false
	}
	if t.rest[0] == '(' {
		t.operand = true
		t.token, t.rest = bracketedString(t.rest[1:])
		return true
	}
	end := bytes.IndexAny(t.rest[1:], space+"(/")
	if end++; end == 0 {
		end = len(t.rest)
	}
	t.token, t.rest = t.rest[:end], t.rest[end:]
	t.operand = bytes.IndexByte([]byte("/+-.0123456789"), t.token[0]) >= 0
	return true
}

// bracketedString is a string up to the bracket that ends it, and what follows.
func bracketedString(b []byte) (text, rest []byte) {
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case ')':
			return text, b[i+1:]
		case '\\':
			i++
			if i < len(b) && b[i] == 'r' {
				text = append(text, '\r')
			} else if i < len(b) {
				text = append(text, b[i])
			}
		default:
			text = append(text, b[i])
		}
	}
	return text, nil
}
