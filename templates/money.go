package templates

import (
	"math/big"
	"regexp"
	"strings"
)

var (
	moneyPattern = regexp.MustCompile(`^(-?)\s*(?:人民币|RMB|CNY|CN)?\s*¥?\s*(-?)((?:\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,8})?)\s*([万亿]?)\s*(?:[元圆圓]\s*[整正]?)?$`)
	foreignMoney = regexp.MustCompile(`[$€£₩₽]|JP¥|(?i:USD|EUR|GBP|JPY|HKD|MOP|TWD|KRW|RUB)|[美欧日港澳韩台]元|港币|英镑|卢布|新台币`)
)

// unitsOfMoney are the words that stand for so many yuan.
var unitsOfMoney = map[string]int64{"": 1, "万": 1e4, "亿": 1e8}

const yuanOnly = "请只填以元为单位的数字，最多两位小数"

// parseMoney reads an amount of yuan, in figures, grouped or not, with 元, 万元 or 亿元 or
// without, or in capital figures. An amount that fen cannot tell is an error, and so is
// foreign money: what it comes to in yuan only people can say. S is what was typed,
// plain that in half width.
func parseMoney(s, plain string) (any, error) {
	m := moneyPattern.FindStringSubmatch(plain)
	if m == nil || m[1] == "-" && m[2] == "-" {
		if amount, ok := AmountInCapitals(s); ok && amount <= maxNumber && amount >= -maxNumber {
			return amount, nil
		}
		if foreignMoney.MatchString(plain) {
			return nil, mistake("请折合成人民币，填以元为单位的数字，最多两位小数", "“%s”像是外币", clip(s))
		}
		return nil, mistake(yuanOnly, "“%s”不是金额", clip(s))
	}
	amount, ok := new(big.Rat).SetString(m[1] + m[2] + ungroup(m[3]))
	if !ok {
		return nil, mistake(yuanOnly, "“%s”不是金额", clip(s))
	}
	amount.Mul(amount, new(big.Rat).SetInt64(unitsOfMoney[m[4]]*100))
	fen := amount.Num()
	switch {
	case !amount.IsInt():
		return nil, mistake(yuanOnly, "“%s”不是金额：以元计算多于两位小数", clip(s))
	case !fen.IsInt64() || fen.Int64() > maxNumber || fen.Int64() < -maxNumber:
		return nil, mistake("请核对", "“%s”超出可以登记的金额", clip(s))
	}
	return Fen(fen.Int64()), nil
}

// ungroup takes the commas out of 1,234,567.
func ungroup(s string) string { return strings.ReplaceAll(s, ",", "") }
