package extract

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"

	"gongwen/templates/opc"
)

// ofdPage reads the text that is placed on a page (GB/T 33190-2016, 11): in the order
// it is drawn in, pieces that stand side by side as one line. Programs put a line, a
// word or a single character into each piece.
func (p *pack) ofdPage(part *opc.Part, title string) error {
	page := &placedText{into: p.into}
	err := p.stream(part, title, func(r io.Reader) error { return page.read(r) })
	if page.glyphs > 0 {
		p.into.miss(NoText, title+"有的字只有字形、没有文字对照")
	}
	if err != nil {
		return err
	}
	return p.into.breakLine()
}

// placedText is the text of one page.
type placedText struct {
	into   *text
	glyphs int // that stand for no character

	object  box     // the TextObject being read
	size    float64 // of its letters, in millimetres
	at      point   // of the TextCode being read
	widths  []float64
	end     point   // where the text so far ends, and on what line
	tall    float64 // how large its letters are
	written bool    // the object has text
	drawn   int     // glyphs of the object
}

type point struct{ x, y float64 }

type box struct {
	point
	w, h float64
}

func (t *placedText) read(r io.Reader) error {
	w := &walker{into: t.into, d: tokens(r)}
	wanted := "" // the element whose characters count
	var text strings.Builder
	t.end = point{math.Inf(1), math.Inf(-1)}
	for token, err := range w.tokens() {
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			w.depth++
			switch token.Name.Local {
			case "TextObject":
				t.begin(token)
			case "TextCode":
				t.place(token)
				wanted = "TextCode"
			case "Glyphs", "Remark":
				wanted = token.Name.Local
			}
		case xml.CharData:
			if wanted != "" {
				text.Write(token)
			}
			if text.Len() > t.into.limit {
				return errFull
			}
		case xml.EndElement:
			w.depth--
			switch token.Name.Local {
			case "TextCode":
				if err := t.write(text.String()); err != nil {
					return err
				}
			case "Remark": // of an annotation
				if err := t.into.write("\n" + text.String() + "\n"); err != nil {
					return err
				}
			case "Glyphs":
				t.drawn += len(strings.Fields(text.String()))
			case "TextObject":
				if !t.written {
					t.glyphs += t.drawn
				}
			}
			if token.Name.Local == wanted {
				wanted = ""
				text.Reset()
			}
		}
	}
	return nil
}

func (t *placedText) begin(s xml.StartElement) {
	b := array(attribute(s, "Boundary"))
	b = append(b, 0, 0, 0, 0)
	t.object = box{point{b[0], b[1]}, b[2], b[3]}
	t.size, _ = strconv.ParseFloat(attribute(s, "Size"), 64)
	if m := array(attribute(s, "CTM")); len(m) == 6 && m[3] != 0 {
		t.size *= math.Abs(m[3])
	}
	t.at = point{}
	t.written, t.drawn = false, 0
}

// place is where a TextCode begins; without a place it begins where the last did.
func (t *placedText) place(s xml.StartElement) {
	if x, err := strconv.ParseFloat(attribute(s, "X"), 64); err == nil {
		t.at.x = x
	}
	if y, err := strconv.ParseFloat(attribute(s, "Y"), 64); err == nil {
		t.at.y = y
	}
	t.widths = array(attribute(s, "DeltaX"))
}

// noCode stands for a glyph without a character (11.4).
const noCode = "¤"

func (t *placedText) write(code string) error {
	code = strings.Trim(code, "\r\n")
	if n := strings.Count(code, noCode); n > 0 {
		t.glyphs += n
		code = strings.ReplaceAll(code, noCode, "")
	}
	if strings.TrimSpace(code) == "" {
		return nil
	}
	t.written = true
	begin := point{t.object.x + t.at.x, t.object.y + t.at.y}
	size := min(t.size, t.tall)
	switch {
	case math.Abs(begin.y-t.end.y) > size/3 || begin.x < t.end.x-size || size == 0:
		if err := t.into.breakLine(); err != nil {
			return err
		}
	case begin.x > t.end.x+size:
		code = " " + code
	}
	t.tall, t.end = t.size, point{begin.x + t.length(code), begin.y}
	return t.into.write(strings.ReplaceAll(code, "\n", " "))
}

// length is how long a text is drawn: the steps between its characters, and the last
// one.
func (t *placedText) length(code string) float64 {
	long := t.size
	for _, w := range t.widths {
		long += w
	}
	if len(t.widths) == 0 {
		long = min(t.object.w, t.size*float64(len([]rune(code))))
	}
	return long
}

// array are the numbers of an array of the standard; "g 3 0.5" in it stands for
// three times 0.5.
func array(s string) []float64 {
	const most = 10_000
	var all []float64
	fields := strings.Fields(s)
	for i := 0; i < len(fields) && len(all) < most; i++ {
		times := 1
		if fields[i] == "g" && i+2 < len(fields) {
			times, _ = strconv.Atoi(fields[i+1])
			times = min(times, most)
			i += 2
		}
		n, err := strconv.ParseFloat(fields[i], 64)
		for ; err == nil && times > 0; times-- {
			all = append(all, n)
		}
	}
	return all
}
