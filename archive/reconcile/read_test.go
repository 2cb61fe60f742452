package reconcile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// statement is what banks export: titles above, a line that sums up below.
const statement = `龙凤区某银行账户交易明细,,,,,,
账号：="0012",,起止日期：,2026-03-01至2026-03-31,,,
交易日期,借方发生额（元）,贷方发生额,对方户名,对方账号,摘要,凭证号
2026-03-05,"1,234.56",,大庆市清源建筑工程有限公司,="6222000011112222333",货款,="0007"

2026-03-06,,50.00,龙凤区税务局,,退税,0008
合计：,"1,234.56",50.00,,,,
`

// readAs is how lines are told: line, day, amount, account; what was passed over, with why.
func readAs(t testing.TB, m *Mapping, data []byte) string {
	t.Helper()
	variants, err := readBytes(data, m.File)
	if err != nil {
		return "×" + err.Error()
	}
	e, h, err := m.find(variants)
	if err != nil {
		return "×" + err.Error()
	}
	rows, passed, notes := m.rowsIn(h, Period{})
	var all []string
	for _, r := range rows {
		line := fmt.Sprintf("%d %s %s %s %s", r.Line, r.Date.ISO(), r.Amount, r.account.key, r.Number)
		if r.problem != "" {
			line = fmt.Sprintf("%d ?%s", r.Line, r.problem)
		}
		all = append(all, strings.TrimSpace(line))
	}
	for _, p := range passed {
		all = append(all, fmt.Sprintf("%d -%s", p.Line, p.Reason))
	}
	return strings.Join(slices.Concat(all, e.notes, notes), "\n")
}

const statementRead = `4 2026-03-05 1,234.56 6222000011112222333 0007
6 2026-03-06 -50.00  0008
1 -标题、栏名
2 -标题、栏名
3 -标题、栏名
7 -合计、余额等，不是一笔款项`

// TestRead: the same statement, however it was written.
func TestRead(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(statement))
	if err != nil {
		t.Fatal(err)
	}
	wide := func(mark bool, big bool) []byte {
		var b []byte
		units := utf16.Encode([]rune(statement))
		if mark {
			units = append([]uint16{0xfeff}, units...)
		}
		for _, u := range units {
			if big {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return b
	}
	for name, data := range map[string][]byte{
		"UTF-8": []byte(statement), "with a mark": []byte("\ufeff" + statement), "GB18030": gb, "lines of Windows": []byte(strings.ReplaceAll(statement, "\n", "\r\n")),
		"UTF-16": wide(true, false), "UTF-16, the other way": wide(true, true), "UTF-16 without a mark": wide(false, false), "the same, the other way": wide(false, true),
		"semicolons": []byte(strings.NewReplacer(",,", ";;", `"1,234.56"`, "1,234.56", ",", ";", "；", "，").Replace(strings.ReplaceAll(statement, "1,234.56", "1234.56"))),
		"tabs":       []byte(strings.ReplaceAll(strings.ReplaceAll(statement, `"1,234.56"`, "1234.56"), ",", "\t")),
	} {
		if got := readAs(t, bank(t), data); got != statementRead {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, statementRead)
		}
	}
}

// TestReadLines: what else lines may be.
func TestReadLines(t *testing.T) {
	const head = "日期,支出,收入,对方户名,对方账号,摘要,流水号\n"
	for name, test := range map[string]struct{ text, want string }{
		"days": {"20260305,1,,甲,,\n2026/3/5,1,,甲\n2026年3月5日,1,,甲\n46086,1,,甲\n2026-03-05 14:22:11,1,,甲\n20260305142211,1,,甲\n5-Mar-2026,1,,甲\n25/03/2026,1,,甲\n二〇二六年三月五日,1,,甲\n2026.03.05,1,,甲",
			"2 2026-03-05 1.00\n3 2026-03-05 1.00\n4 2026-03-05 1.00\n5 2026-03-05 1.00\n6 2026-03-05 1.00\n7 2026-03-05 1.00\n8 2026-03-05 1.00\n9 2026-03-25 1.00\n10 2026-03-05 1.00\n11 2026-03-05 1.00\n1 -标题、栏名"},
		"no days": {"03/05/2026,1,,甲\n2026-02-30,1,,甲\n,1,,甲\n3月5日,1,,甲",
			"2 ?日期读不出：“03/05/2026”分不清哪个是月、哪个是日\n3 ?日期读不出：“2026-02-30”这一天不存在\n4 ?日期读不出：没有日期\n5 ?日期读不出：“3月5日”没有写明年份\n1 -标题、栏名"},
		"amounts": {`2026-03-05,"￥1,234.50",,甲` + "\n2026-03-05,(12.00),,甲\n2026-03-05,12.00-,,甲\n2026-03-05,-12,,甲\n2026-03-05,负12元,,甲\n2026-03-05,１２．３０,,甲\n2026-03-05,+7,0.00,甲\n2026-03-05,-,8,甲\n2026-03-05,1.2万元,,甲",
			"2 2026-03-05 1,234.50\n3 2026-03-05 -12.00\n4 2026-03-05 -12.00\n5 2026-03-05 -12.00\n6 2026-03-05 -12.00\n7 2026-03-05 12.30\n8 2026-03-05 7.00\n9 2026-03-05 -8.00\n10 2026-03-05 12,000.00\n1 -标题、栏名"},
		"no amounts": {`2026-03-05,"1.234,56",,甲` + "\n2026-03-05,$12,,甲\n2026-03-05,1.2E+05,,甲\n2026-03-05,5,6,甲\n2026-03-05,0.00,,甲\n2026-03-05,12.345,,甲",
			"2 ?金额读不出：“1.234,56”不是金额\n3 ?金额读不出：“$12”像是外币\n4 ?金额读不出：“1.2E+05”是科学记数，原来的数字已经丢失，请把这一栏设为数值格式后重新导出\n5 ?金额读不出：支出和收入两栏都有数\n7 ?金额读不出：“12.345”不是金额：以元计算多于两位小数\n1 -标题、栏名\n6 -没有金额"},
		"sums": {"2026-03-05,5,,甲\n2026-03-05,5,,,,本日合计\n2026-03-31,5,,,,本月累计\n,5,,,,小计：\n2026-03-05,5,,,,累计支付工程款\n2026-03-05,5,,合计公司,,\n共2笔,15",
			"2 2026-03-05 5.00\n6 2026-03-05 5.00\n7 2026-03-05 5.00\n1 -标题、栏名\n3 -合计、余额等，不是一笔款项\n4 -合计、余额等，不是一笔款项\n5 -合计、余额等，不是一笔款项\n8 -合计、余额等，不是一笔款项"},
		"sums that are wrong": {"2026-03-05,5,,甲\n小计,5\n2026-03-06,6,,甲\n小计,6\n合计,12,3\n期初余额,",
			"2 2026-03-05 5.00\n4 2026-03-06 6.00\n1 -标题、栏名\n3 -合计、余额等，不是一笔款项\n5 -合计、余额等，不是一笔款项\n6 -合计、余额等，不是一笔款项\n7 -合计、余额等，不是一笔款项\n第6行写的合计是12.00元，上面各行相加是11.00元，请核对导出的文件是否完整"},
		"labels again": {"2026-03-05,5,,甲\n日期,支出,收入,对方户名,对方账号,摘要,流水号\n2026-03-06,5,,甲\n制表人：,顾怀瑾,,",
			"2 2026-03-05 5.00\n4 2026-03-06 5.00\n1 -标题、栏名\n3 -栏名\n5 -没有日期和金额，不是一笔款项"},
		"a quote left open": {"2026-03-05,5,,\"甲\n2026-03-06,6,,乙\n2026-03-07,7,,\"丙,丁\"",
			"2 2026-03-05 5.00\n3 2026-03-06 6.00\n4 2026-03-07 7.00\n1 -标题、栏名\n第2行的引号不成对，全表按一行一条读，引号照原样"},
		"accounts": {"2026-03-05,5,,甲,6222 0000-1111\n2026-03-05,5,,甲,1.2E+18\n2026-03-05,5,,甲,'0012", "2 2026-03-05 5.00 622200001111\n3 2026-03-05 5.00 12\n4 2026-03-05 5.00 12\n1 -标题、栏名"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := readAs(t, bank(t), []byte(head+test.text+"\n")); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestReadHeads: where the labels may stand, and what they may be.
func TestReadHeads(t *testing.T) {
	line := "2026-03-05,12"
	for name, test := range map[string]struct{ mapping, text, want string }{
		"one column and a direction": {"银行流水", "交易日期,交易金额,借贷标志,对方户名\n2026-03-05,12,借,甲\n2026-03-06,7,贷,乙\n2026-03-06,7,？,乙", "2 2026-03-05 12.00\n3 2026-03-06 -7.00\n4 ?金额读不出：收支方向“？”不认识，请在对账方式的 directions 里写明\n1 -标题、栏名"},
		"amounts with a sign":        {"银行流水正负", "交易日期[Transaction Date],交易金额[Trade Amount],收款人名称[Payee's Name]\n20260305,-12,甲\n20260306,7,乙", "2 2026-03-05 12.00\n3 2026-03-06 -7.00\n1 -标题、栏名"},
		"units behind a stroke":      {"银行流水", "交易时间,借方发生额/元(支取),贷方发生额/元(收入),对方帐号,对方户名\n20260305 10:11:12,12,0.00,0012,甲", "2 2026-03-05 12.00 12\n1 -标题、栏名"},
		"in ten thousands":           {"国库集中支付", "支付日期,支付金额（万元）,收款人名称\n2026-03-05,1.5,甲", "2 2026-03-05 15,000.00\n1 -标题、栏名"},
		"two lines":                  {"银行流水", "日期,发生额,,对方户名\n,借方,贷方,\n2026-03-05,12,,甲\n2026-03-06,,7,乙", "3 2026-03-05 12.00\n4 2026-03-06 -7.00\n1 -标题、栏名\n2 -标题、栏名"},
		"entries of a voucher":       {"会计凭证", "凭证日期,凭证号,摘要,科目,借方金额,贷方金额\n2026-03-05,记-12,付货款,业务活动费用,100,\n,,,银行存款,,100", "3 2026-03-05 100.00  记-12\n1 -标题、栏名\n2 -科目不是银行存款、零余额账户用款额度、财政拨款收入、财政应返还额度、库存现金"},
		"no such columns":            {"银行流水", "时间,金钱\n" + line, "×里找不到“银行流水”要的栏名：前50行里要有一行写着日期（交易日期、记账日期、交易时间、交易日、记账日、入账日期、日期）和金额（借方发生额、支出金额、借方金额、支出、付款金额、支出额、借方、支取金额、付出、转出金额、交易金额、发生额、金额）；文件里的栏名像是：时间、金钱。请换一种对账方式，或在数据文件夹的 reconcile 里写一份自己的"},
		"a label twice":              {"银行流水", "日期,支出,支出\n" + line, "×里有2栏都叫“支出”，不知以哪一栏为准，请删去用不着的"},
		"no column to keep by":       {"会计凭证", "凭证日期,贷方\n" + line, "×里没有“科目”或“科目名称”或“会计科目”一栏，不知道哪些行要核对"},
		"nothing":                    {"银行流水", " \n\n", "×是空的，请重新导出"},
		"a page":                     {"银行流水", "<html><table>", "×是网页（有的银行导出时起名为 .xls），请用 Excel 打开后另存为“Excel 工作簿（.xlsx）”再核对"},
		"an old workbook":            {"银行流水", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 x", "×是旧版 Excel 文件（.xls），请打开后另存为“Excel 工作簿（.xlsx）”再核对"},
		"no text":                    {"银行流水", "\xff\x00\xff\x01\x80", "×读不出文字（不是 UTF-8、GB18030 或 UTF-16），请核对是不是放错了文件；是的话另存为 UTF-8 的 CSV 再核对"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := readAs(t, mapping(t, test.mapping), []byte(test.text)); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func mapping(t testing.TB, name string) *Mapping {
	t.Helper()
	all, err := Load(kinds(), nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := all.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestReadWorkbook: days as numbers, an account that lost its last digits, what is merged,
// hidden rows and hidden sheets.
func TestReadWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	set := func(sheet, cell string, value any) {
		t.Helper()
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("流水"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"旧", "四月"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	set("Sheet1", "A1", "封面")
	set("流水", "A1", "交易明细")
	for i, label := range []string{"交易日期", "支出", "收入", "对方户名", "对方账号", "摘要"} {
		cell, _ := excelize.CoordinatesToCellName(i+1, 3)
		set("流水", cell, label)
		set("旧", cell, label)
	}
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	set("流水", "A4", 46086)
	if err := f.SetCellStyle("流水", "A4", "A4", day); err != nil {
		t.Fatal(err)
	}
	set("流水", "B4", 1234.1+0.02)
	set("流水", "D4", "清源公司")
	set("流水", "E4", 6222000011112222333)
	set("流水", "A5", 46087.6) // a day and a time, its format lost
	set("流水", "B5", "￥7.00")
	set("流水", "E5", 6222000011)
	set("流水", "B6", 3)
	set("流水", "A7", "合计")
	for i, value := range []any{"日期", "支出", "对方户名", nil, nil, nil} {
		cell, _ := excelize.CoordinatesToCellName(i+1, 1)
		set("四月", cell, value)
	}
	set("四月", "A2", "2026-04-01")
	set("四月", "B2", 9)
	if err := f.SetCellFormula("流水", "B7", "SUM(B4:B6)"); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{f.MergeCell("流水", "A5", "A6"), f.MergeCell("流水", "A1", "F1"), f.SetRowVisible("流水", 6, false), f.SetSheetVisible("旧", false)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	want := `4 2026-03-05 1,234.12 6222000011112222333
5 2026-03-06 7.00 6222000011
6 2026-03-06 3.00
2 2026-04-01 9.00
1 -标题、栏名
3 -标题、栏名
7 -合计、余额等，不是一笔款项
1 -标题、栏名
文件里有1行被筛选或隐藏，照样核对`
	if got := readAs(t, bank(t), b.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
