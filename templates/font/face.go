package font

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"sync"
	"unicode"

	"gongwen/templates/bounded"
)

// Face is one font file (of a collection, its first font), parsed. It never
// changes.
type Face struct {
	Name       string // as people know it, in Chinese where the font says so: 霞鹜文楷
	PostScript string // as PDF files name it, of ASCII letters, digits and hyphens
	Path       string
	Metrics    Metrics

	tables     map[string][]byte // as in the file, by tag
	unitsPerEm float64
	hMetrics   int // entries of hmtx that have a width of their own
	glyphs     int
	advances   []uint16 // of every glyph, in thousandths
	longLoca   bool
	postScript *postScript // the outlines, where they are no TrueType ones
	bmp        []uint16    // glyph of every character up to U+FFFF, 0 for none
	beyond     map[rune]uint16
}

// Reasons a file cannot be used.
var (
	errDamaged     = errors.New("字体文件已损坏")
	errNoOutlines  = errors.New("不是有 TrueType 或 CFF 轮廓的字体")
	errNoEmbedding = errors.New("字体的许可不允许嵌入文件")
)

var (
	openersMu sync.Mutex
	openers   = map[string]func() (*Face, error){}
)

// opener reads a font file the first time it is called; for one file there is one.
func opener(path string) func() (*Face, error) {
	openersMu.Lock()
	defer openersMu.Unlock()
	open, ok := openers[path]
	if !ok {
		open = sync.OnceValues(func() (*Face, error) { return read(path) })
		openers[path] = open
	}
	return open
}

func read(path string) (*Face, error) {
	data, err := bounded.ReadPath(path, bounded.Font)
	var f *Face
	if err == nil {
		f, err = parse(data)
	}
	if err != nil {
		return nil, fmt.Errorf("%s：%w", path, err)
	}
	f.Path = path
	f.parseNames(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
	return f, nil
}

// parse never trusts a length in the file: a damaged font is an error, not a
// crash in the middle of a document.
func parse(data []byte) (f *Face, err error) {
	defer func() {
		if recover() != nil { // an offset outside the file
			f, err = nil, errDamaged
		}
	}()
	if f, err = parseOutlines(data); err != nil {
		return nil, err
	}
	if len(f.tables["cmap"]) == 0 {
		return nil, errNoOutlines
	}
	f.parseCharacters()
	return f, nil
}

// parseOutlines reads everything but which glyph draws which character.
func parseOutlines(data []byte) (*Face, error) {
	start := 0
	if string(data[:4]) == "ttcf" {
		start = long(data, 12)
	}
	switch string(data[start : start+4]) {
	case "\x00\x01\x00\x00", "true", "OTTO":
	default:
		return nil, errNoOutlines
	}
	f := &Face{tables: map[string][]byte{}}
	for i := range short(data, start+4) {
		entry := data[start+12+16*i:]
		offset, length := long(entry, 8), long(entry, 12)
		f.tables[string(entry[:4])] = data[offset : offset+length]
	}
	needed := []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf"}
	if len(f.tables["CFF "]) > 0 {
		needed = append(needed[:4], "CFF ")
	}
	for _, tag := range needed {
		if len(f.tables[tag]) == 0 {
			return nil, errNoOutlines
		}
	}
	if os2 := f.tables["OS/2"]; len(os2) >= 10 {
		// 2: no embedding at all; 0x100: no cut fonts; 0x200: bitmaps only.
		if kind := short(os2, 8); kind&0xF == 2 || kind&0x300 != 0 {
			return nil, errNoEmbedding
		}
	}
	f.unitsPerEm = float64(short(f.tables["head"], 18))
	f.longLoca = short(f.tables["head"], 50) == 1
	f.hMetrics = short(f.tables["hhea"], 34)
	f.glyphs = short(f.tables["maxp"], 4)
	if f.unitsPerEm == 0 || f.hMetrics == 0 || f.hMetrics > f.glyphs {
		return nil, errDamaged
	}
	if table := f.tables["CFF "]; len(table) > 0 {
		var err error
		if f.postScript, err = parsePostScript(table, f.glyphs); err != nil {
			return nil, err
		}
	}
	f.advances = make([]uint16, f.glyphs)
	for glyph := range f.glyphs { // all of them, so that later uses cannot fail
		width, _ := f.metrics(glyph)
		f.advances[glyph] = uint16(min(f.thousandths(width), math.MaxUint16))
		if f.postScript == nil {
			_ = f.outline(glyph)
		}
	}
	f.parseMetrics()
	return f, nil
}

// parseCharacters reads which glyph draws which character: format 12 of table
// cmap where there is one, for it reaches beyond U+FFFF, otherwise format 4.
func (f *Face) parseCharacters() {
	f.bmp = make([]uint16, 0x10000)
	f.beyond = map[rune]uint16{}
	cmap := f.tables["cmap"]
	var format4, format12 []byte
	for i := range short(cmap, 2) {
		entry := cmap[4+8*i:]
		platform, encoding, sub := short(entry, 0), short(entry, 2), cmap[long(entry, 4):]
		if platform != 0 && (platform != 3 || encoding != 1 && encoding != 10) {
			continue // not Unicode
		}
		switch short(sub, 0) {
		case 4:
			format4 = sub
		case 12:
			format12 = sub
		}
	}
	if format12 != nil {
		f.parseFormat12(format12)
	} else if format4 != nil {
		f.parseFormat4(format4)
	}
}

func (f *Face) parseFormat12(sub []byte) {
	for i := range long(sub, 12) {
		group := sub[16+12*i:]
		first, last, glyph := long(group, 0), long(group, 4), long(group, 8)
		for c := first; c <= last && glyph+c-first < f.glyphs; c++ {
			f.draws(rune(c), glyph+c-first)
		}
	}
}

func (f *Face) parseFormat4(sub []byte) {
	segments := short(sub, 6) / 2
	ends, starts := sub[14:], sub[16+2*segments:]
	deltas, offsets := sub[16+4*segments:], sub[16+6*segments:]
	for i := range segments {
		offset := short(offsets, 2*i)
		for c := short(starts, 2*i); c <= short(ends, 2*i) && c < 0xFFFF; c++ {
			glyph := c
			if offset != 0 {
				at := 2*i + offset + 2*(c-short(starts, 2*i))
				if at+2 > len(offsets) {
					continue
				}
				if glyph = short(offsets, at); glyph == 0 {
					continue
				}
			}
			f.draws(rune(c), (glyph+short(deltas, 2*i))&0xFFFF)
		}
	}
}

// draws notes the glyph of a character, unless it is an empty one that would
// leave a hole where ink is expected.
func (f *Face) draws(c rune, glyph int) {
	if glyph == 0 || glyph >= f.glyphs || f.blank(glyph) && !unicode.IsSpace(c) {
		return
	}
	if c <= 0xFFFF {
		f.bmp[c] = uint16(glyph)
	} else {
		f.beyond[c] = uint16(glyph)
	}
}

// blank reports whether a glyph leaves no ink.
func (f *Face) blank(glyph int) bool {
	if f.postScript != nil {
		return f.postScript.blank(glyph)
	}
	return len(f.outline(glyph)) == 0
}

// HasPostScriptOutlines reports whether the outlines are PostScript ones (CFF); else they are
// TrueType's.
func (f *Face) HasPostScriptOutlines() bool { return f.postScript != nil }

func (f *Face) glyph(c rune) int {
	if c < 0 || c > 0xFFFF {
		return int(f.beyond[c])
	}
	return int(f.bmp[c])
}

// Has reports whether the face can draw the character.
func (f *Face) Has(c rune) bool { return f.glyph(c) != 0 }

// Characters is how many characters the face can draw.
func (f *Face) Characters() int {
	n := len(f.beyond)
	for _, glyph := range f.bmp {
		if glyph != 0 {
			n++
		}
	}
	return n
}

// Advance is the width of a character in thousandths of the type size, rounded
// as PDF files carry it.
func (f *Face) Advance(c rune) int { return int(f.advances[f.glyph(c)]) }

// metrics are a glyph's width and left bearing (two's complement), in font units.
func (f *Face) metrics(glyph int) (width, bearing int) {
	hmtx := f.tables["hmtx"]
	if glyph < f.hMetrics {
		return short(hmtx, 4*glyph), short(hmtx, 4*glyph+2)
	}
	last := 4 * (f.hMetrics - 1)
	return short(hmtx, last), short(hmtx, last+4+2*(glyph-f.hMetrics))
}

// outline is a glyph's in table glyf, of a face with TrueType outlines.
func (f *Face) outline(glyph int) []byte {
	loca, glyf := f.tables["loca"], f.tables["glyf"]
	if f.longLoca {
		return glyf[long(loca, 4*glyph):long(loca, 4*glyph+4)]
	}
	return glyf[2*short(loca, 2*glyph) : 2*short(loca, 2*glyph+2)]
}

// Fonts are big-endian throughout.
func short(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
func long(b []byte, at int) int  { return int(binary.BigEndian.Uint32(b[at:])) }
