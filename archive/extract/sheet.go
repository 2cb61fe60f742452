package extract

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"gongwen/templates/opc"
)

// table are the texts that cells refer to by number.
type table struct {
	text []byte
	ends []uint32 // of each
}

const (
	mostStrings     = 4 << 20
	mostStringBytes = 64 << 20
)

func (t table) at(number string) (string, bool) {
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(t.ends) {
		return "", false
	}
	begin := uint32(0)
	if i > 0 {
		begin = t.ends[i-1]
	}
	return string(t.text[begin:t.ends[i]]), true
}

// readStrings reads the table, without the readings of characters (rPh).
func (b *book) readStrings(part *opc.Part) error {
	return b.stream(part, tables["sharedStrings"], func(r io.Reader) error {
		w := &walker{into: b.into, d: tokens(r)}
		t := &b.strings
		wanted := false
		for token, err := range w.tokens() {
			if err != nil {
				return err
			}
			switch token := token.(type) {
			case xml.StartElement:
				wanted = token.Name.Local == "t"
				if token.Name.Local == "rPh" {
					if err := w.skip(token); err != nil {
						return err
					}
				}
			case xml.EndElement:
				wanted = false
				if token.Name.Local == "si" {
					t.ends = append(t.ends, uint32(len(t.text)))
				}
			case xml.CharData:
				if wanted {
					t.text = append(t.text, token...)
				}
			}
			if len(t.ends) > mostStrings || len(t.text) > mostStringBytes {
				b.into.miss(TooLarge, "文字表过大，只收了前面的部分")
				return nil
			}
		}
		return nil
	})
}

// cell is one being read.
type cell struct {
	typ   string // ECMA-376 part 1, 18.18.11
	style string
	value []byte
}

// printed are the elements that hold what is printed above and below each page.
var printed = set("oddHeader evenHeader firstHeader oddFooter evenFooter firstFooter")

func (b *book) readSheet(r io.Reader) error {
	w := &walker{into: b.into, d: tokens(r)}
	var c cell
	inCell, wanted, first := false, false, true
	for token, err := range w.tokens() {
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if name == "rPh" || name == "f" {
				if err := w.skip(token); err != nil {
					return err
				}
				continue
			}
			w.depth++
			switch {
			case name == "row":
				first = true
				err = b.into.breakLine()
			case name == "c":
				c = cell{attribute(token, "t"), attribute(token, "s"), c.value[:0]}
				inCell = true
			case inCell && (name == "v" || name == "t"):
				wanted = true
			case printed[name]:
				wanted = true
				c.value = c.value[:0]
			}
		case xml.EndElement:
			w.depth--
			switch name := token.Name.Local; {
			case name == "v" || name == "t":
				wanted = false
			case name == "c":
				inCell = false
				err = b.writeCell(c, &first)
			case name == "sheetData":
				err = b.into.breakLine()
			case printed[name]:
				wanted = false
				if s := withoutCodes(string(c.value)); strings.Trim(s, " 第页共，,/-—") != "" { // more than a page's number
					err = b.into.write(s + "\n")
				}
			}
		case xml.CharData:
			if wanted {
				c.value = append(c.value, token...)
			}
			if len(c.value) > b.into.limit {
				return errFull
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeCell writes what a cell shows.
func (b *book) writeCell(c cell, first *bool) error {
	s := string(c.value)
	if s == "" {
		return nil
	}
	switch c.typ {
	case "s":
		number := s
		var known bool
		if s, known = b.strings.at(strings.TrimSpace(number)); !known {
			b.into.miss(Damaged, "有的单元格在文字表里没有对应的文字")
			return nil
		}
		s = withoutEscapes(s)
	case "inlineStr", "str":
		s = withoutEscapes(s)
	case "b":
		s = map[bool]string{true: "TRUE", false: "FALSE"}[truth[s]]
	case "e":
	case "d":
		s = b.shownDate(c.style, s)
	default:
		s = b.shown(c.style, s)
	}
	if !*first {
		s = " " + s
	}
	*first = false
	return b.into.write(s)
}

// withoutEscapes is a text with what XML cannot hold, written _x000D_, as it is (22.9.2.19).
func withoutEscapes(s string) string {
	at := strings.Index(s, "_x")
	if at < 0 {
		return s
	}
	var b strings.Builder
	for ; at >= 0; at = strings.Index(s, "_x") {
		b.WriteString(s[:at])
		s = s[at:]
		if len(s) >= 7 && s[6] == '_' {
			if code, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				b.WriteRune(rune(code))
				s = s[7:]
				continue
			}
		}
		b.WriteString(s[:2])
		s = s[2:]
	}
	return b.String() + s
}

// withoutCodes is what is printed above or below a page without the codes that say
// where and how (18.3.1.46). What a code stands for, such as the number of the page,
// is not in the file.
func withoutCodes(s string) string {
	var b strings.Builder
	for {
		at := strings.IndexByte(s, '&')
		if at < 0 || at+1 == len(s) {
			return b.String() + strings.TrimSuffix(s, "&")
		}
		b.WriteString(s[:at])
		code := s[at+1]
		s = s[at+2:]
		switch {
		case code == '&':
			b.WriteByte('&')
		case code == '"': // the font
			_, s, _ = strings.Cut(s, `"`)
		case code == 'K': // the colour: six figures, or a theme's
			s = s[min(len(s), 6):]
		case code >= '0' && code <= '9': // the size
			s = strings.TrimLeft(s, "0123456789")
		case strings.IndexByte("LCR", code) >= 0: // the part of the line
			b.WriteByte(' ')
		}
	}
}
