package annotate

import (
	"bytes"
	"regexp"

	"golang.org/x/text/encoding/unicode"
)

var declaration = regexp.MustCompile(`^(\s*<\?xml[^>]*?\sencoding\s*=\s*["'])[^"']*`)

// inUTF8 is a part in UTF-8, whichever of the two encodings it has that the standard
// allows (ECMA-376 part 2, 9.1.4). One in UTF-8 is returned as it is.
func inUTF8(text []byte) ([]byte, error) {
	if !bytes.HasPrefix(text, []byte{0xFF, 0xFE}) && !bytes.HasPrefix(text, []byte{0xFE, 0xFF}) {
		return text, nil
	}
	text, err := unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().Bytes(text)
	return declaration.ReplaceAll(text, []byte(`${1}UTF-8`)), err
}
