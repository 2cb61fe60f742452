package reconcile

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"gongwen/templates"
	"gongwen/templates/normal"
	"gongwen/templates/numfmt"
)

// money reads amounts as the fields of forms do.
var money = &templates.Field{Type: templates.TypeMoney}

// maxAmount is more than an office pays at once, in fen, and so little that the sum of as
// many as a file can have is still exact.
const maxAmount templates.Fen = 100_000_000_000_00

var (
	// exponent is how spreadsheets write a number that is too long for its column when they
	// save it as text: 1.2E+18. What it was is lost.
	exponent = regexp.MustCompile(`(?i)^[+-]?\d+(?:\.\d+)?e[+-]?\d+$`)
	// inParentheses is how accountants write what is taken back: (1,234.56).
	inParentheses = regexp.MustCompile(`^\((.+)\)$`)
	signBehind    = regexp.MustCompile(`^([^+-].*\d)-$`)
	nothing       = regexp.MustCompile(`^[-–—/\\*]+$`) // a dash for no amount
)

// amountIn is the amount in a cell, in yuan times scale; is reports whether there is one. An
// amount that could be read in two ways is an error.
func amountIn(raw any, scale int64) (amount templates.Fen, is bool, err error) {
	sign := templates.Fen(1)
	switch cell := raw.(type) {
	case nil:
		return 0, false, nil
	case numfmt.Hidden: // accounting formats show nothing for zero
		raw = cell.Holds
	case string:
		plain := strings.TrimSpace(normal.Narrow(unwrapped(cell)))
		if plain == "" || nothing.MatchString(plain) {
			return 0, false, nil
		}
		if exponent.MatchString(plain) {
			return 0, false, fmt.Errorf("“%s”是科学记数，原来的数字已经丢失，请把这一栏设为数值格式后重新导出", clip(plain))
		}
		if m := inParentheses.FindStringSubmatch(plain); m != nil {
			plain, sign = m[1], -1
		} else if m := signBehind.FindStringSubmatch(plain); m != nil {
			plain, sign = m[1], -1
		} else if rest, is := strings.CutPrefix(plain, "负"); is {
			plain, sign = rest, -1
		}
		raw = strings.TrimSpace(strings.TrimPrefix(plain, "+"))
	}
	value, err := money.Parse(raw)
	if err != nil {
		var m *templates.Mistake
		if errors.As(err, &m) {
			return 0, false, errors.New(m.What)
		}
		return 0, false, err
	}
	fen, is := value.(templates.Fen)
	if !is {
		return 0, false, nil
	}
	if fen > maxAmount || fen < -maxAmount || scale > 1 && (fen > maxAmount/templates.Fen(scale) || fen < -maxAmount/templates.Fen(scale)) {
		return 0, false, fmt.Errorf("“%s”太大，不像一笔款项", clip(shown(raw)))
	}
	return sign * fen * templates.Fen(max(scale, 1)), true, nil
}

// clip is a text short enough for a message.
func clip(s string) string {
	runes := []rune(s)
	if len(runes) > 30 {
		return string(runes[:30]) + "…"
	}
	return s
}
