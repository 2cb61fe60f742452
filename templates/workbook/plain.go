package workbook

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Most cells hold a number, or a text without escapes: these show what stands in them,
// and there is nothing to decode.

// plainText is what a cell shows, where that stands in it as it is. Inner are the
// cell's elements or those of a shared string, without prefixes: one value, one text, or
// the runs of one.
func plainText(inner []byte) (text string, is bool) {
	if bytes.ContainsAny(inner, "&\r") || bytes.Contains(inner, []byte("_x")) || !utf8.Valid(inner) {
		return "", false
	}
	var b strings.Builder
	within := []plainElement{{}}
	for len(inner) > 0 {
		n := tokenEnd(inner)
		if n < 0 {
			n = len(inner)
		}
		token, in := inner[:n], &within[len(within)-1]
		inner = inner[n:]
		if token[0] != '<' {
			if in.name == "v" || in.name == "t" {
				b.Write(token)
			} else if !blank(token) {
				return "", false
			}
			continue
		}
		t, isTag := tagOf(token)
		name := string(t.name)
		switch {
		case !isTag || token[len(token)-1] != '>' || !plainAttributes(t.rest):
			return "", false
		case t.end:
			if in.name != name || name == "" {
				return "", false
			}
			within = within[:len(within)-1]
		case !in.takes(name):
			return "", false
		default:
			in.child = name
			if !t.empty {
				within = append(within, plainElement{name: name})
			}
		}
	}
	text = b.String()
	if len(within) > 1 || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == utf8.RuneError || r&^1 == 0xFFFE }) {
		return "", false
	}
	return text, true
}

// plainAttributes reports whether a tag has no attributes but the one that texts have.
func plainAttributes(rest []byte) bool {
	switch string(bytes.TrimSpace(rest)) {
	case "", `xml:space="preserve"`, "xml:space='preserve'":
		return true
	}
	return false
}

// plainElement is an element that is open, and the last that stands in it.
type plainElement struct{ name, child string }

// takes reports whether an element of the name may come next. Runs follow one another;
// everything else stands alone.
func (e plainElement) takes(name string) bool {
	if e.child != "" && (e.child != "r" || name != "r") {
		return false
	}
	switch e.name {
	case "":
		return name == "v" || name == "is" || name == "r" || name == "t"
	case "is":
		return name == "r" || name == "t"
	}
	return e.name == "r" && name == "t"
}

// takePlain reads the cells of the sheet that need no decoding. Texts are the shared
// strings that they show, and left is how many bytes of content all sheets may still
// have: a thousand cells can show the same long text.
func (s *Sheet) takePlain(texts map[int][]byte, left *int) error {
	for i := range s.cells.filled {
		c := &s.cells.filled[i]
		if c.formula {
			continue
		}
		inner := c.inner
		switch c.kind {
		case "s":
			inner = texts[c.shared]
		case "", "n":
			if bytes.ContainsAny(inner, " \t\n") {
				continue
			}
		case "str", "inlineStr":
		default:
			continue
		}
		text, plain := plainText(inner)
		if !plain || text == "" {
			continue
		}
		if *left -= len(inner); *left < 0 {
			return errTooMuchText
		}
		s.put(c, text)
		c.taken = true
	}
	return nil
}

// put notes what a filled cell shows.
func (s *Sheet) put(c *filled, text string) {
	for len(s.Rows) <= c.row {
		s.Rows = append(s.Rows, nil)
	}
	row := s.Rows[c.row]
	for len(row) <= c.col {
		row = append(row, "")
	}
	row[c.col] = text
	s.Rows[c.row] = row
}
