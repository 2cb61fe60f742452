package templates

import (
	"strings"
	"testing"
	"time"

	"gongwen/templates/numfmt"
)

// TestParseNumber: a number in a cell is read as the cell shows it, or not at all.
func TestParseNumber(t *testing.T) {
	day, moment := NewDate(2026, time.May, 11), Moment{time.Date(2026, 5, 11, 9, 30, 0, 0, time.UTC)}
	field := func(typ Type, label string) Field {
		return Field{Type: typ, Label: label, Choices: []string{"是", "否", "2026"}}
	}
	money, count, days, text := field(TypeMoney, "金额"), field(TypeInteger, "份数"), field(TypeInteger, "天数"), field(TypeText, "账号")
	paragraph, phoned, dated, timed, yesno, choice := field(TypeParagraph, "事由"), field(TypePhone, "电话"), field(TypeDate, "日期"), field(TypeTime, "时间"), field(TypeYesNo, "是否"), field(TypeChoice, "年度")
	const accounts, lost = `_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ `, "超过15位的已不可靠"
	for _, c := range []struct {
		field     Field
		raw, code string
		want      any // a string of an error where it begins with !
	}{
		// The number itself, however it is rounded.
		{money, "182400.5", "General", Fen(18240050)}, {money, "182400.5", "#,##0", Fen(18240050)}, {money, "182400.5", accounts, Fen(18240050)}, {money, "0", accounts, Fen(0)}, {money, "-5", "0.00_);[Red]\\(0.00\\)", Fen(-500)}, {money, "-5", "#,##0.00;[Red]#,##0.00", Fen(-500)},
		{money, "17.759999999999998", "0.00", Fen(1776)}, {money, "182400.5", "@", Fen(18240050)}, {money, "1824.5", "0.00E+00", Fen(182450)}, {money, "1.5", "# ?/?", Fen(150)}, {money, "12", "[DBNum2][$-804]General", Fen(1200)}, {money, "182400", "[DBNum1]0", Fen(18240000)},
		{money, "18.236", "0.00", "!“18.236”不是金额"}, {money, "-5", "0;0", "!“-5”被数字格式（0;0）显示成了“5”"}, {money, "5", "(0)", "!“5”被数字格式"},
		{count, "3", "0", int64(3)}, {count, "3", "0.00", int64(3)}, {count, "2.9999999999999996", "0", int64(3)}, {count, "12345", "#,##0", int64(12345)}, {count, "2.6", "0", "!“2.6”不是整数"}, {count, "1.5", "# ?/?", "!“1.5”不是整数"}, {count, "5", "[DBNum1]General", int64(5)},
		// Something is added: read as if it had been typed.
		{money, "18.24", `0.00"万元"`, Fen(18240000)}, {money, "18.24", "0.00万元", Fen(18240000)}, {money, "18.236", `0.00"万元"`, Fen(18236000)}, {money, "1.5", `0.0"亿元"`, Fen(15000000000)}, {money, "18.24", `0.00"万美元"`, "!像是外币"}, {money, "18.24", `0.00"千元"`, "!“18.24千元”不是金额"},
		{money, "182000", `0\.0,"万元"`, Fen(18200000)}, {money, "182000", `0!.0,"万元"`, Fen(18200000)}, {money, "182400", `0\.0,"万元"`, "!“182400”被数字格式（0\\.0,\"万元\"）显示成了“18.2万元”"}, {money, "182000", `0,"万元"`, "!显示成了“182万元”"}, {money, "182000", "#,##0,", "!显示成了“182”"},
		{money, "1230000", "0.00,,", "!显示成了“1.23”"}, {money, "150000000", `0.0,,"亿元"`, "!“150000000”被"}, {money, "182000", `[>=10000]0.0,"万";0`, "!显示成了“182.0万”"}, {money, "1824", `[>=10000]0.0,"万";0`, Fen(182400)}, {money, "1.5", `# ?/?"万元"`, "!别的样子"},
		{money, "1234.5", `#,##0.00"元"`, Fen(123450)}, {money, "1234.56", `#,##0"元"`, Fen(123456)}, {money, "1234.5", `"人民币"#,##0.00`, Fen(123450)}, {money, "1234.5", `[$￥-804]#,##0.00`, Fen(123450)}, {money, "1234.5", `"¥"#,##0.00`, Fen(123450)}, {money, "1234.5", `[$CNY] #,##0.00`, Fen(123450)},
		{money, "1234.5", `[DBNum2]General"元整"`, Fen(123450)}, {money, "12", "00000", Fen(1200)}, {money, "-0.05", `0"元"`, Fen(-5)}, {money, "-5", `"¥"#,##0.00`, Fen(-500)}, {money, "-5", `"¥"#,##0.00;"¥"\-#,##0.00`, Fen(-500)}, {money, "1234.5", `_ [$￥-804]* #,##0.00_ ;_ [$￥-804]* -#,##0.00_ ;_ [$￥-804]* "-"??_ ;_ @_ `, Fen(123450)}, {money, "0", `_ [$￥-804]* #,##0.00_ ;_ [$￥-804]* -#,##0.00_ ;_ [$￥-804]* "-"??_ ;_ @_ `, Fen(0)}, {money, "5", `General"元"`, Fen(500)}, {money, "5", `"约"0`, "!“约5”不是金额"}, {money, "5", `0"元/月"`, "!不是金额"},
		{money, "1234.5", "$#,##0.00", "!像是外币"}, {money, "1234.5", "[$$-409]#,##0.00", "!像是外币"}, {money, "1234.5", "[$€-2] #,##0.00", "!像是外币"}, {money, "1234", "[$¥-411]#,##0", "!像是外币"}, {money, "1234", "[$HK$-C04]#,##0", "!像是外币"}, {money, "1234", "[$USD] #,##0", "!像是外币"}, {money, "1234", "[$元-404]#,##0", "!像是外币"},
		{money, "0.05", "0%", "!“5%”不是金额"}, {money, "5", `0"‰"`, "!“5‰”不是金额"},
		{count, "12", `0"份"`, int64(12)}, {days, "3", `0"天"`, int64(3)}, {days, "3", `0"小时"`, "!“3小时”不是整数"}, {days, "2.6", `0"天"`, "!“2.6天”不是整数"}, {count, "5", "000", int64(5)}, {count, "0.05", "0%", "!“5%”不是整数"}, {count, "12000", `0,"千"`, "!“12千”不是整数"}, {count, "12000", `0,`, "!显示成了“12”"}, {count, "1.2", `0.0"万"`, "!“1.2万”不是整数"},
		{text, "459", "00000000", "00000459"}, {text, "163711", "000000", "163711"}, {text, "1234.5", "#,##0.00", "1,234.50"}, {text, "1234", "#,##0", "1,234"}, {text, "0.05", "0%", "5%"}, {text, "18.24", `0.00"万元"`, "18.24万元"}, {text, "7", `"K"000`, "K007"}, {text, "5", "0.00", "5.00"}, {text, "1234", "[$¥-411]#,##0", "JP¥1,234"},
		{text, "0.30000000000000004", "General", "0.3"}, {text, "622202020000000", "0", "622202020000000"}, {text, "622202020000000", "@", "622202020000000"}, {text, "1", `[=1]"是";[=0]"否"`, "是"}, {text, "1230000", `0.00,,"百万"`, "1.23百万"},
		{text, "2.6", "0", "!“2.6”被数字格式（0）显示成了“3”"}, {text, "0.0525", "0%", "!显示成了“5%”"}, {text, "622202020000", "0.00E+00", "!别的样子"}, {text, "1.5", "# ?/?", "!别的样子"}, {text, "12", "[DBNum1]General", "!别的样子"}, {text, "-5", "0;[Red]0", "!被数字格式"}, {text, "18.236", `0.00"万元"`, "!显示成了“18.24万元”"},
		{paragraph, "5", `0"份"`, "5份"}, {paragraph, "2.6", "0", "!显示成了“3”"}, {yesno, "1", `[=1]"是";[=0]"否"`, YesNo(true)}, {yesno, "1", "0", "!请改填"}, {choice, "2026", "0", "2026"},
		{phoned, "13936880217", "General", "13936880217"}, {phoned, "13936880217", "0.00E+00", "13936880217"}, {phoned, "13936880217", "#,##0", "13936880217"}, {phoned, "13936880217", "000-0000-0000", "13936880217"}, {phoned, "4596240551", "00000000000", "0459-6240551"}, {phoned, "4596240551", `"0"0`, "0459-6240551"},
		{phoned, "6240551", `"0459-"0`, "0459-6240551"}, {phoned, "4596240551", "General", "!不像电话号码"}, {phoned, "13936880217.5", "0", "!不像电话号码"},
		// Days and times.
		{dated, "20260511", "General", day}, {dated, "20260511", "0", day}, {dated, "20260511", "0000-00-00", day}, {dated, "20260511", `0000"年"00"月"00"日"`, day}, {dated, "46153", "yyyy-mm-dd", day}, {dated, "46153.4", "yyyy-mm-dd", day}, {dated, "46153", "yyyy-mm-dd hh:mm", day}, {dated, "46153", `m"月"d"日"`, day}, {dated, "46153", "[$-F800]dddd, mmmm dd, yyyy", day},
		{dated, "46153.395833333336", "yyyy-mm-dd hh:mm", "!“2026-05-11 09:30”带有时刻，请只填日期"}, {dated, "46153", `yyyy"年"m"月"`, "!“2026年5月”没有写明是哪一天，请写成 2026-05-01 的样子"}, {dated, "0.375", "h:mm", "!“09:00”没有写明是哪一天"}, {dated, "46153", "General", day}, {dated, "46153", "@", day}, {dated, "46153", "#,##0.00", day}, {dated, "46153.4", "General", "!“2026-05-11 09:36”带有时刻"}, {dated, "26153", "General", "!“26153”是表格里日期的序号，不是日期，请写成 2026-05-01 的样子"}, {dated, "46153", `0"天"`, "!“46153天”不是日期"},
		{dated, "2026.5", "General", "!“2026.5”没有写明是哪一天"}, {dated, "5.11", "General", "!“5.11”没有写明年份"}, {dated, "20260230", "0", "!“20260230”这一天不存在"}, {dated, "60", "yyyy-mm-dd", "!的年份不合情理"}, {dated, "-1", "yyyy-mm-dd", "!“-1”被数字格式"}, {dated, "0", "yyyy-mm-dd", "!的年份不合情理"}, {dated, "3", "0", "!“3”不是日期"},
		{timed, "46153.395833333336", "yyyy-mm-dd hh:mm", moment}, {timed, "46153.39583333", `yyyy"年"m"月"d"日"h"时"mm"分"`, moment}, {timed, "46153", "yyyy-mm-dd", "!“2026-05-11”没有写明时刻，请写成 2026-05-01 09:30 的样子"}, {timed, "46153.395833333336", "yyyy-mm-dd", "!没有写明时刻"}, {timed, "46153.395833333336", "h:mm", "!“09:30”没有写明是哪一天"},
		{timed, "46153", "yyyy-mm-dd hh:mm", Moment(day)}, {timed, "1.5", "[h]:mm", "!没有写明是哪一天"}, {timed, "46153.395833333336", "General", moment}, {timed, "46153", "General", "!“2026-05-11”没有写明时刻"}, {timed, "0.395833333333333", "General", "!不是日期和时刻"}, {money, "46153", "yyyy-mm-dd", "!“2026-05-11”是日期，这一栏不填日期"}, {text, "46145", `m"月"d"日"`, "!是日期，这一栏不填日期"},
		// Digits that are lost, or hidden.
		{text, "6230880012345678", "@", "!“6230880012345678”存成了数字，" + lost}, {text, "6.2220202e+15", "0", "!" + lost}, {text, "230621199001011234", "0", "!" + lost}, {money, "6230880012345678", "0.00", "!" + lost}, {count, "6230880012345678", "0", "!" + lost}, {phoned, "6230880012345678", "0", "!" + lost}, {dated, "6230880012345678", "0", "!" + lost}, {timed, "6230880012345678", "0", "!" + lost},
		{paragraph, "6230880012345678", "0", "!" + lost}, {yesno, "6230880012345678", "0", "!" + lost}, {text, "6230880012345678", `0.0,,,,"万亿"`, "!" + lost}, {money, "5", ";;;", "!“5”被数字格式（;;;）隐藏"}, {text, "5", ";;;", "!隐藏"}, {count, "0", "0;-0;;@", "!“0”被数字格式（0;-0;;@）隐藏"},
	} {
		got, err := c.field.Parse(numfmt.OfNumber(c.raw, c.code, false))
		message, _ := c.want.(string)
		if message, fails := strings.CutPrefix(message, "!"); fails {
			if err == nil || !strings.Contains(err.Error(), message) {
				t.Errorf("%s: %s in %s is %v, %v, want an error with %s", c.field.Type, c.raw, c.code, got, err, message)
			}
			continue
		}
		if got != c.want || err != nil {
			t.Errorf("%s: %s in %s is %v, %v, want %v", c.field.Type, c.raw, c.code, got, err, c.want)
		}
	}
	if _, err := text.Parse(numfmt.OfText("甲", ";;;")); err == nil || !strings.Contains(err.Error(), "“甲”被数字格式（;;;）隐藏") {
		t.Error(err)
	}
	if got, err := money.Parse(numfmt.OfText("18.24", `@"万元"`)); got != Fen(18240000) || err != nil {
		t.Error(got, err)
	}
}

// FuzzParseNumber: an amount is the number that is kept, or one that is shown with its
// unit.
func FuzzParseNumber(f *testing.F) {
	for _, code := range []string{"General", `0.00"万元"`, `0\.0,"万元"`, "0%", `[>=10000]0.0,"万";0`, "# ?/?", "[$¥-411]0", `"1"0`} {
		f.Add("182400.5", code)
	}
	money := Field{Type: TypeMoney}
	f.Fuzz(func(t *testing.T, raw, code string) {
		n, ok := numfmt.OfNumber(raw, code, false).(numfmt.Number)
		if !ok {
			return
		}
		got, err := money.Parse(n)
		if err != nil {
			return
		}
		exact, err := money.Parse(n.Exact)
		if (n.Plain || n.Scaled) && (got != exact || err != nil) {
			t.Errorf("%s in %q is %v, kept as %v (%v)", raw, code, got, exact, err)
		}
	})
}
