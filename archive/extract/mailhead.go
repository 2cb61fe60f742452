package extract

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// splitHead parts the head of a message, or of a part of it, from its body. Whatever
// is no head line is passed over: what programs make of heads is not always right.
func splitHead(data []byte) (textproto.MIMEHeader, []byte) {
	head := textproto.MIMEHeader{}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	key, value := "", []byte(nil)
	end := func() { // of a head line, which may go over several
		if key != "" {
			head[key] = append(head[key], headText(value))
		}
		key, value = "", nil
	}
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		line = bytes.TrimRight(line, "\r")
		data = rest
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			value = append(append(value, ' '), bytes.TrimSpace(line)...)
			continue
		}
		end()
		if name, first, ok := bytes.Cut(line, []byte(":")); ok {
			key, value = textproto.CanonicalMIMEHeaderKey(string(bytes.TrimSpace(name))), bytes.Clone(bytes.TrimSpace(first))
		}
	}
	end()
	return head, data
}

// headText is a line of a head as text: programs of the 2000s wrote GBK as it is.
func headText(line []byte) string {
	if utf8.Valid(line) {
		return string(line)
	}
	return textOf(line, "")
}

// textOf is text of which nothing is told if it is none.
func textOf(data []byte, declared string) string {
	plain, err := decode(data, declared)
	if err != nil {
		return ""
	}
	return string(plain.text)
}

// encodedWord is text in a head line that is not ASCII (RFC 2047, 2).
var encodedWord = regexp.MustCompile(`=\?([^?\s]+)\?([bBqQ])\?([^?\r\n]*)\?=`)

// decodeWords decodes the encoded words in a head line. Those that follow each other
// are decoded as one: programs cut a text by its bytes, through the middle of a
// character.
func decodeWords(s string) string {
	var b strings.Builder
	var bytes []byte // of the words so far that belong together
	charset := ""
	flush := func() {
		b.WriteString(textOf(bytes, charset))
		bytes = nil
	}
	at := 0
	for _, m := range encodedWord.FindAllStringSubmatchIndex(s, -1) {
		between := s[at:m[0]]
		set, _, _ := strings.Cut(s[m[2]:m[3]], "*") // a language may follow (RFC 2231, 5)
		if strings.TrimSpace(between) != "" || at == 0 || !strings.EqualFold(set, charset) {
			flush()
			if strings.TrimSpace(between) != "" || at == 0 {
				b.WriteString(between)
			}
		}
		charset, at = set, m[1]
		word := s[m[6]:m[7]]
		if strings.EqualFold(s[m[4]:m[5]], "b") {
			decoded, _ := fromBase64([]byte(word))
			bytes = append(bytes, decoded...)
		} else {
			bytes = append(bytes, fromQuoted([]byte(strings.ReplaceAll(word, "_", " ")))...)
		}
	}
	flush()
	b.WriteString(s[at:])
	return b.String()
}

// mediaType reads a head line of a value and parameters, such as Content-Type. A
// parameter may be cut into several, and in any encoding (RFC 2231, 3 and 4); and
// what belongs in quotation marks may stand without.
func mediaType(line string) (value string, params map[string]string) {
	value, rest, _ := cutQuoted(line)
	value = strings.ToLower(strings.TrimSpace(value))
	params = map[string]string{}
	type piece struct {
		n   int
		hex bool
		s   string
	}
	cut := map[string][]piece{}
	for rest != "" {
		var one string
		one, rest, _ = cutQuoted(rest)
		key, v, ok := strings.Cut(one, "=")
		if !ok {
			continue
		}
		key, v = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(v)
		if len(v) >= 2 && v[0] == '"' && v[len(v)-1] == '"' {
			v = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(v[1 : len(v)-1])
		}
		name, n, several := strings.Cut(key, "*")
		if !several {
			params[key] = decodeWords(v)
			continue
		}
		place, encoded := strings.CutSuffix(n, "*")
		at, err := strconv.Atoi(place)
		cut[name] = append(cut[name], piece{at, encoded || n == "" || err != nil, v})
	}
	for name, pieces := range cut {
		slices.SortStableFunc(pieces, func(a, b piece) int { return a.n - b.n })
		charset := ""
		var all []byte
		for i, p := range pieces {
			if p.hex && i == 0 {
				if parts := strings.SplitN(p.s, "'", 3); len(parts) == 3 {
					charset, p.s = parts[0], parts[2]
				}
			}
			if p.hex {
				all = append(all, unescaped([]byte(p.s), '%')...)
			} else {
				all = append(all, p.s...)
			}
		}
		params[name] = textOf(all, charset)
	}
	return value, params
}

// cutQuoted cuts at the first semicolon that is in no quotation marks.
func cutQuoted(s string) (before, after string, found bool) {
	in := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && in:
			i++
		case s[i] == '"':
			in = !in
		case s[i] == ';' && !in:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// transferred is a body as it was before it was encoded for sending (RFC 2045, 6),
// and whether it came whole.
func transferred(how string, body []byte) ([]byte, bool) {
	switch strings.ToLower(strings.TrimSpace(how)) {
	case "base64":
		return fromBase64(body)
	case "quoted-printable":
		return fromQuoted(body), true
	case "", "7bit", "8bit", "binary":
		return body, true
	}
	return body, false
}

// fromBase64 passes over what is no base64, such as line ends, and reports whether
// what is comes to an end.
func fromBase64(body []byte) ([]byte, bool) {
	clean := make([]byte, 0, len(body))
	for _, c := range body {
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' {
			clean = append(clean, c)
		}
	}
	whole := len(clean)%4 != 1
	if !whole {
		clean = clean[:len(clean)-1]
	}
	n, err := base64.RawStdEncoding.Decode(clean, clean)
	return clean[:n], whole && err == nil
}

// fromQuoted decodes quoted-printable.
func fromQuoted(body []byte) []byte { return unescaped(body, '=') }

// unescaped replaces a mark and two figures by the byte of that number, and takes out
// a mark at the end of a line together with it. Any other mark stays.
func unescaped(s []byte, mark byte) []byte {
	plain := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != mark {
			plain = append(plain, s[i])
			continue
		}
		end := i + 1
		for end < len(s) && (s[end] == ' ' || s[end] == '\t' || s[end] == '\r') {
			end++
		}
		switch {
		case mark == '=' && end < len(s) && s[end] == '\n':
			i = end
		case i+2 < len(s):
			var one [1]byte
			if _, err := hex.Decode(one[:], s[i+1:i+3]); err != nil {
				plain = append(plain, mark)
				continue
			}
			plain = append(plain, one[0])
			i += 2
		default:
			plain = append(plain, mark)
		}
	}
	return plain
}
