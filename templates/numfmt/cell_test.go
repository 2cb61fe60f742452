package numfmt

import (
	"fmt"
	"strings"
	"testing"
)

// told is what a test says of a number: what is shown, with marks for the flags.
func told(v any) string {
	switch v := v.(type) {
	case Number:
		s := v.Shown
		for _, flag := range []struct {
			set  bool
			mark string
		}{{v.Plain, " =" + v.Exact}, {v.Rounded, " rounded " + v.Full}, {v.Scaled, " scaled"}, {v.Missigned, " missigned"}, {v.Opaque, " opaque"}, {v.Lost, " lost " + v.Exact}} {
			if flag.set {
				s += flag.mark
			}
		}
		return s
	case Time:
		return fmt.Sprintf("%s %v%v%v%v", v, v.Shows.Year, v.Shows.Month, v.Shows.Day, v.Shows.Clock)
	case Hidden:
		return "hidden " + v.Holds
	}
	return fmt.Sprint(v)
}

func TestOfNumber(t *testing.T) {
	for _, c := range [][3]string{
		// Plain: the number and nothing else.
		{"182400.5", "General", "182400.5 =182400.5"}, {"182400.5", "", "182400.5 =182400.5"}, {"0.30000000000000004", "0.0", "0.3 =0.3"}, {"3", "0", "3 =3"}, {"-3", "0", "-3 =-3"}, {"0", "0", "0 =0"},
		{"182400.5", "#,##0.00", "182,400.50 =182400.5"}, {"182400.5", "#,##0", "182,401 =182400.5 rounded 182,400.5"}, {"2.6", "0", "3 =2.6 rounded 2.6"}, {"0.285", "0.00", "0.29 =0.285 rounded 0.285"},
		{"999.995", "#,##0.00", "1,000.00 =999.995 rounded 999.995"}, {"-0.004", "0.00", "0.00 =-0.004 rounded -0.004"}, {"1234567890", "#,##0", "1,234,567,890 =1234567890"}, {"12", "#,##0", "12 =12"},
		{"-5", "0.00_);[Red]\\(0.00\\)", "(5.00) =-5"}, {"-5", "#,##0.00;[Red]#,##0.00", "5.00 =-5 opaque"}, {"-5", "0.00_ ;[Red]\\-0.00\\ ", "-5.00 =-5"}, {"-5", "0;0", "5 =-5 missigned"}, {"5", "(0)", "(5) =5 missigned"}, {"5", "-0;0", "-5 =5 missigned"},
		{"0", `_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ `, "- =0"}, {"0", `_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ `, "¥- =0"}, {"-18.24", `_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ `, "-18.24 =-18.24"},
		{"18.24", `[蓝色]0.00`, "18.24 =18.24"}, {"18.24", `[Color12]0.00`, "18.24 =18.24"}, {"18.24", `[Blue][>=10]0.00;[Red]0.00`, "18.24 =18.24"}, {"6.2220202e+14", "General", "622202020000000 =622202020000000"},
		{".5", "#.00", ".50 =0.5"}, {"12.5", "#.00", "12.50 =12.5"}, {"12.5", ".00", "12.50 =12.5"}, {"5", "0.", "5 =5"}, {"5.5", "0.", "6 =5.5 rounded 5.5"}, {"5", "0.0#", "5.0 =5"}, {"5.25", "0.0?", "5.25 =5.25"},
		{"5", "@", "5 =5"}, {"5", "G/通用格式", "5 =5"}, {"5", "general", "5 =5"}, {"5", "0;0;0;@;0", "5 =5"}, {"5", `0_ `, "5 =5"}, {"5", `* 0`, "5 =5"}, {"5", "+0", "+5 =5"},
		// Digits of another kind.
		{"13936880217", "0.00E+00", "=13936880217 opaque"}, {"1.5", "# ?/?", "=1.5 opaque"}, {"1.5", "# ?/8", "=1.5 opaque"}, {"12", "[DBNum1][$-804]General", "12 =12 opaque"}, {"12", `[DBNum2]0"元整"`, "12元整 opaque"},
		{"1.5", `# ?/?"万元"`, " opaque"}, {"1.5", `0.0E+0"元"`, " opaque"},
		// Something is added.
		{"18.24", `0.00"万元"`, "18.24万元"}, {"18.24", `0.00万元`, "18.24万元"}, {"18.24", `0.00\万\元`, "18.24万元"}, {"18.236", `0.00"万元"`, "18.24万元 rounded 18.236万元"}, {"182400", `0\.0,"万元"`, "18.2万元 rounded 18.2.4万元 scaled"},
		{"182000", `0!.0,"万元"`, "18.2万元 scaled"}, {"182000", `#!.0,万元`, "18.2万元 scaled"}, {"1234567", "0.00,,", "1.23 rounded 1.234567 scaled"}, {"1230000", "0.00,,", "1.23 scaled"}, {"1234000", "#,##0,", "1,234 scaled"}, {"1234000", "0,.00", "1234.00 scaled"},
		{"182400", `[>=10000]0.0,"千";0`, "182.4千 scaled"}, {"182", `[>=10000]0.0,"千";0`, "182 =182"}, {"0.05", "0%", "5% scaled"}, {"0.0525", "0.0%", "5.3% rounded 5.25% scaled"}, {"5", `0"‰"`, "5‰"}, {"0.5", "0.0‰", "0.5‰"},
		{"459", "00000000", "00000459"}, {"4596240551", "00000000000", "04596240551"}, {"163711", "000000", "163711 =163711"}, {"5", "00", "05"}, {"5", "0,000", "0,005"}, {"13845960112", "000-0000-0000", "138-4596-0112"}, {"20260511", "0000-00-00", "2026-05-11"},
		{"20260511", `0000"年"00"月"00"日"`, "2026年05月11日"}, {"20260511", "0000/00/00", "2026/05/11"}, {"12", `0"份"`, "12份"}, {"12", `0" 份 "`, "12 份"}, {"-0.05", `0"元"`, "0元 rounded -0.05元"}, {"2.6", `0"天"`, "3天 rounded 2.6天"}, {"1234.5", `#,##0.00"元"`, "1,234.50元"},
		{"1234.5", `"人民币"#,##0.00`, "人民币1,234.50"}, {"1234.5", `"第"0"号"`, "第1235号 rounded 第1234.5号"}, {"3", `General"天"`, "3天"}, {"7", `"K"000`, "K007"}, {"-7", `"K"0`, "-K7"},
		{"1234.5", "[$￥-804]#,##0.00", "￥1,234.50"}, {"1234.5", `"¥"#,##0.00`, "¥1,234.50"}, {"1234.5", "¥#,##0.00", "¥1,234.50"}, {"1234.5", "$#,##0.00", "$1,234.50"}, {"1234.5", "[$$-409]#,##0.00", "$1,234.50"}, {"1234.5", "[$USD] #,##0.00", "USD 1,234.50"},
		{"1234.5", "[$€-2] #,##0.00", "€ 1,234.50"}, {"1234", "[$¥-411]#,##0", "JP¥1,234"}, {"1234", "[$￥-411]#,##0", "JP¥1,234"}, {"1234", "[$HK$-C04]#,##0", "HK$1,234"}, {"1234", "[$元-404]#,##0", "NT$1,234"}, {"1234", "[$-804]#,##0", "1,234 =1234"}, {"1234", "[$-804]", "hidden 1234"},
		{"1", `[=1]"是";[=0]"否"`, "是"}, {"0", `[=1]"是";[=0]"否"`, "否"}, {"2", `[=1]"是";[=0]"否"`, " opaque"}, {"5", `0;"负";"无"`, "5 =5"}, {"0", `0;"负";"无"`, "无"}, {"-5", `0;"负";"无"`, "负"}, {"0", `0;-0;"-"`, "- =0"},
		// Nothing is shown.
		{"5", ";;;", "hidden 5"}, {"0", "0;-0;;@", "hidden 0"}, {"-5", "0;", "hidden -5"}, {"0", "#", "hidden 0"}, {"5", `""`, "hidden 5"}, {"5", "[Red]", "hidden 5"},
		// Too many digits.
		{"6230880012345678", "@", " lost 6230880012345678"}, {"6230880012345678", "0", " lost 6230880012345678"}, {"6.2220202e+15", "General", " lost 6.2220202e+15"}, {"230621199001011234", "000000000000000000", " lost 230621199001011234"}, {"123456789012345", "0", "123456789012345 =123456789012345"},
		{"12345678901234.56", "General", " lost 12345678901234.56"}, {"368400.50000000047", "General", "368400.5 =368400.5"}, {"0.3333333333333333", "General", "0.333333333333333 =0.333333333333333"}, {"1e300", "0", " lost 1e300"},
		// Days and times.
		{"46153", "yyyy-mm-dd", "2026-05-11 truetruetruefalse"}, {"46153.354166666664", "yyyy/m/d h:mm", "2026-05-11 08:30 truetruetruetrue"}, {"46153.354166666664", "yyyy/m/d", "2026-05-11 truetruetruefalse"}, {"0.375", "h:mm", "09:00 falsefalsefalsetrue"},
		{"46153", `yyyy"年"m"月"`, "2026年5月 truetruefalsefalse"}, {"46153", `m"月"d"日"`, "2026-05-11 falsetruetruefalse"}, {"46153", "mmm-yy", "2026-05-11 truetruetruefalse"}, {"46153", "MMM\\-YY", "2026-05-11 truetruetruefalse"}, {"46153", "yyyy-mm", "2026年5月 truetruefalsefalse"}, {"46153", "aaaa", "星期一 falsefalsefalsefalse"}, {"46153", "dddd", "星期一 falsefalsefalsefalse"}, {"46153", "[$-F800]dddd, mmmm dd, yyyy", "2026-05-11 truetruetruefalse"},
		{"1.5", "[h]:mm", "12:00 falsefalsefalsetrue"}, {"0.5", "[mm]:ss", "12:00 falsefalsefalsetrue"}, {"0.5", "mm:ss.0", "12:00 falsefalsefalsetrue"}, {"46153", `[$-404]e"年"m"月"d"日"`, "2026-05-11 truetruetruefalse"}, {"46153.5", `yyyy"年"m"月"d"日" 上午/下午h"时"mm"分"`, "2026-05-11 12:00 truetruetruetrue"},
		{"46153", "[DBNum1]yyyy年m月d日", "2026-05-11 truetruetruefalse"}, {"46153", "yyyy", "2026年 truefalsefalsefalse"}, {"46153", "m", "5月 falsetruefalsefalse"}, {"-5", "yyyy-mm-dd", " opaque"}, {"99999999", "yyyy-mm-dd", " opaque"}, {"3", `[Red]0"days"`, "3days"},
		{"46153.99999999", "yyyy/m/d h:mm", "2026-05-12 00:00 truetruetruetrue"},
		// No numbers.
		{"1e400", "0", "1e400"}, {"NaN", "0", "NaN"}, {"0x10", "0", "0x10"}, {"", "0", ""}, {"1,5", "0", "1,5"},
	} {
		if got := strings.TrimSpace(told(OfNumber(c[0], c[1], false))); got != strings.TrimSpace(c[2]) {
			t.Errorf("%s in %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
	if got := told(OfNumber("44691", "yyyy-mm-dd", true)); got != "2026-05-11 truetruetruefalse" {
		t.Errorf("of 1904: %s", got)
	}
	for id := range 200 {
		if got := told(OfNumber("46153.5", Builtin(id), false)); strings.HasPrefix(got, "hidden") || got == "" {
			t.Errorf("format %d: %q", id, got)
		}
	}
}

func TestOfText(t *testing.T) {
	for _, c := range [][3]string{
		{"甲", "General", "甲"}, {"甲", "@", "甲"}, {"甲", "", "甲"}, {"甲", "0.00", "甲"}, {"18.24", `@"万元"`, "18.24万元"}, {"18.24", `0;0;0;@"元"`, "18.24元"}, {"甲", `0;-0;0`, "甲"}, {"甲", `;;`, "甲"}, {"甲", `"第"@"号"`, "第甲号"},
		{"甲", ";;;", "hidden 甲"}, {"甲", `0;0;0;`, "hidden 甲"}, {"甲", `0;0;0;"乙"`, "乙"}, {"甲", `_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ `, " 甲 "}, {"甲", `yyyy-mm-dd;@`, "甲"}, {"", ";;;", ""},
	} {
		if got := told(OfText(c[0], c[1])); got != c[2] {
			t.Errorf("%s in %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestOfDate(t *testing.T) {
	for _, c := range [][3]string{
		{"2026-05-11", "yyyy-mm-dd", "2026-05-11 truetruetruefalse"}, {"2026-05-11T00:00:00", "yyyy-mm-dd", "2026-05-11 truetruetruefalse"}, {"2026-05-11T08:30:00Z", "yyyy/m/d h:mm", "2026-05-11 08:30 truetruetruetrue"},
		{"2026-05-11T08:30:00.000", "yyyy/m/d h:mm", "2026-05-11 08:30 truetruetruetrue"}, {"2026-05-11T08:30", "General", "2026-05-11 08:30 truetruetruetrue"}, {"2026-05-11", "yyyy/m/d h:mm", "2026-05-11 truetruetruefalse"},
		{"T08:30:00", "h:mm", "08:30 falsefalsefalsetrue"}, {"08:30:00", "yyyy/m/d h:mm", "0000年1月 08:30 truetruefalsetrue"}, {"2026-05-11", `yyyy"年"m"月"`, "2026年5月 truetruefalsefalse"}, {"昨天", "yyyy-mm-dd", "昨天"},
	} {
		if got := told(OfDate(c[0], c[1])); got != c[2] {
			t.Errorf("%s in %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// FuzzOfNumber: a plain number is the one that stands there, and what is shown without
// rounding has its digits.
func FuzzOfNumber(f *testing.F) {
	for _, s := range []string{"General", `0.00"万元"`, "#,##0.00_);[Red]\\(#,##0.00\\)", "[>=10000]0.0,\"万\";0", "# ?/?", "0!.0,\"万元\"", "yyyy/m/d h:mm", ";;;", "[", "\"", "\\", "_", "*", "E+", ".", ",0", "0,", "@", "%"} {
		f.Add("182400.5", s)
		f.Add("-0.05", s)
	}
	f.Fuzz(func(t *testing.T, raw, code string) {
		OfText(raw, code)
		n, ok := OfNumber(raw, code, false).(Number)
		if !ok || n.Lost {
			return
		}
		again, ok := OfNumber(n.Exact, "General", false).(Number)
		if !ok || again.Shown != n.Exact || again.Rounded {
			t.Errorf("%q is %q, and that is %+v", raw, n.Exact, again)
		}
		if n.Plain && !n.Rounded && !n.Opaque && !n.Missigned && strings.ContainsAny(n.Shown, "123456789") && digitsOf(n.Shown) != digitsOf(n.Exact) {
			t.Errorf("%q in %q is %q, shown as %q", raw, code, n.Exact, n.Shown)
		}
	})
}

// digitsOf are the digits of a number but for zeros at either end.
func digitsOf(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s), "0")
}
