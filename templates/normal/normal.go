// Package normal makes texts equal that look equal, in one place for the whole
// program: what forms, rosters and files say, what is compared, and what is searched.
//
// People do not see how a text is encoded. The same 一 comes from a keyboard (U+4E00),
// from a PDF (U+2F00, a radical); the same é from Windows (one code point) and from
// macOS (two); a blank may be of a dozen sorts, and a character may be followed by one
// that nobody sees. There are three normal forms, each built on the one before:
//
//   - Text is a text as it is kept: printed, filed, put into registers. It looks as it
//     did, and every character of it is the usual one. What somebody may have chosen
//     stays: ①, ㎡, ½, full-width letters, the ideographic space, 長 and 長城.
//   - Narrow is a text as figures, dates, names and the names of files are read from it:
//     letters, figures and marks in the width that Western keyboards have.
//   - Key is what texts are compared by. It is never shown: no spaces, no case, no marks
//     of compatibility (NFKC), so that ① is 1 in it.
//
// Where no name is called what somebody wrote, Distance tells which ones are near.
//
// Searching compares rune by rune, see package reading of the index; it takes the
// characters from Rune. Traditional and simplified characters, and Greek and Cyrillic
// letters that look like Latin ones, are other characters and stay so.
package normal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Nothing is what Rune gives for a character that has no shape of its own.
const Nothing rune = -1

// Text is a text in the form it is kept in:
//
//   - composed (NFC), which also makes compatibility ideographs (U+F900–FAFF,
//     U+2F800–2FA1F) the ones they are;
//   - radicals and strokes are the ideographs they look like, see Rune;
//   - the ligatures of PDFs (ﬁ) are their letters;
//   - no-break and typographic spaces are spaces; the ideographic one, by which
//     paragraphs are indented and names aligned, stays;
//   - variation selectors, zero-width spaces and joiners, soft hyphens and byte order
//     marks are left out.
//
// Text of Text is Text, and texts equal under NFC or NFD have the same one. Bytes that
// are no UTF-8 stay as they are.
func Text(s string) string {
	if isUsual(s) {
		return s
	}
	return norm.NFC.String(mapped(s))
}

// mapped is a text with every rune as Text has it.
func mapped(s string) string {
	for at, r := range s {
		if Rune(r) != r || isLigature(r) {
			var b strings.Builder
			b.Grow(len(s))
			b.WriteString(s[:at])
			for rest := s[at:]; rest != ""; {
				r, size := utf8.DecodeRuneInString(rest)
				switch usual := Rune(r); {
				case usual == Nothing:
				case isLigature(r):
					b.WriteString(norm.NFKC.String(rest[:size]))
				case usual != r:
					b.WriteRune(usual)
				default:
					b.WriteString(rest[:size]) // also a byte that is no UTF-8
				}
				rest = rest[size:]
			}
			return b.String()
		}
	}
	return s
}

// Rune is the usual character for one that looks like it: a radical's or stroke's
// ideograph, a space for a space of another sort, Nothing for what has no shape; any
// other rune itself. It is Text for those who must go rune by rune.
func Rune(r rune) rune {
	switch {
	case r < 0x00A0:
		return r
	case r == 0x00A0, r >= 0x2000 && r <= 0x200A, r == 0x202F, r == 0x205F, r == 0x1680:
		return ' '
	case r == 0x00AD, r == 0x034F, r == 0x180E, r >= 0x200B && r <= 0x200D, r == 0x2060, r == 0xFEFF, r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF:
		return Nothing
	}
	return ideograph(r)
}

// isLigature reports whether a rune is one of the Latin ligatures, ﬀ to ﬆ, which only
// typesetting makes.
func isLigature(r rune) bool { return r >= 0xFB00 && r <= 0xFB06 }

// isUsual reports, quickly, that a text is its own Text. It goes by the first bytes of
// the runes and knows those of which Chinese texts nearly wholly consist; false only
// says that one must look closer.
func isUsual(s string) bool {
	for at := 0; at < len(s); {
		switch b := s[at]; {
		case b < utf8.RuneSelf:
			at++
		case !isThree(s[at:]):
			return false
		case b >= 0xE4 && b <= 0xE9, // U+4000–9FFF: ideographs
			b == 0xE3 && s[at+1] == 0x80 && s[at+2] < 0xAA,                    // U+3000–3029: 、。《》〔〕
			b == 0xEF && s[at+1] >= 0xBC,                                      // U+FF00–FFFF: full width
			b == 0xE2 && s[at+1] == 0x80 && s[at+2] >= 0x90 && s[at+2] < 0xA8: // U+2010–2027: — “ ” …
			at += 3
		default:
			return false
		}
	}
	return true
}

// isThree reports whether a text goes on after its first byte as a rune of three does.
func isThree(s string) bool { return len(s) > 2 && s[1]>>6 == 0b10 && s[2]>>6 == 0b10 }

// Narrow is the Text of a text with letters, figures, marks and spaces of full width
// (ＡＢ１２（）　) in half width, Japanese ones of half width in full width, and small marks
// (﹒﹑﹝, U+FE50–FE6F) as the usual ones. It looks at nothing else that NFKC does: a ① must
// not become a figure of an amount.
func Narrow(s string) string {
	s = Text(s)
	if !strings.ContainsFunc(s, func(r rune) bool { return narrow(r) != r }) {
		return s
	}
	return norm.NFC.String(strings.Map(narrow, s)) // a kana may meet its mark
}

func narrow(r rune) rune {
	switch {
	case r < 0x3000:
		return r
	case r == 0x3000:
		return ' '
	case r >= 0xFE50 && r <= 0xFE6F:
		small, _ := utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
		return small
	case r >= 0xFF00 && r <= 0xFFEF:
		if folded := width.LookupRune(r).Folded(); folded != 0 {
			return folded
		}
	}
	return r
}

// Key is what two texts have in common if they mean the same to a reader: it has no
// spaces, no format characters, lower case, and every character in its compatibility
// form (NFKC). It is for comparing and for looking up, not for showing. Control characters
// other than white space stay: a name with one is nobody's.
func Key(s string) string {
	switch {
	case isKey(s):
		return s
	case isSimple(s):
		return strings.Map(keyRune, s)
	}
	s = strings.Map(keyRune, norm.NFKC.String(Text(s)))
	return norm.NFKC.String(s) // what stood apart may compose now
}

// keyRune is Key for a rune in its compatibility form, or of those that isSimple knows.
func keyRune(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFF01 - '!'
	}
	switch {
	case r >= 0x4E00 && r <= 0x9FFF || r > 0x3000 && r < 0x302A: // nearly all that are here
		return r
	case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
		return -1
	}
	return unicode.ToLower(r)
}

// isSimple reports, quickly, that a text has nothing but characters whose compatibility
// form is that of their width, and which compose with nothing: ideographs, letters,
// figures and marks as keyboards give them.
func isSimple(s string) bool {
	for at := 0; at < len(s); {
		switch b := s[at]; {
		case b < utf8.RuneSelf:
			at++
		case !isThree(s[at:]):
			return false
		case b >= 0xE4 && b <= 0xE9,
			b == 0xE3 && s[at+1] == 0x80 && s[at+2] < 0xAA,                                          // U+3000–3029: 、。《》〔〕
			b == 0xEF && (s[at+1] == 0xBC && s[at+2] > 0x80 || s[at+1] == 0xBD && s[at+2] < 0x9F),   // U+FF01–FF5E
			b == 0xE2 && s[at+1] == 0x80 && (s[at+2] == 0x94 || s[at+2] >= 0x98 && s[at+2] <= 0x9D): // — ‘ ’ “ ”
			at += 3
		default:
			return false
		}
	}
	return true
}

// isKey reports, quickly, that a text is its own Key.
func isKey(s string) bool {
	for at := 0; at < len(s); {
		switch b := s[at]; {
		case b > ' ' && b < 0x7F && (b < 'A' || b > 'Z'):
			at++
		case b >= 0xE4 && b <= 0xE9 && isThree(s[at:]):
			at += 3
		default:
			return false
		}
	}
	return true
}
