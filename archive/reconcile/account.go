package reconcile

import (
	"regexp"
	"strings"

	"gongwen/templates/normal"
	"gongwen/templates/numfmt"
)

// account is the number of an account as far as it is known.
type account struct {
	key string // without blanks, dashes and zeros at its beginning; * for what is masked
	// known is how many digits from the first on can be relied on where the last were lost:
	// a spreadsheet keeps fifteen of a number. 0 for all.
	known int
}

var masked = regexp.MustCompile(`[*xX●＊]{2,}`)

// accountIn is the account in a cell.
func accountIn(raw any) account {
	if n, is := raw.(numfmt.Number); is {
		a := accountOf(strings.TrimSuffix(n.Exact, ".0"))
		if n.Lost || len(a.key) > numfmt.MaxDigits {
			a.known = numfmt.MaxDigits
		}
		return a
	}
	text := strings.TrimSpace(normal.Narrow(shown(raw)))
	if exponent.MatchString(text) {
		digits, power, _ := strings.Cut(strings.ToLower(text), "e")
		if strings.HasPrefix(power, "-") {
			return account{}
		}
		digits = strings.NewReplacer(".", "", "+", "", "-", "").Replace(digits)
		digits = strings.TrimRight(strings.TrimLeft(digits, "0"), "0")
		// The last of the digits that are shown was rounded.
		return account{key: digits, known: max(len(digits)-1, 1)}
	}
	return accountOf(strings.TrimSuffix(text, ".0"))
}

func accountOf(text string) account {
	key := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '*':
			return r
		case r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, masked.ReplaceAllString(normal.Narrow(text), "*"))
	return account{key: strings.TrimLeft(key, "0")}
}

// whole reports whether every digit is known.
func (a account) whole() bool { return a.key != "" && a.known == 0 && !strings.Contains(a.key, "*") }

// like is how two accounts compare.
type like int

const (
	unlike  like = iota
	unknown      // nothing, or too little, is known of one of them
	partly       // what is known of them agrees
	same
)

// fewestDigits is how many digits that agree tell something.
const fewestDigits = 4

func (a account) like(b account) like {
	switch {
	case a.key == "" || b.key == "":
		return unknown
	case a.whole() && b.whole():
		if a.key == b.key {
			return same
		}
		return unlike
	case a.whole():
		return b.like(a)
	case b.known == 0 && strings.Contains(b.key, "*"), b.known > 0:
		return unknown
	}
	if a.known > 0 {
		n := min(a.known, len(a.key), len(b.key))
		switch {
		case a.key[:n] != b.key[:n]:
			return unlike
		case n < fewestDigits:
			return unknown
		}
		return partly
	}
	head, tail, _ := strings.Cut(a.key, "*")
	tail = tail[strings.LastIndexByte(tail, '*')+1:]
	switch {
	case !strings.HasPrefix(b.key, head) || !strings.HasSuffix(b.key, tail) || len(head)+len(tail) > len(b.key):
		return unlike
	case len(head)+len(tail) < fewestDigits:
		return unknown
	}
	return partly
}
