package templates

import (
	"strings"

	"gongwen/templates/normal"
)

// SameInCapitals reports whether a text people wrote in capital figures says the
// amount, in any of the spellings AmountInCapitals takes.
func SameInCapitals(text string, f Fen) bool {
	amount, ok := AmountInCapitals(text)
	return ok && amount == f
}

// capitalSpellings are what hand-written vouchers differ in and banks accept.
var capitalSpellings = strings.NewReplacer("人民币", "", "人民幣", "", "(大写)", "", "大写", "", "圆", "元", "圓", "元", "正", "", "整", "",
	"〇", "零", "○", "零", "萬", "万", "億", "亿", "貳", "贰", "陸", "陆", "參", "叁", "参", "叁", "叄", "叁", "負", "负", ":", "", "¥", "", " ", "")

// AmountInCapitals reads an amount in the capital figures (大写) of vouchers and
// contracts: 人民币壹万贰仟元整. It takes traditional characters, 圆 for 元, 正 or nothing
// for 整, 人民币 or not, 拾 for 壹拾 at the beginning, and every place written out, as on
// printed vouchers (零拾壹万贰仟零佰零拾零元零角零分). A 零 more or less changes nothing,
// since every figure is followed by its place; one that has none, or that could stand
// for another place, makes the text no amount: ok is false.
func AmountInCapitals(text string) (amount Fen, ok bool) {
	s := capitalSpellings.Replace(normal.Narrow(text))
	s, negative := strings.CutPrefix(s, "负")
	whole, rest, yuan := strings.Cut(s, "元")
	if !yuan {
		whole, rest = "", s
	}
	n := int64(0)
	if yuan {
		if n, ok = capitalNumber(whole, true); !ok || whole == "" {
			return 0, false
		}
	}
	small, ok := capitalCents(rest)
	if !ok || !yuan && rest == "" {
		return 0, false
	}
	amount = Fen(n*100 + small)
	if negative {
		amount = -amount
	}
	return amount, true
}

// capitalMarks are the names of groups of places, from the highest, with their values.
var capitalMarks = []struct {
	mark  string
	value int64
}{{"兆", 1e12}, {"亿", 1e8}, {"万", 1e4}}

// capitalNumber reads a whole number. Head is set for the beginning of one, with no
// figure before it. What stands before 亿 may itself have a 万: 壹万亿.
func capitalNumber(s string, head bool) (int64, bool) {
	for _, m := range capitalMarks {
		above, below, found := strings.Cut(s, m.mark)
		if !found {
			continue
		}
		high, ok := capitalNumber(above, head)
		if !ok || above == "" || strings.Contains(below, m.mark) || m.value != 1e8 && high >= 1e4 || high >= 1e8 {
			return 0, false
		}
		low, ok := capitalNumber(below, head && high == 0)
		return high*m.value + low, ok && low < m.value
	}
	return capitalGroup([]rune(s), head)
}

// capitalGroup reads a number below ten thousand.
func capitalGroup(s []rune, head bool) (n int64, ok bool) {
	place := func(i int) int { // of the unit at i; 0 for none
		if i >= len(s) {
			return 0
		}
		return max(0, strings.Index("\x00拾佰仟", string(s[i]))+2) / 3
	}
	last := 4       // the places below are still to come
	written := 4    // the last place that was written, with its unit
	bounded := head // a 零 with a unit may begin the number
	values := [4]int64{1, 10, 100, 1000}
	for i := 0; i < len(s); i++ {
		digit := int64(strings.Index(capitalDigits, string(s[i])) / 3)
		unit := place(i + 1)
		switch known := strings.ContainsRune(capitalDigits, s[i]); {
		case !known && i == 0 && head && place(i) == 1: // 拾贰万
			n, last, written = 10, 1, 1
		case !known:
			return 0, false
		case digit == 0 && unit == 0: // fills in for empty places
		case digit == 0 && unit < last && (unit == written-1 || bounded && n == 0):
			last, written = unit, unit
			i++
		case digit > 0 && unit > 0 && unit < last:
			n, last, written = n+digit*values[unit], unit, unit
			i++
		case digit > 0 && unit == 0 && last > 0 && i == len(s)-1:
			return n + digit, true
		default:
			return 0, false
		}
		bounded = bounded && n == 0
	}
	return n, true
}

// capitalCents reads what stands behind 元, in fen.
func capitalCents(rest string) (fen int64, ok bool) {
	s, last := []rune(rest), int64(100)
	for i := 0; i < len(s); i++ {
		digit := int64(strings.Index(capitalDigits, string(s[i])) / 3)
		value := int64(0)
		if i+1 < len(s) {
			value = map[rune]int64{'角': 10, '分': 1}[s[i+1]]
		}
		switch {
		case !strings.ContainsRune(capitalDigits, s[i]):
			return 0, false
		case digit == 0 && value == 0: // 元零伍分
		case value > 0 && value < last:
			fen, last = fen+digit*value, value
			i++
		default:
			return 0, false
		}
	}
	return fen, true
}
