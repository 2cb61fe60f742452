package workbook

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Most cells hold a number, or a text without escapes: these show what stands in them,
// and there is nothing to decode.

// plainText is what a cell shows, where that stands in it as it is. Inner are the
// cell's elements or those of a shared string, without prefixes.
func plainText(inner []byte) (text string, is bool) {
	if bytes.ContainsAny(inner, "&\r") || bytes.Contains(inner, []byte("_x")) || !utf8.Valid(inner) {
		return "", false
	}
	var b strings.Builder
	var within []string // the elements that are open
	shows := func() bool { return len(within) > 0 && (within[len(within)-1] == "v" || within[len(within)-1] == "t") }
	for len(inner) > 0 {
		n := tokenEnd(inner)
		if n < 0 {
			n = len(inner)
		}
		token := inner[:n]
		inner = inner[n:]
		if token[0] != '<' {
			if shows() {
				b.Write(token)
			} else if !blank(token) {
				return "", false
			}
			continue
		}
		t, isTag := tagOf(token)
		switch name := string(t.name); {
		case !isTag || name != "v" && name != "is" && name != "r" && name != "t": // runs of a text follow one another
			return "", false
		case t.end:
			if len(within) == 0 || within[len(within)-1] != name {
				return "", false
			}
			within = within[:len(within)-1]
		case !t.empty:
			within = append(within, name)
		}
	}
	text = b.String()
	if len(within) > 0 || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == utf8.RuneError || r&^1 == 0xFFFE }) {
		return "", false
	}
	return text, true
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
