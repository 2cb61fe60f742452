package numfmt

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one element of a section.
type token struct {
	kind kind
	text string // of a literal what it shows; else as it is written
}

type kind int

const (
	literal  kind = iota
	blank         // _x, as wide as x
	digit         // 0 # ?
	point         // .
	comma         // ,
	percent       // %
	exponent      // E+ or E-
	general       // General
	text          // @
	date          // a run of one of y m d h s e g b a, or AM/PM
	elapsed       // [h] [mm] [ss]
)

// section is one part of a format.
type section struct {
	tokens    []token
	condition *condition
	red       bool // numbers below zero may be told by it alone
	numerals  bool // in Chinese characters: [DBNum1]
}

// generals are the names of the format without a format; the second is the one that
// Chinese programs show and some also write.
var generals = []string{"general", "g/通用格式"}

// halves are the words for the halves of the day.
var halves = []string{"am/pm", "a/p", "上午/下午"}

// parse takes a format apart. A fifth section means nothing, and no format is General.
func parse(code string) []section {
	if code == "" {
		code = generals[0]
	}
	var sections []section
	s := section{}
	for rest := code; ; {
		if rest == "" || rest[0] == ';' {
			sections = append(sections, s)
			if rest == "" {
				return sections[:min(4, len(sections))]
			}
			s, rest = section{}, rest[1:]
			continue
		}
		rest = s.take(rest)
	}
}

// take takes the first element off a format that does not begin with ;.
func (s *section) take(code string) (rest string) {
	add := func(k kind, text string, size int) string {
		s.tokens = append(s.tokens, token{k, text})
		return code[size:]
	}
	folded := strings.ToLower(code[:min(len(code), 32)])
	for _, name := range generals {
		if strings.HasPrefix(folded, name) {
			return add(general, name, len(name))
		}
	}
	for _, half := range halves {
		if strings.HasPrefix(folded, half) {
			return add(date, half, len(half))
		}
	}
	first, size := utf8.DecodeRuneInString(code)
	_, after := utf8.DecodeRuneInString(code[size:])
	next := code[size : size+after]
	switch {
	case first == '"':
		if quoted, _, closed := strings.Cut(code[1:], `"`); closed {
			return add(literal, quoted, len(quoted)+2)
		}
		return add(literal, code[1:], len(code))
	case first == '\\' || first == '!':
		return add(literal, next, size+len(next))
	case first == '_':
		return add(blank, " ", size+len(next))
	case first == '*': // fills the width of the cell
		return code[size+len(next):]
	case first == '[':
		if inside, _, closed := strings.Cut(code[1:], "]"); closed {
			s.bracket(inside)
			return code[len(inside)+2:]
		}
	case strings.ContainsRune("0#?", first):
		return add(digit, code[:size], size)
	case first == '.':
		return add(point, ".", size)
	case first == ',':
		return add(comma, ",", size)
	case first == '%':
		return add(percent, "%", size)
	case first == '@':
		return add(text, "@", size)
	case unicode.ToLower(first) == 'e' && (next == "+" || next == "-"):
		return add(exponent, code[:2], 2)
	case strings.ContainsRune("ymdhsegba", unicode.ToLower(first)):
		run := len(folded) - len(strings.TrimLeft(folded, string(unicode.ToLower(first))))
		return add(date, folded[:run], run)
	}
	return add(literal, code[:size], size)
}

// colours are the names a bracket may hold beside [Color12].
var colours = []string{"black", "blue", "cyan", "green", "magenta", "white", "yellow"}

// bracket reads what stands in [ ]: a colour, a condition, a currency with its place
// ([$￥-804]), numerals, or a length of time. What it does not know shows nothing.
func (s *section) bracket(inside string) {
	folded := strings.ToLower(inside)
	switch {
	case folded == "red" || folded == "红色" || folded == "color3":
		s.red = true
	case slices.Contains(colours, folded):
	case strings.HasPrefix(folded, "$"):
		symbol, place, _ := strings.Cut(inside[1:], "-")
		if symbol != "" {
			s.tokens = append(s.tokens, token{literal, currency(symbol, strings.ToUpper(place))})
		}
	case strings.HasPrefix(folded, "dbnum"):
		s.numerals = true
	case folded != "" && strings.Trim(folded, folded[:1]) == "" && strings.Contains("hms", folded[:1]):
		s.tokens = append(s.tokens, token{elapsed, folded})
	default:
		if c := conditionIn(folded); c != nil {
			s.condition = c
		}
	}
}

// currency is a currency as it is shown, told apart where two look the same: ¥ is also
// Japan's, 元 and 圆 also Taiwan's and Hong Kong's. The place is a language code (LCID)
// in hexadecimal, of which the last four figures count.
func currency(symbol, place string) string {
	place = strings.TrimLeft(place[max(0, len(place)-4):], "0")
	switch {
	case strings.ContainsAny(symbol, "¥￥") && place == "411":
		return "JP¥"
	case strings.ContainsAny(symbol, "元圆圓") && place == "404":
		return "NT$"
	case strings.ContainsAny(symbol, "元圆圓") && place == "C04":
		return "HK$"
	case strings.ContainsAny(symbol, "元圆圓") && place == "1404":
		return "MOP$"
	}
	return symbol
}
