package ours

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"unicode/utf16"
)

// NoticeTitle begins the title of a notice.
const NoticeTitle = "退件通知"

// isPrinted reports whether a PDF is a notice as it was printed: its identifier is the
// hash of all before its table of objects, and nothing was added behind.
func isPrinted(data []byte) bool {
	if !bytes.HasPrefix(data, []byte("%PDF-")) || !bytes.HasSuffix(data, []byte("\n%%EOF\n")) {
		return false
	}
	_, after, ok := cutLast(data, "\nstartxref\n")
	if !ok {
		return false
	}
	offset, err := strconv.Atoi(string(bytes.TrimSuffix(after, []byte("\n%%EOF\n"))))
	if err != nil || offset < 0 || offset > len(data) || !bytes.HasPrefix(data[offset:], []byte("xref\n")) {
		return false
	}
	sum := sha256.Sum256(data[:offset])
	id := hex.EncodeToString(sum[:16])
	return bytes.Contains(data[offset:], []byte("/ID [<"+id+"> <"+id+">]")) && bytes.Contains(data[:offset], titled(NoticeTitle))
}

// titled is how a title that begins with text stands in a PDF: in UTF-16.
func titled(text string) []byte {
	b := []byte("/Title <FEFF")
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, bytes.ToUpper([]byte(hex.EncodeToString([]byte{byte(unit >> 8), byte(unit)})))...)
	}
	return b
}

func cutLast(data []byte, sep string) (before, after []byte, found bool) {
	i := bytes.LastIndex(data, []byte(sep))
	if i < 0 {
		return nil, nil, false
	}
	return data[:i], data[i+len(sep):], true
}
