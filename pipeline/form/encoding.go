package form

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongwen/templates/bounded"
)

// plainText is a text form in UTF-8 with lines that end as everywhere (LF). Notepad
// writes three other encodings: UTF-16 of either order, which a mark at its head tells,
// and what it calls ANSI, GB18030. That has no mark; a text that is no UTF-8 is taken
// for it if it then says which form it is, which no other encoding would make it say.
// False means that it is none of these.
func plainText(data []byte) ([]byte, bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		data = fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		data = fromUTF16(data[2:], binary.BigEndian)
	default:
		data = bounded.WithoutMark(data)
	}
	if !utf8.Valid(data) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) || !claim.Match(decoded) {
			return nil, false
		}
		data = decoded
	}
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data, true
}

// fromUTF16 is a text in UTF-16 as UTF-8. Half a character at the end becomes no
// character, which no field takes.
func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, 0, len(data)/2+1)
	for ; len(data) >= 2; data = data[2:] {
		units = append(units, order.Uint16(data))
	}
	if len(data) == 1 {
		units = append(units, utf8.RuneError)
	}
	return []byte(string(utf16.Decode(units)))
}
