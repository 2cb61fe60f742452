package reading

import (
	"bytes"
	"unicode/utf8"
)

// Pack writes a folded text as an index keeps it, in about three fifths of the bytes:
//
//   - one byte for ASCII and for the characters that are the most frequent ones in
//     official texts, which take the places of capitals and control characters, of
//     which a folded text has none;
//   - two bytes for the rest of the usual Han: a page of 256 and the place on it;
//   - packedOther and UTF-8 for everything else.
//
// The codes are part of the index's format.
func Pack(text string) []byte {
	packed := make([]byte, 0, len(text))
	for _, r := range text {
		packed = appendPacked(packed, r)
	}
	return packed
}

func appendPacked(packed []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf && packing.plain[r]:
		return append(packed, byte(r))
	case r >= firstPage && r < lastPage:
		if code := packing.han[r-firstPage]; code != 0 {
			return append(packed, code)
		}
		return append(packed, byte(packedPages+(r-firstPage)>>8), byte(r-firstPage))
	case r == '、':
		return append(packed, packing.enumeration)
	case r == '。':
		return append(packed, packing.stop)
	}
	return utf8.AppendRune(append(packed, packedOther), r)
}

// Unpack is the text that was packed, appended to a buffer.
func Unpack(text, packed []byte) []byte {
	for at := 0; at < len(packed); {
		size := packedSize(packed[at:])
		switch code := packed[at]; {
		case code == packedOther:
			text = append(text, packed[at+1:at+size]...)
		case size == 2:
			text = utf8.AppendRune(text, firstPage+rune(code-packedPages)<<8+rune(packed[at+1]))
		default:
			text = utf8.AppendRune(text, packing.runes[code])
		}
		at += size
	}
	return text
}

// packedSize is how many bytes the first rune of a packed text has.
func packedSize(packed []byte) int {
	switch code := packed[0]; {
	case code == packedOther:
		_, size := utf8.DecodeRune(packed[1:])
		return min(1+size, len(packed))
	case isPage(code):
		return min(2, len(packed))
	}
	return 1
}

const (
	firstPage, lastPage = 0x4E00, 0xA000 // the usual Han
	pages               = (lastPage - firstPage) >> 8
	packedPages         = 0x80
	packedOther         = 0xFF
)

// frequent are characters that have a byte of their own.
const frequent = `、。的一在有和不中为上以要对同可能用使成与到方法定本其及进全数下第号元次由所如表将或年月日二三四五六七八九十时间人民政府区市局办公室会议文件` +
	`通知工作部门单位行管理建设项目资金安生产责任关于发员大国个实施情报`

// packing are the codes of package-wide use.
var packing = newPacking()

type packingTable struct {
	plain             [utf8.RuneSelf]bool
	han               [lastPage - firstPage]byte
	enumeration, stop byte
	runes             [256]rune
}

func newPacking() (t packingTable) {
	var free []byte
	for code := range 256 {
		r := rune(code)
		switch {
		case code == 0 || code == 1 || r > ' ' && r < 0x7f && !('A' <= r && r <= 'Z'):
			t.plain[code], t.runes[code] = true, r
		case code < packedPages || code >= packedPages+pages && code < packedOther:
			free = append(free, byte(code))
		}
	}
	for i, r := range []rune(frequent) {
		t.runes[free[i]] = r
		switch {
		case r == '、':
			t.enumeration = free[i]
		case r == '。':
			t.stop = free[i]
		default:
			t.han[r-firstPage] = free[i]
		}
	}
	return t
}

// PackedPart is in which part of a packed text of several parts the packed needle is
// first: 0, 1, or 2 for all the others; -1 when it is nowhere.
func (n *Needle) PackedPart(packed []byte) int {
	for at := range n.all(packed) {
		if !beginsRune(packed, at) {
			continue
		}
		part := 0
		for walked := 0; walked < at && part < 2; walked += packedSize(packed[walked:]) {
			if packed[walked] == boundary {
				part++
			}
		}
		return part
	}
	return -1
}

// beginsRune reports whether a rune of a packed text begins at a place: the second byte
// of one may look like a first. What comes before a byte that is no page's ends there, and
// the pages behind it have a second byte each.
func beginsRune(packed []byte, at int) bool {
	from := at
	for from > 0 && isPage(packed[from-1]) {
		from--
	}
	if bytes.IndexByte(packed[max(0, from-2):from], packedOther) < 0 {
		return (at-from)%2 == 0
	}
	// Those behind packedOther may be UTF-8.
	walked := 0
	for walked < at {
		walked += packedSize(packed[walked:])
	}
	return walked == at
}

// isPage reports whether a byte, where a rune begins, is the first of two.
func isPage(code byte) bool { return code >= packedPages && code < packedPages+pages }
