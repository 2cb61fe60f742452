package reading

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongwen/templates/normal"
)

// Fold is a text as it is compared: without white space and control characters,
// every rune the usual one (normal.Rune) and decomposed (NFKD), in lower case,
// simplified, and as the mark that stands for all of its sort.
func Fold(text string) string {
	table := folding()
	b := make([]byte, 0, len(text))
	for text != "" {
		n := table.same(text)
		b = append(b, text[:n]...)
		if text = text[n:]; text != "" {
			b, n = table.one(b, text)
			text = text[n:]
		}
	}
	return string(b)
}

// FoldLetters folds a text and leaves out its marks, so that only letters and
// figures remain.
func FoldLetters(text string) string { return lettersOf(Fold(text)) }

// fold yields the folded text, rune by rune, each with the byte offset in text
// of the rune it came from.
//
// Every rune is folded by itself. So folding a piece of a text gives a piece of
// the folded text, on which finding every substring rests. (That is why it
// decomposes, NFKD, and is no normal.Key: composing looks at the neighbours.)
func fold(text string, yield func(r rune, at int)) {
	for at, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			if r > ' ' && r != 0x7f {
				yield(alike(r), at)
			}
		case r >= 0x4E00 && r < 0xA000: // Han, which has no other form than the simplified one
			yield(simplified(r), at)
		default:
			if r = normal.Rune(r); r == normal.Nothing {
				continue
			}
			for _, d := range norm.NFKD.String(string(r)) {
				d = unicode.ToLower(d)
				if !unicode.IsSpace(d) && !unicode.In(d, unicode.Cc, unicode.Cf) {
					yield(alike(simplified(d)), at)
				}
			}
		}
	}
}

// alike is the mark that stands for all the marks of a sort: people do not look
// which bracket a number has, and a keyboard may not have it.
func alike(r rune) rune {
	switch r {
	case '〔', '[', '【', '〖', '﹝', '{':
		return '('
	case '〕', ']', '】', '〗', '﹞', '}':
		return ')'
	case '“', '”', '„', '″', '〃':
		return '"'
	case '‘', '’', '‚', '′':
		return '\''
	case '–', '—', '―', '‐', '‑', '−', '─':
		return '-'
	case '～', '〜':
		return '~'
	case '○', '◯': // typed for the zero of 二〇二六
		return '〇'
	}
	return r
}
