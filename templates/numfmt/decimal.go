package numfmt

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// MaxDigits is how many digits a spreadsheet keeps of a number.
const MaxDigits = 15

// decimal is a number below zero or not, 0.digits × 10^point. Zero has no digits.
type decimal struct {
	negative bool
	digits   string // without zeros at either end
	point    int
}

var numeral = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([Ee][+-]?\d{1,3})?$`)

// decimalOf reads a number as workbooks keep it, to fifteen digits: 0.30000000000000004
// is 0.3. Kept is false where more digits stand there than that: an account number with
// sixteen. What sums of fractions are off by is no digit.
func decimalOf(raw string) (d decimal, n float64, kept, ok bool) {
	if !numeral.MatchString(raw) {
		return d, 0, false, false
	}
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return d, 0, false, false
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(math.Abs(n), 'e', MaxDigits-1, 64), "e")
	e, _ := strconv.Atoi(exponent)
	d = decimal{n < 0, strings.ReplaceAll(mantissa, ".", ""), e + 1}
	d.trim()
	rounded, _ := strconv.ParseFloat(d.String(), 64)
	// Noise is a few of the smallest steps between two numbers, or what lies behind zeros.
	step := math.Nextafter(math.Abs(n), math.Inf(1)) - math.Abs(n)
	noise := math.Abs(rounded-n) <= 8*step || len(d.digits) <= MaxDigits-3
	return d, n, d.point <= MaxDigits && noise, true
}

// trim takes off the zeros at both ends.
func (d *decimal) trim() {
	trimmed := strings.TrimLeft(d.digits, "0")
	d.point -= len(d.digits) - len(trimmed)
	d.digits = strings.TrimRight(trimmed, "0")
	if d.digits == "" {
		*d = decimal{}
	}
}

// String writes the number out, without exponent.
func (d decimal) String() string {
	sign := ""
	if d.negative {
		sign = "-"
	}
	whole, fraction := d.split()
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction
}

// split are the digits before and behind the point, without zeros that say nothing.
func (d decimal) split() (whole, fraction string) {
	switch {
	case d.point <= 0:
		if d.digits == "" {
			return "", ""
		}
		return "", strings.Repeat("0", -d.point) + d.digits
	case d.point >= len(d.digits):
		return d.digits + strings.Repeat("0", d.point-len(d.digits)), ""
	}
	return d.digits[:d.point], d.digits[d.point:]
}

// rounded is the number with so many digits behind the point, half away from zero.
func (d decimal) rounded(places int) decimal {
	keep := d.point + places
	if keep >= len(d.digits) {
		return d
	}
	if keep < 0 {
		return decimal{}
	}
	digits := []byte("0" + d.digits[:keep])
	if d.digits[keep] >= '5' {
		i := len(digits) - 1
		for ; digits[i] == '9'; i-- {
			digits[i] = '0'
		}
		digits[i]++
	}
	d.digits = string(digits)
	d.point++
	d.trim()
	return d
}
