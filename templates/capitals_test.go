package templates

import "testing"

func TestCapitals(t *testing.T) {
	for n, want := range map[int64]string{
		0: "零", 7: "柒", 10: "壹拾", 15: "壹拾伍", 20: "贰拾", 100: "壹佰", 101: "壹佰零壹", 110: "壹佰壹拾", 1001: "壹仟零壹",
		1010: "壹仟零壹拾", 10000: "壹万", 10020: "壹万零贰拾", 10200: "壹万零贰佰", 100000: "壹拾万", 120034: "壹拾贰万零叁拾肆",
		1000000: "壹佰万", 100000000: "壹亿", 100000001: "壹亿零壹", 100010000: "壹亿零壹万", 1234567890: "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾",
		-3: "负叁", 1_000_000_000_000: "壹兆", 9_000_000_000_000_000_000: "玖佰京",
	} {
		if got := Capitals(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}

func TestMoneyInCapitals(t *testing.T) {
	for fen, want := range map[Fen]string{
		0: "人民币零元整", 100: "人民币壹元整", 1200000: "人民币壹万贰仟元整", 305: "人民币叁元零伍分", 350: "人民币叁元伍角",
		356: "人民币叁元伍角陆分", 5: "人民币伍分", 50: "人民币伍角", 100010: "人民币壹仟元壹角", -100: "人民币负壹元整",
	} {
		if got := MoneyInCapitals(fen); got != want {
			t.Errorf("%s is %s, want %s", fen, got, want)
		}
	}
}

func TestSameInCapitals(t *testing.T) {
	for _, c := range []struct {
		text   string
		amount Fen
		same   bool
	}{
		{"人民币壹万贰仟元整", 1200000, true},
		{"壹万贰仟圆正", 1200000, true},
		{"人民币：壹佰陆拾捌元叁角贰分", 16832, true},
		{"壹拾万零柒仟元零伍角叁分", 10700053, true},
		{"壹拾万柒仟元伍角叁分", 10700053, true},
		{"壹拾万柒仟元", 10700000, true},
		{"壹万贰仟元整", 12000000, false},
		{"壹拾贰万元整", 1200000, false},
		{"一万二千元整", 1200000, false}, // not capitals
		{"", 100, false},
	} {
		if got := SameInCapitals(c.text, c.amount); got != c.same {
			t.Errorf("%s for %s: %v", c.text, c.amount, got)
		}
	}
}
