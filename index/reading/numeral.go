package reading

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// numeral is what a Chinese character says in a number.
type numeral struct {
	kind  numeralKind
	value int64
	// capital is a character of the financial hand (大写). Many are names or
	// ordinary words too, 陆 or 拾, and count only where an amount or a number is written out.
	capital bool
}

type numeralKind byte

const (
	noNumeral numeralKind = iota
	digit                 // 〇 to 九
	unit                  // 十 百 千
	myriad                // 万 亿
)

// numeralOf tells what r, a folded rune, says in a number. It is asked of every rune
// there is to index, so it is looked up.
func numeralOf(r rune) numeral {
	if r < firstNumeral || r > lastHan {
		return numeral{}
	}
	return numerals.said[numerals.at[r-firstNumeral]]
}

// firstNumeral is 〇; the others are Han.
const firstNumeral = '〇'

var numerals = func() (table struct {
	said []numeral // the first is none
	at   [lastHan - firstNumeral + 1]uint8
}) {
	table.said = []numeral{{}}
	for i := range table.at {
		if n := numeralSaid(firstNumeral + rune(i)); n.kind != noNumeral {
			table.at[i] = uint8(len(table.said))
			table.said = append(table.said, n)
		}
	}
	return table
}()

// numeralSaid is what a rune says in a number.
func numeralSaid(r rune) numeral {
	switch r {
	case '〇', '零':
		return numeral{kind: digit}
	case '一':
		return numeral{kind: digit, value: 1}
	case '二', '两':
		return numeral{kind: digit, value: 2}
	case '三':
		return numeral{kind: digit, value: 3}
	case '四':
		return numeral{kind: digit, value: 4}
	case '五':
		return numeral{kind: digit, value: 5}
	case '六':
		return numeral{kind: digit, value: 6}
	case '七':
		return numeral{kind: digit, value: 7}
	case '八':
		return numeral{kind: digit, value: 8}
	case '九':
		return numeral{kind: digit, value: 9}
	case '壹':
		return numeral{kind: digit, value: 1, capital: true}
	case '贰':
		return numeral{kind: digit, value: 2, capital: true}
	case '叁':
		return numeral{kind: digit, value: 3, capital: true}
	case '肆':
		return numeral{kind: digit, value: 4, capital: true}
	case '伍':
		return numeral{kind: digit, value: 5, capital: true}
	case '陆':
		return numeral{kind: digit, value: 6, capital: true}
	case '柒':
		return numeral{kind: digit, value: 7, capital: true}
	case '捌':
		return numeral{kind: digit, value: 8, capital: true}
	case '玖':
		return numeral{kind: digit, value: 9, capital: true}
	case '十':
		return numeral{kind: unit, value: 10}
	case '百':
		return numeral{kind: unit, value: 100}
	case '千':
		return numeral{kind: unit, value: 1000}
	case '拾':
		return numeral{kind: unit, value: 10, capital: true}
	case '佰':
		return numeral{kind: unit, value: 100, capital: true}
	case '仟':
		return numeral{kind: unit, value: 1000, capital: true}
	case '万':
		return numeral{kind: myriad, value: 1e4}
	case '亿':
		return numeral{kind: myriad, value: 1e8}
	}
	return numeral{}
}

// zeros are those of a unit.
func (n numeral) zeros() string {
	switch n.value {
	case 10:
		return "0"
	case 100:
		return "00"
	case 1000:
		return "000"
	case 1e4:
		return "0000"
	default:
		return "00000000"
	}
}

// characters reads a number in Chinese characters: 十二, 二〇二六, 三百零五万. Its
// end is at where there is none: 万 or 拾 alone, a name such as 陆.
func characters(text string, at int) (end int, value string) {
	var run []numeral
	var ends []int
	for end = at; end < len(text); {
		r, size := utf8.DecodeRuneInString(text[end:])
		n := numeralOf(r)
		if n.kind == noNumeral {
			break
		}
		end += size
		run = append(run, n)
		ends = append(ends, end)
	}
	if run[0].kind == unit && (run[0].value != 10 || run[0].capital) || run[0].kind == myriad {
		return at, ""
	}
	if run[0].capital && !isCounted(run, text[end:]) {
		return at, ""
	}
	if n := positional(run); n > 0 {
		var b strings.Builder
		for _, d := range run[:n] {
			b.WriteByte('0' + byte(d.value))
		}
		return ends[n-1], plain(b.String(), "", "")
	}
	n, total := spoken(run)
	return ends[n-1], total
}

// moneyMarks are what follows an amount that is written out.
const moneyMarks = "元圆角分整"

// isCounted reports whether a run that begins with a capital is a number: it has a
// unit, or what follows says so, as of money and of 叁号.
func isCounted(run []numeral, rest string) bool {
	for _, n := range run[1:] {
		if n.kind != digit {
			return true
		}
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return strings.ContainsRune(moneyMarks+"号", r)
}

// positional is how many of the run are digits one after the other that make
// one number, as in 二〇二六, and 0 when they do not. Two digits are read each for
// itself (三四个, 十四五), unless one is a zero.
func positional(run []numeral) int {
	n, zero := 0, false
	for n < len(run) && run[n].kind == digit {
		zero = zero || run[n].value == 0
		n++
	}
	if n < len(run) && n > 0 {
		n-- // the last one belongs to the unit that follows
		if n < 3 {
			return 0
		}
	}
	if n >= 3 || n == 2 && zero {
		return n
	}
	return 0
}

// spoken reads as many of the run as make one number with units, such as
// 三百零五万二千, and returns how many that were.
func spoken(run []numeral) (n int, value string) {
	var total int64
	n, part := belowMyriad(run, false)
	for n < len(run) && run[n].kind == myriad && total < 1e16 && part < 1e16 {
		above := run[n].value
		if above == 1e8 {
			total = (total + part) * above // 一万亿
		} else {
			total += part * above
		}
		n++
		var more int
		more, part = belowMyriad(run[n:], true)
		if more == 1 && run[n].value > 0 && run[n].kind == digit {
			part *= above / 10 // 一万二 is 12000
		}
		n += more
	}
	return n, strconv.FormatInt(total+part, 10)
}

// belowMyriad reads a number below 10,000 at the beginning of a run, which may
// go on after a 万: then a 零 can come first.
func belowMyriad(run []numeral, after bool) (n int, value int64) {
	last := int64(1e4) // units must fall: after 百 comes 十
	zero := false      // 零 has just come
	at := func(i int) numeral {
		if i < len(run) {
			return run[i]
		}
		return numeral{}
	}
	for n < len(run) {
		this, next := at(n), at(n+1)
		switch {
		case this.kind == digit && this.value == 0 && next.kind == digit && !zero && (n > 0 || after):
			zero = true
			n++
			continue
		case this.kind == digit && next.kind == unit && next.value < last:
			value += this.value * next.value
			last = next.value
			n += 2
		case this.kind == unit && this.value == 10 && n == 0:
			value, last = 10, 10
			n++
		case this.kind == digit && next.kind != unit && last > 1:
			if last < 1e4 && !zero {
				value += this.value * last / 10 // 三百五 is 350, 三百零五 is 305
			} else {
				value += this.value
			}
			return n + 1, value
		default:
			return n, value
		}
		zero = false
	}
	return n, value
}
