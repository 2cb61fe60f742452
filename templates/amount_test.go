package templates

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestAmountInCapitals(t *testing.T) {
	for text, want := range map[string]Fen{
		"壹萬貳仟圓整": 1200000, "人民幣參萬陸仟圓正": 3600000, "叄仟元": 300000, "壹億元整": 10000000000, "人民币（大写）：伍仟元整": 500000, "¥伍仟元整": 500000, "拾贰万元整": 12000000, "壹拾贰万元整": 12000000,
		"拾元整": 1000, "壹仟〇伍元整": 100500, "壹仟零伍元": 100500, "壹仟伍元": 100500, "贰万伍元": 2000500, "壹万亿元": 1e14, "壹兆元": 1e14, "壹佰零万元": 1e8,
		"零拾壹万贰仟零佰零拾零元零角零分": 1200000, "壹万贰仟叁佰肆拾伍元陆角柒分": 1234567, "壹拾零万零仟零佰零拾零元整": 10000000, "零佰零拾零元伍角零分": 50, "零元伍角": 50, "伍角": 50, "伍分": 5, "叁元零伍分": 305,
		"叁元零角伍分": 305, "叁元伍角整": 350, "零元整": 0, "负壹元整": -100, "壹仟零佰元": 100000, "壹 万 元 整": 1000000, "壹亿零万零仟零佰零拾零元": 10000000000, "叁拾元零伍角": 3050,
	} {
		if got, ok := AmountInCapitals(text); got != want || !ok {
			t.Errorf("%q is %v, %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "元", "元整", "人民币", "整", "壹", "壹万", "壹万贰仟整", "一万二千元整", "十万元", "伍千元", "壹贰叁肆元", "壹仟贰元壹元", "壹拾贰拾元", "壹佰壹仟元", "壹万壹万元", "万元", "佰元",
		"壹仟零拾元", "壹万零佰元", "壹仟拾元", "壹零万元", "伍零元", "壹亿亿元", "壹元贰元", "伍分伍角", "伍角伍角", "壹元伍", "约壹元", "壹元左右", "12000元", "壹万2仟元", "壹元整元", "壹拾元起", "甲"} {
		if got, ok := AmountInCapitals(text); ok {
			t.Errorf("%q is %v", text, got)
		}
	}
}

// TestSameInCapitalsOfOneAmount: every spelling of an amount is that amount, and none
// near it.
func TestSameInCapitalsOfOneAmount(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		f := Fen(rng.Int64N(1<<rng.IntN(50)+1) + 1)
		if rng.IntN(2) == 0 {
			f -= f % 100
			f += 100
		}
		near := []Fen{f + 1, f - 1, f + 10, f * 10, f / 10, f * 100, f + 100, f + 1000, f + 10000, -f}
		for _, text := range spellings(f) {
			if !SameInCapitals(text, f) {
				t.Fatalf("%q is not %s", text, f)
			}
			for _, other := range near {
				if other != f && SameInCapitals(text, other) {
					t.Fatalf("%q is %s as well as %s", text, f, other)
				}
			}
		}
	}
}

// spellings are an amount as different hands write it.
func spellings(f Fen) []string {
	plain := MoneyInCapitals(f)
	bare := strings.TrimSuffix(strings.TrimPrefix(plain, "人民币"), "整")
	all := []string{plain, bare, bare + "正", bare + "整", "人民币：" + bare, strings.ReplaceAll(bare, "元", "圆"), strings.ReplaceAll(plain, "零", "〇"),
		strings.NewReplacer("万", "萬", "亿", "億", "贰", "貳", "陆", "陸", "叁", "參", "元", "圓", "币", "幣").Replace(plain)}
	if rest, found := strings.CutPrefix(bare, "壹拾"); found {
		all = append(all, "拾"+rest)
	}
	if strings.Contains(bare, "亿") {
		all = append(all, strings.ReplaceAll(bare, "兆", "万"))
	} else {
		all = append(all, strings.ReplaceAll(bare, "兆", "万亿"))
	}
	if strings.Contains(bare, "元") {
		all = append(all, strings.ReplaceAll(bare, "零", ""))
	}
	if f < 1e14 {
		all = append(all, everyPlace(f))
	}
	return all
}

// everyPlace writes each place out, the empty ones too, as printed vouchers have them.
func everyPlace(f Fen) string {
	var b strings.Builder
	for i, unit := range strings.Split("仟佰拾亿仟佰拾万仟佰拾元角分", "") {
		value := Fen(1)
		for range 13 - i {
			value *= 10
		}
		b.WriteString(string([]rune(capitalDigits)[f/value%10]) + unit)
	}
	return b.String()
}

// FuzzAmountInCapitals: an amount is read back from what is printed of it.
func FuzzAmountInCapitals(f *testing.F) {
	for _, s := range []string{"壹萬貳仟圓整", "零拾壹万贰仟零佰零拾零元零角零分", "壹万亿元", "壹仟零拾元"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if amount, ok := AmountInCapitals(s); ok && !SameInCapitals(MoneyInCapitals(amount), amount) {
			t.Errorf("%q is %s, and %s is not", s, amount, MoneyInCapitals(amount))
		}
	})
}
