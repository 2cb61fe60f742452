package workbook

import (
	"bufio"
	"bytes"
	"errors"
	"html"
	"io"
)

// maxToken is how many bytes a tag or a text between two tags may have. A cell holds
// at most 32,767 characters, of which the longest escape takes ten bytes.
const maxToken = 1 << 20

var errMarkup = errors.New("markup that does not end, or declares a document type")

// tokens cuts markup into tags, from < to >, and the texts between them. It neither
// decodes nor checks: that is the library's, for what is filled. It is for passing over
// the rest, of which there may be a million tags, at the speed of the memory.
func tokens(r io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 16<<10), maxToken)
	s.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		n := tokenEnd(data)
		switch {
		case len(data) == 0:
			return 0, nil, nil
		case n < 0 && data[0] == '<' && (atEOF || doctype(data)):
			return 0, nil, errMarkup
		case n < 0 && atEOF:
			n = len(data)
		case n < 0:
			return 0, nil, nil // more of it is needed
		}
		return n, data[:n], nil
	})
	return s
}

// sections are what begins with < and is no tag, by how it begins and ends.
var sections = [][2][]byte{{[]byte("<!--"), []byte("-->")}, {[]byte("<![CDATA["), []byte("]]>")}, {[]byte("<?"), []byte("?>")}}

// tokenEnd is where the first token of data ends, or -1 if that is not in data.
func tokenEnd(data []byte) int {
	if len(data) == 0 || data[0] != '<' {
		return bytes.IndexByte(data, '<')
	}
	if len(data) > 1 && (data[1] == '!' || data[1] == '?') {
		for _, s := range sections {
			if bytes.HasPrefix(data, s[0]) {
				if i := bytes.Index(data[len(s[0]):], s[1]); i >= 0 {
					return len(s[0]) + i + len(s[1])
				}
			}
		}
		return -1
	}
	quote := byte(0)
	for i, c := range data {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return -1
}

// doctype reports whether data begins with a declaration, which no part of a package
// may have (ECMA-376 part 2, 9.1.4): it could define what the rest means.
func doctype(data []byte) bool {
	return len(data) > len("<![CDATA[") && bytes.HasPrefix(data, []byte("<!")) && data[2] != '-' && data[2] != '['
}

// tag is a tag as it stands in the markup.
type tag struct {
	name  []byte // without its prefix: what it belongs to is told by where it stands
	rest  []byte // its attributes, up to the end
	end   bool   // </name>
	empty bool   // <name/>
}

// tagOf takes a token for a tag, or tells that it is none.
func tagOf(token []byte) (t tag, is bool) {
	if len(token) < 3 || token[0] != '<' || token[1] == '!' || token[1] == '?' {
		return tag{}, false
	}
	inner := token[1 : len(token)-1]
	if inner[0] == '/' {
		t.end, inner = true, inner[1:]
	}
	if n := len(inner); n > 0 && inner[n-1] == '/' {
		t.empty, inner = true, inner[:n-1]
	}
	n := 0
	for n < len(inner) && !blankByte(inner[n]) {
		n++
	}
	t.name, t.rest = local(inner[:n]), inner[n:]
	return t, true
}

// is reports whether a tag begins an element of the name.
func (t tag) is(name string) bool { return !t.end && string(t.name) == name }

// ends reports whether a tag ends an element of the name.
func (t tag) ends(name string) bool { return (t.end || t.empty) && string(t.name) == name }

// write writes the tag without its prefix.
func (t tag) write(to *bytes.Buffer) {
	to.WriteByte('<')
	if t.end {
		to.WriteByte('/')
	}
	to.Write(t.name)
	to.Write(t.rest)
	if t.empty {
		to.WriteByte('/')
	}
	to.WriteByte('>')
}

// attr is the value of an attribute by its name without prefix, as it stands; nil if
// there is none.
func (t tag) attr(name string) []byte {
	rest := t.rest
	for {
		rest = skipBlank(rest)
		equals := bytes.IndexByte(rest, '=')
		if equals < 0 {
			return nil
		}
		key := rest[:equals]
		for len(key) > 0 && blankByte(key[len(key)-1]) {
			key = key[:len(key)-1]
		}
		rest = skipBlank(rest[equals+1:])
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		if string(local(key)) == name {
			return rest[1 : 1+end]
		}
		rest = rest[end+2:]
	}
}

func skipBlank(b []byte) []byte {
	for len(b) > 0 && blankByte(b[0]) {
		b = b[1:]
	}
	return b
}

// text is an attribute's value without escapes.
func (t tag) text(name string) string { return html.UnescapeString(string(t.attr(name))) }

// number is an attribute's value as a number of at most nine digits, or -1.
func (t tag) number(name string) int { return number(t.attr(name)) }

func number(digits []byte) int {
	digits = bytes.TrimSpace(digits)
	if len(digits) == 0 || len(digits) > 9 {
		return -1
	}
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// on reports whether an attribute says yes, as xsd:boolean writes it.
func (t tag) on(name string) bool {
	v := string(t.attr(name))
	return v == "1" || v == "true"
}

func local(name []byte) []byte { return name[bytes.LastIndexByte(name, ':')+1:] }

func blankByte(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// blank reports whether a text, as it stands in markup, shows nothing.
func blank(text []byte) bool {
	text = bytes.TrimSpace(text)
	return len(text) == 0 || text[0] == '&' && len(bytes.TrimSpace([]byte(html.UnescapeString(string(text))))) == 0
}

// plain is a token that is no tag as text: without the brackets of CDATA, and nothing
// of a comment.
func plain(token []byte) []byte {
	switch cdata := sections[1]; {
	case bytes.HasPrefix(token, cdata[0]):
		return bytes.TrimSuffix(token[len(cdata[0]):], cdata[1])
	case token[0] == '<':
		return nil
	}
	return token
}
