package pdf

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"unicode/utf16"

	"gongwen/templates/font"
)

// cut is a font of a document: a face and the characters drawn with it. The
// code of a character is its place among them, from 1 on, and as the file holds
// a font cut to these characters in this order, it is the glyph's number too.
type cut struct {
	face    *font.Face
	standIn string // the name by which gofpdf knows the font
	chars   []rune
	codes   map[rune]uint16
}

func newCut(face *font.Face, standIn string) *cut {
	return &cut{face: face, standIn: standIn, codes: map[rune]uint16{}}
}

// encode spells a run of characters in two-byte codes.
func (c *cut) encode(text []glyph) string {
	b := make([]byte, 0, 2*len(text))
	for _, g := range text {
		code, ok := c.codes[g.char]
		if !ok {
			c.chars = append(c.chars, g.char)
			code = uint16(len(c.chars))
			c.codes[g.char] = code
		}
		b = binary.BigEndian.AppendUint16(b, code)
	}
	return string(b)
}

// embed puts a font in the place of its stand-in (ISO 32000-1, 9.7): a Type 0
// font with the codes as glyph numbers, with its widths, its measures, the
// font program and the way back from codes to characters.
func (f *pdfFile) embed(c *cut) error {
	number, ok := f.find("/BaseFont /" + c.standIn + "\n")
	if !ok {
		return fmt.Errorf("gofpdf did not write font %s", c.face.Name)
	}
	name := c.name()
	program := c.face.Cut(c.chars)
	// With PostScript outlines the program is a font whose glyphs go by number anyway
	// (ISO 32000-1, 9.7.4.2), so that codes are glyph numbers in either case.
	sort, fileKey, about, places := "CIDFontType2", "FontFile2", fmt.Appendf(nil, "/Length1 %d", len(program)), " /CIDToGIDMap /Identity"
	if c.face.HasPostScriptOutlines() {
		sort, fileKey, about, places = "CIDFontType0", "FontFile3", []byte("/Subtype /CIDFontType0C "), ""
	}
	file := f.add(huffman.stream(about, program))

	m := c.face.Metrics
	const symbolic, fixedPitch = 1 << 2, 1 << 0
	flags := symbolic
	if m.FixedPitch {
		flags |= fixedPitch
	}
	descriptor := f.add(fmt.Appendf(nil, "<</Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%d %d %d %d] /ItalicAngle %d"+
		" /Ascent %d /Descent %d /CapHeight %d /StemV %d /%s %d 0 R>>", name, flags,
		m.Box[0], m.Box[1], m.Box[2], m.Box[3], m.ItalicAngle, m.Ascent, m.Descent, m.CapHeight, m.Stem, fileKey, file))

	widths := make([]byte, 0, 5*len(c.chars))
	for _, char := range c.chars {
		widths = append(strconv.AppendInt(widths, int64(c.face.Advance(char)), 10), ' ')
	}
	descendant := f.add(fmt.Appendf(nil, "<</Type /Font /Subtype /%s /BaseFont /%s"+
		" /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>%s"+
		" /FontDescriptor %d 0 R /DW 1000 /W [1 [%s]]>>", sort, name, places, descriptor, widths))
	f.objects[number] = fmt.Appendf(nil, "<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H"+
		" /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, descendant, f.add(matching.stream(nil, c.toUnicode())))
	return nil
}

// name is the font's name after the tag of six letters that tells apart
// different cuts of the same font (ISO 32000-1, 9.6.4).
func (c *cut) name() string {
	sum := sha256.Sum256([]byte(string(c.chars)))
	tag := sum[:6]
	for i := range tag {
		tag[i] = 'A' + tag[i]%26
	}
	return string(tag) + "+" + c.face.PostScript
}

// toUnicode tells which character each code stands for, so that text, also
// beyond U+FFFF, is found and copied like any other (ISO 32000-1, 9.10.3).
func (c *cut) toUnicode() []byte {
	b := append(make([]byte, 0, 400+16*len(c.chars)), "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"+
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"+
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"+
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"...)
	const most = 100 // in one block
	for i, char := range c.chars {
		if i%most == 0 {
			b = fmt.Appendf(b, "%d beginbfchar\n", min(most, len(c.chars)-i))
		}
		b = append(appendHex(append(b, '<'), uint16(i+1)), "> <"...)
		if high, low := utf16.EncodeRune(char); high != 0xFFFD {
			b = appendHex(appendHex(b, uint16(high)), uint16(low))
		} else {
			b = appendHex(b, uint16(char))
		}
		b = append(b, ">\n"...)
		if (i+1)%most == 0 || i+1 == len(c.chars) {
			b = append(b, "endbfchar\n"...)
		}
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...)
}

func appendHex(b []byte, unit uint16) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, digits[unit>>12], digits[unit>>8&0xF], digits[unit>>4&0xF], digits[unit&0xF])
}
