package xlsx

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"gongwen/templates"
	"gongwen/templates/table"
)

// What cells of a workbook hold, as ECMA-376 writes it.

// mostExact is the greatest whole number of fifteen figures: Excel keeps no more of them.
const mostExact = 999_999_999_999_999

// mostUnits is how long the text of a cell may be, in UTF-16.
const mostUnits = 32_767

// firstDay is the first that Excel and all others count alike: its 1900 has a 29 February.
var firstDay = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)

// appendYuan writes an amount in decimals, without a detour over binary fractions.
func appendYuan(out []byte, fen templates.Fen) []byte {
	n := uint64(fen)
	if fen < 0 {
		out, n = append(out, '-'), -n
	}
	out = strconv.AppendUint(out, n/100, 10)
	if rest := n % 100; rest > 0 {
		out = append(out, '.', byte('0'+rest/10))
		if rest%10 > 0 {
			out = append(out, byte('0'+rest%10))
		}
	}
	return out
}

// appendSerial writes a time as days since 30 December 1899 by its own clock.
func appendSerial(out []byte, t time.Time) []byte {
	const day, epoch = 24 * 60 * 60, 25569 // of Unix, in days
	_, offset := t.Zone()
	seconds := t.Unix() + int64(offset) + epoch*day
	if seconds%day == 0 {
		return strconv.AppendInt(out, seconds/day, 10)
	}
	return strconv.AppendFloat(out, float64(seconds)/day, 'f', -1, 64)
}

// isLong reports whether a text is longer than a cell formatted as text may show.
func isLong(s string) bool {
	return len(s) > textFormatMost && utf8.RuneCountInString(s) > textFormatMost
}

func outerSpace(s string) bool {
	return s[0] <= ' ' || s[len(s)-1] <= ' '
}

// special are the bytes of a text that do not stand for themselves in XML, and _, with which
// Excel writes those it has no other way for.
var special = func() (is [256]bool) {
	for b := range 0x20 {
		is[b] = true
	}
	is['\n'], is['\t'] = false, false
	for _, b := range `<>&"_` {
		is[b] = true
	}
	is[0xEF] = true // the first of U+FFFE and U+FFFF, which XML does not know
	return
}()

// appendText writes a text. What is no UTF-8 becomes U+FFFD; what a cell has no room for is
// left out.
func appendText(out []byte, s string) []byte {
	if len(s) > mostUnits {
		s = clipped(s)
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	from := 0
	for i := 0; i < len(s); i++ {
		if !special[s[i]] {
			continue
		}
		as, n := written(s[i:])
		if n == 0 {
			continue
		}
		out = append(append(out, s[from:i]...), as...)
		from = i + n
		i = from - 1
	}
	return append(out, s[from:]...)
}

// written is how the first n bytes of a text are written; n is 0 where they stand for
// themselves.
func written(s string) (as string, n int) {
	switch b := s[0]; {
	case b == '<':
		return "&lt;", 1
	case b == '>':
		return "&gt;", 1
	case b == '&':
		return "&amp;", 1
	case b == '"':
		return "&quot;", 1
	case b == '\r' && strings.HasPrefix(s, "\r\n"):
		return "\n", 2
	case b == '\r':
		return "\n", 1
	case b < 0x20:
		return "", 1 // nobody sees it
	case b == '_' && isEscape(s): // ECMA-376, 22.9.2.19 (ST_Xstring)
		return "_x005F_", 1
	case strings.HasPrefix(s, "\uFFFE"), strings.HasPrefix(s, "\uFFFF"):
		return "\uFFFD", 3
	}
	return "", 0
}

// isEscape reports whether a text begins like _x0041_, which Excel would show as A.
func isEscape(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	for _, b := range []byte(s[2:6]) {
		if !strings.ContainsRune("0123456789abcdefABCDEF", rune(b)) {
			return false
		}
	}
	return true
}

// clipped is as much of a text as a cell holds.
func clipped(s string) string {
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > mostUnits {
			return s[:i]
		}
	}
	return s
}

// mostTarget is how many bytes of address Excel opens.
const mostTarget = 2000

// hyperlink is the formula of a link. A text within a formula has no more than 255
// characters; longer ones are joined.
func hyperlink(l table.Link) string {
	return "HYPERLINK(" + quoted(l.Target) + "," + quoted(l.Text) + ")"
}

func quoted(s string) string {
	const most = 250
	var parts []string
	for runes := []rune(s); ; runes = runes[most:] {
		part := runes[:min(most, len(runes))]
		parts = append(parts, `"`+strings.ReplaceAll(string(part), `"`, `""`)+`"`)
		if len(runes) <= most {
			return strings.Join(parts, "&")
		}
	}
}
