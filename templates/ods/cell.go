package ods

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
	"gongwen/templates/table"
)

// How cells are written: what they hold as attributes, exact, and what they show as text.

// styled writes a cell in the style of that name.
func (s *sheet) styled(style string, value any) {
	switch v := value.(type) {
	case nil:
		s.put(`<table:table-cell table:style-name="` + style + `"/>`)
	case table.Link:
		s.link(style, v)
	case table.Formula:
		s.put(`<table:table-cell table:formula="`)
		s.out.Raw = appendEscaped(s.out.Raw, openFormula(v.Text))
		s.out.Raw = append(s.out.Raw, `" `...)
		s.typed(style, v.Value)
	case templates.Fen:
		s.amount(style, v)
	case string:
		s.text(style, v)
	default:
		s.put(`<table:table-cell `)
		s.typed(style, v)
	}
}

// amount writes an amount, exactly as it is in fen.
func (s *sheet) amount(style string, fen templates.Fen) {
	out := append(append(append(s.out.Raw, `<table:table-cell table:style-name="`...), style...), `" office:value-type="float" office:value="`...)
	out = append(fen.Append(out, false), `"><text:p>`...)
	s.out.Raw = append(fen.Append(out, true), `</text:p></table:table-cell>`...)
}

// text writes a cell with a text.
func (s *sheet) text(style, text string) {
	s.out.Raw = append(append(append(s.out.Raw, `<table:table-cell table:style-name="`...), style...), `" office:value-type="string">`...)
	s.paragraphs(text)
	s.put(`</table:table-cell>`)
}

// typed writes the attributes and the text of a cell that has been begun.
func (s *sheet) typed(style string, value any) {
	s.put(`table:style-name="`)
	s.put(style)
	shown := ""
	switch v := value.(type) {
	case nil:
		s.put(`" office:value-type="string"/>`)
		return
	case templates.Fen:
		s.put(`" office:value-type="float" office:value="`)
		s.put(v.Plain())
		shown = v.String()
	case int64:
		s.put(`" office:value-type="float" office:value="`)
		shown = strconv.FormatInt(v, 10)
		s.put(shown)
	case templates.Date:
		s.put(`" office:value-type="date" office:date-value="`)
		shown = v.ISO()
		s.put(shown)
	case templates.Moment:
		s.put(`" office:value-type="date" office:date-value="`)
		s.put(v.Time.Format("2006-01-02T15:04:05"))
		shown = v.Time.Format("2006-01-02 15:04")
	default:
		text, ok := value.(string)
		if !ok {
			text = templates.Text(value)
		}
		s.put(`" office:value-type="string">`)
		s.paragraphs(text)
		s.put(`</table:table-cell>`)
		return
	}
	s.put(`"><text:p>`)
	s.put(shown)
	s.put(`</text:p></table:table-cell>`)
}

// absolute is a reference that does not depend on where the file is.
var absolute = regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9+.-]*:|/|#)`)

// link writes a text that opens something. Ways from the file begin inside of it, as from a
// folder (part 2 of the standard, 3.7).
func (s *sheet) link(style string, l table.Link) {
	if l.Target == "" {
		s.text(style, l.Text)
		return
	}
	target := l.Target
	if !absolute.MatchString(target) {
		target = "../" + target
	}
	s.put(`<table:table-cell table:style-name="` + style + `" office:value-type="string"><text:p><text:a xlink:type="simple" xlink:href="`)
	s.out.Raw = appendEscaped(s.out.Raw, target)
	s.put(`">`)
	s.out.Raw = appendText(s.out.Raw, strings.Join(strings.Fields(l.Text), " "))
	s.put(`</text:a></text:p></table:table-cell>`)
}

// paragraphs writes the lines of a text.
func (s *sheet) paragraphs(text string) {
	for {
		line, rest, more := strings.Cut(text, "\n")
		s.put(`<text:p>`)
		s.out.Raw = appendText(s.out.Raw, strings.TrimSuffix(line, "\r"))
		s.put(`</text:p>`)
		if !more {
			return
		}
		text = rest
	}
}

// appendText writes a line of text. Blanks that XML would make one, and those at its ends,
// are elements. A tab is a blank: LibreOffice loses the element for it in cells.
func appendText(out []byte, s string) []byte {
	s = strings.ReplaceAll(s, "\t", " ")
	if !strings.Contains(s, "  ") && !strings.HasPrefix(s, " ") && !strings.HasSuffix(s, " ") {
		return appendEscaped(out, s)
	}
	for rest := s; rest != ""; {
		n := strings.IndexByte(rest, ' ')
		if n < 0 {
			return appendEscaped(out, rest)
		}
		out = appendEscaped(out, rest[:n])
		blanks := len(rest[n:]) - len(strings.TrimLeft(rest[n:], " "))
		if blanks == 1 && n > 0 && n+1 < len(rest) {
			out = append(out, ' ')
		} else {
			out = append(append(append(out, `<text:s text:c="`...), strconv.Itoa(blanks)...), `"/>`...)
		}
		rest = rest[n+blanks:]
	}
	return out
}

// special are the bytes of a text that do not stand for themselves in XML.
var special = func() (is [256]bool) {
	for b := range 0x20 {
		is[b] = true
	}
	is['\t'], is['\n'] = false, false
	for _, b := range `<>&"` {
		is[b] = true
	}
	is[0xEF] = true // the first of U+FFFE and U+FFFF, which XML does not know
	return
}()

// escaped is a text as attributes have it.
func escaped(s string) string { return string(appendEscaped(nil, s)) }

// appendEscaped writes a text as it stands in XML. What is no UTF-8 becomes U+FFFD, what
// nobody sees is left out.
func appendEscaped(out []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	from := 0
	for i := 0; i < len(s); i++ {
		if !special[s[i]] {
			continue
		}
		as, n := "", 1
		switch s[i] {
		case '<':
			as = "&lt;"
		case '>':
			as = "&gt;"
		case '&':
			as = "&amp;"
		case '"':
			as = "&quot;"
		case 0xEF:
			if !strings.HasPrefix(s[i:], "\uFFFE") && !strings.HasPrefix(s[i:], "\uFFFF") {
				continue
			}
			as, n = "\uFFFD", 3
		}
		out = append(append(out, s[from:i]...), as...)
		from = i + n
		i = from - 1
	}
	return append(out, s[from:]...)
}
