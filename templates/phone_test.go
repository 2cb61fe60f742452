package templates

import (
	"strings"
	"testing"
)

// TestPhone: a number is one however it is parted, and nothing else is a number.
func TestPhone(t *testing.T) {
	f := &Field{Type: TypePhone}
	for want, texts := range map[string][]string{
		"13845960112": {"13845960112", "138-4596-0112", "138 4596 0112", "138－4596－0112", "１３８４５９６０１１２", "138–4596–0112", "+86 138 4596 0112", "+8613845960112",
			"+86-13845960112", "8613845960112", "0086 138 4596 0112", "(+86)13845960112", "（+86）138-4596-0112", "138-45960112"},
		"0459-6240551": {"0459-6240551", "04596240551", "(0459)6240551", "（0459）6240551", "（0459） 6240551", "(0459)-6240551", "0459 6240551", "０４５９－６２４０５５１",
			"0459—6240551", "+86 459 6240551", "+86-0459-6240551", "0459-624-0551", "[0459]6240551"},
		"010-12345678": {"010-12345678", "01012345678", "010 1234 5678", "010-1234-5678", "(010)12345678", "+86 10 12345678"},
		"0459-6240551转802": {"0459-6240551转802", "0459-6240551 转 802", "(0459)6240551转802", "04596240551转802", "0459-6240551-802", "0459-6240551轉802", "0459-6240551分机802",
			"0459-6240551（分机802）", "0459-6240551 ext. 802", "0459-6240551x802", "0459-6240551转接802", "0459-6240551#802"},
		"6240551": {"6240551", "624-0551", "624 0551"}, "62405512": {"62405512", "6240-5512"}, "6240551转6": {"6240551转6"},
		"001-1234567": {"001-1234567"}, "0011234567": {"0011234567"}, // taken before there was a normal form
	} {
		for _, text := range texts {
			if got, err := f.Parse(text); got != want || err != nil {
				t.Errorf("%q is %q, %v, want %q", text, got, err, want)
			}
		}
	}
	for _, text := range []string{"138459601", "138459601122", "12845960112", "138-4596-011a", "0459-624055", "0459-62405512345", "13845960112、13945960112", "13845960112 13945960112",
		"13845960112转2", "0459-6240551、6240552", "0459-6240551-6240552", "电话", "-6240551-", "138--4596-0112", "0459-6240551转", "86", "无", "区财政局6240551"} {
		if got, err := f.Parse(text); err == nil || !strings.Contains(err.Error(), "“"+text+"”不像电话号码，请填11位手机号") {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
}

// FuzzPhone: the normal form is a fixed point, and has the figures that were typed.
func FuzzPhone(f *testing.F) {
	for _, s := range []string{"(0459)6240551", "0459-6240551转802", "+86 138-4596-0112", "001-1234567", "0086-459-6240551", "624-0551"} {
		f.Add(s)
	}
	field := &Field{Type: TypePhone}
	figures := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, _ := fixed(t, field, s).(string)
		if plain := figures(strings.Map(func(r rune) rune {
			if r >= '０' && r <= '９' {
				return r - '０' + '0'
			}
			return r
		}, s)); got != "" && !strings.HasSuffix(plain, strings.TrimPrefix(figures(got), "0")) {
			t.Errorf("%q is %q", s, got)
		}
	})
}
