package templates

import "strings"

const (
	capitalDigits = "零壹贰叁肆伍陆柒捌玖"
	capitalPlaces = "\x00拾佰仟"  // within a group of four; the first place has no name
	capitalGroups = "\x00万亿兆京" // of four places each
)

// Capitals writes a number in the capital figures (大写) of documents of
// value, which cannot be altered by adding a stroke: 7 is 柒, 10 is 壹拾, 15 is
// 壹拾伍, 10020 is 壹万零贰拾.
func Capitals(n int64) string {
	if n < 0 {
		return "负" + Capitals(-n)
	}
	if n == 0 {
		return "零"
	}
	digits, places, groups := []rune(capitalDigits), []rune(capitalPlaces), []rune(capitalGroups)
	var parts []string
	for group := 0; n > 0; group++ {
		var b strings.Builder
		four := n % 10000
		n /= 10000
		// A 零 stands for any run of empty places between figures.
		empty := n > 0
		for place, unit := 3, int64(1000); place >= 0; place, unit = place-1, unit/10 {
			digit := four / unit % 10
			if digit == 0 {
				empty = empty || b.Len() > 0
				continue
			}
			if empty && (b.Len() > 0 || n > 0 && four < 1000) {
				b.WriteRune('零')
			}
			empty = false
			b.WriteRune(digits[digit])
			if place > 0 {
				b.WriteRune(places[place])
			}
		}
		if four > 0 {
			if group > 0 {
				b.WriteRune(groups[group])
			}
			parts = append(parts, b.String())
		}
	}
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteString(parts[i])
	}
	return b.String()
}

// MoneyInCapitals writes an amount as contracts and vouchers do:
// 人民币壹万贰仟元整, 人民币叁元零伍分.
func MoneyInCapitals(f Fen) string {
	if f < 0 {
		return "人民币负" + strings.TrimPrefix(MoneyInCapitals(-f), "人民币")
	}
	yuan, jiao, fen := int64(f)/100, int64(f)/10%10, int64(f)%10
	var b strings.Builder
	b.WriteString("人民币")
	if yuan > 0 || f == 0 {
		b.WriteString(Capitals(yuan) + "元")
	}
	switch {
	case jiao == 0 && fen == 0:
		b.WriteString("整")
	case jiao > 0:
		b.WriteString(Capitals(jiao) + "角")
	case yuan > 0:
		b.WriteString("零")
	}
	if fen > 0 {
		b.WriteString(Capitals(fen) + "分")
	}
	return b.String()
}
