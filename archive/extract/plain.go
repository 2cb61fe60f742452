package extract

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// readPlain reads text without marks, such as txt and csv.
func readPlain(_ *Extractor, into *text, data []byte) error {
	decoded, err := decode(data)
	if err != nil {
		return err
	}
	// Piece by piece, so that it can be stopped.
	for len(decoded) > 0 {
		n := min(len(decoded), 64<<10)
		for n < len(decoded) && !utf8.RuneStart(decoded[n]) {
			n++
		}
		if err := into.write(string(decoded[:n])); err != nil {
			return err
		}
		decoded = decoded[n:]
	}
	return nil
}

var errNoText = unsupportedError("认不出的文件格式或文字编码")

// decode turns text of an unnamed encoding into UTF-8. GB18030 holds GBK and
// GB2312. It takes nearly any bytes, so what comes out is looked at.
func decode(data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		var err error
		if data, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data); err != nil {
			return nil, err
		}
	}
	strange := 0
	for _, r := range string(data) {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != 0x1a {
			strange++
		}
	}
	// A few may be a misprint, such as a file cut in the middle of a character.
	if strange > 1+len(data)/1000 {
		return nil, errNoText
	}
	return data, nil
}
