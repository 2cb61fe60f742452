package extract

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// decoded is text as UTF-8.
type decoded struct {
	text []byte
	bad  int // places with bytes that are no character
}

// lack notes what was not text.
func (d decoded) lack(into *text) {
	if d.bad > 0 {
		into.lack(fmt.Sprintf("有 %d 处字节不成文字", d.bad))
	}
}

var errNoText = unsupportedError("认不出的文件格式或文字编码")

// decode turns text into UTF-8. A byte order mark says what it is; else the bytes are
// believed more than the encoding that the file declares, which may be empty: pages
// and mails are saved anew without it being changed.
//
//   - UTF-8, if it is that but for few places: text in GB18030 is not, unless it is
//     some words long;
//   - UTF-16 without a mark, if all of it is letters and Chinese that way;
//   - what was declared, unless that is an encoding in which any bytes are text;
//   - Big5, if its frequent characters fit and those of GB2312 do not;
//   - GB18030, which holds GBK and GB2312;
//   - what was declared all the same.
func decode(data []byte, declared string) (decoded, error) {
	for _, mark := range byteOrderMarks {
		if bytes.HasPrefix(data, []byte(mark.bytes)) {
			return checked(mark.encoding, data[len(mark.bytes):])
		}
	}
	switch e, ok := sevenBit[strings.ToLower(strings.TrimSpace(declared))]; {
	case ok && e == nil:
		return decoded{}, errNoText
	case ok:
		return checked(e, data)
	}
	wide := withoutFilling(data, 2)
	data = withoutFilling(data, 1)
	told, anyBytes := named(declared)
	if seen := tally(data); bytes.Count(data, []byte{0})*20 <= len(data) && seen.isUTF8() {
		// Characters of two bytes are no Chinese. They may be what Chinese of two bytes
		// looks like.
		if seen.long == 0 && seen.short > 0 && told != xunicode.UTF8 {
			if told != nil && !anyBytes {
				return checked(told, data)
			}
			if inWords(data) {
				return checked(simplifiedchinese.GB18030, data)
			}
		}
		return checked(xunicode.UTF8, data)
	}
	if e := utf16Of(wide); e != nil {
		return checked(e, wide)
	}
	if told != nil && told != xunicode.UTF8 && !anyBytes {
		if d, err := checked(told, data); err == nil && d.bad <= len(data)/100 {
			return d, nil
		}
	}
	if isBig5(data) {
		return checked(traditionalchinese.Big5, data)
	}
	d, err := checked(simplifiedchinese.GB18030, data)
	if all, _, _, low := pairs(data); anyBytes && (err != nil || d.bad > 0 || low*2 > all) { // accents before letters
		return checked(told, data)
	}
	return d, err
}

// withoutFilling is data without what programs fill a block with behind text of units
// of so many bytes.
func withoutFilling(data []byte, unit int) []byte {
	end := len(data)
	for end > 0 && end%unit == 0 && len(bytes.Trim(data[end-unit:end], "\x00\x1a")) == 0 {
		end -= unit
	}
	return data[:end]
}

var byteOrderMarks = []struct {
	bytes    string
	encoding encoding.Encoding
}{
	{"\xef\xbb\xbf", xunicode.UTF8},
	{"\xff\xfe\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
	{"\x00\x00\xfe\xff", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
	{"\xff\xfe", utf16LE},
	{"\xfe\xff", utf16BE},
	{"\x84\x31\x95\x33", simplifiedchinese.GB18030},
}

// sevenBit are encodings that look like ASCII, which only being declared gives away;
// nil for those not read.
var sevenBit = map[string]encoding.Encoding{
	"hz-gb-2312": simplifiedchinese.HZGB2312, "iso-2022-jp": japanese.ISO2022JP,
	"utf-7": nil, "iso-2022-cn": nil, "iso-2022-kr": nil,
}

var (
	utf16LE = xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)
	utf16BE = xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)
)

// named is the encoding of a declared name, nil where that says nothing: what
// declares UTF-16 in ASCII is none. Of some encodings, as those for Latin, any bytes
// are text.
func named(declared string) (e encoding.Encoding, anyBytes bool) {
	found, name := charset.Lookup(strings.TrimSpace(declared))
	switch {
	case found == nil || strings.HasPrefix(name, "utf-16") || name == "replacement" || name == "x-user-defined":
		return nil, false
	case name == "utf-8":
		return xunicode.UTF8, false
	case name == "gbk": // people declare it, and GB2312, for what GB18030 can say
		return simplifiedchinese.GB18030, false
	}
	return found, strings.HasPrefix(name, "windows-") || strings.HasPrefix(name, "iso-8859-") || name == "macintosh"
}

// checked decodes text, and counts what is none. Few such places are text with a
// fault; many are another encoding, or no text.
func checked(e encoding.Encoding, data []byte) (decoded, error) {
	plain, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return decoded{}, err
	}
	d := decoded{text: plain}
	strange, all := 0, 0
	before := rune(0)
	for _, r := range string(plain) {
		all++
		switch {
		case r == utf8.RuneError:
			strange++
			if before != utf8.RuneError {
				d.bad++
			}
		case r < ' ' && !strings.ContainsRune("\n\r\t\f\v\b\x1a\x1b", r): // \b and \x1b come from terminals
			strange++
		}
		before = r
	}
	if strange > 2+all/50 {
		return decoded{}, errNoText
	}
	return d, nil
}

// octets are what bytes would be as UTF-8.
type octets struct{ short, long, bad int } // characters of two bytes, of more, and places that are none

func tally(data []byte) (o octets) {
	inBad := false
	for len(data) > 0 {
		if data[0] < utf8.RuneSelf {
			data, inBad = data[1:], false
			continue
		}
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			if !inBad {
				o.bad++
			}
			inBad = true
		case n == 2:
			o.short++
			inBad = false
		default:
			o.long++
			inBad = false
		}
		data = data[n:]
	}
	return o
}

func (o octets) isUTF8() bool { return o.bad == 0 || o.long > 8*o.bad }

// utf16Of tells UTF-16 without a byte order mark; nil for anything else.
func utf16Of(data []byte) encoding.Encoding {
	if len(data)%2 == 1 && len(data) > 1 {
		data = data[:len(data)-1] // cut short, or its last 0 taken for filling
	}
	pairs := len(data) / 2
	if pairs == 0 {
		return nil
	}
	little, big := 0, 0 // pairs that are usual characters
	ascii := 0          // pairs that are two letters of ASCII as well
	for i := 0; i+1 < len(data); i += 2 {
		if ' ' <= min(data[i], data[i+1]) && max(data[i], data[i+1]) <= '~' {
			ascii++
		}
		little += usualUnit(rune(data[i+1])<<8 | rune(data[i]))
		big += usualUnit(rune(data[i])<<8 | rune(data[i+1]))
	}
	switch {
	case ascii*2 >= pairs:
		return nil
	case little*20 >= pairs*19 && little > big:
		return utf16LE
	case big*20 >= pairs*19 && big > little:
		return utf16BE
	}
	return nil
}

func usualUnit(r rune) int {
	switch {
	case r == '\n', r == '\r', r == '\t', ' ' <= r && r <= '~', 0x2010 <= r && r <= 0x2026, 0x3000 <= r && r <= 0x3020,
		0x4E00 <= r && r <= 0x9FFF, 0xFF01 <= r && r <= 0xFF5E, 0xD800 <= r && r < 0xE000:
		return 1
	}
	return 0
}

// pairs counts, of the bytes of a Chinese encoding, the characters of two bytes, those
// of GB2312 but for marks, the frequent ones of Big5, and those with a second byte that
// GB2312 never has.
func pairs(data []byte) (all, gb, big, low int) {
	for i := 0; i+1 < len(data); {
		a, b := data[i], data[i+1]
		if a < 0x81 {
			i++
			continue
		}
		all++
		if a >= 0xB0 && a <= 0xF7 && b >= 0xA1 {
			gb++
		}
		if a >= 0xA1 && a <= 0xC6 && (b >= 0x40 && b <= 0x7E || b >= 0xA1) {
			big++
		}
		if b <= 0x7E {
			low++
		}
		i += 2
	}
	return all, gb, big, low
}

// inWords reports whether the bytes of text that could be UTF-8 can be words of GB2312:
// its characters stand together, or would be no Latin. Accents and signs of Latin stand
// alone.
func inWords(data []byte) bool {
	for run := range bytes.FieldsFuncSeq(data, func(r rune) bool { return r < utf8.RuneSelf }) {
		if r, _ := utf8.DecodeRune(run); len(run) < 4 && r < 0x250 {
			return false
		}
	}
	all, gb, _, _ := pairs(data)
	return gb == all
}

// isBig5 tells Big5 from GB18030 by what both could be: nine characters of ten are
// among the frequent ones of Big5, and a fifth has a second byte below those of
// GB2312. Of fewer than eight characters nothing can be told.
func isBig5(data []byte) bool {
	all, _, big, low := pairs(data)
	if all < 8 || big*10 < all*9 || low*5 < all {
		return false
	}
	_, err := checked(traditionalchinese.Big5, data)
	return err == nil
}

var (
	inMeta = regexp.MustCompile(`(?i)<meta[^>]{0,500}?charset\s*=\s*["']?\s*([a-z0-9_:.\-]{2,40})`)
	inXML  = regexp.MustCompile(`(?i)^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-z0-9_:.\-]{2,40})`)
)

// declaredIn is the encoding that HTML or XML says it is in; empty when it says none.
func declaredIn(data []byte) string {
	for _, p := range []*regexp.Regexp{inXML, inMeta} {
		if at := p.FindSubmatch(data); at != nil {
			return string(at[1])
		}
	}
	return ""
}
