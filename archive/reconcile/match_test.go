package reconcile

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gongwen/samples"
	"gongwen/templates"
)

// kinds are those of the program.
var kinds = sync.OnceValue(func() *templates.Set {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		panic(err)
	}
	return kinds
})

// bank is the mapping that tests use, with a tolerance if one is given.
func bank(t testing.TB, tolerance ...templates.Fen) *Mapping {
	t.Helper()
	all, err := Load(kinds(), nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := all.Named("银行流水")
	if err != nil {
		t.Fatal(err)
	}
	for _, fen := range tolerance {
		m.Match.tolerance = fen
	}
	return m
}

// rec is the n-th record, of a day of 2026 (month*100+day): n, day, amount in yuan, party,
// account.
func rec(n, day int, yuan float64, party, account string) *Record {
	return &Record{Number: fmt.Sprintf("龙政财审字〔2026〕%d号", n), Date: dayOfYear(day), Amount: fen(yuan), Party: party, Account: account,
		account: accountOf(account), party: partyKey(party)}
}

func void(r *Record) *Record {
	r.Ended, r.void = "已作废：重复申请", true
	return r
}

func outside(r *Record) *Record {
	r.outside = true
	return r
}

// row is the row on a line.
func row(line, day int, yuan float64, party, account, text string) *Row {
	r := &Row{Line: line, Date: dayOfYear(day), Amount: fen(yuan), Party: party, Account: account, Text: text,
		account: accountIn(account), party: partyKey(party), said: partyKey(text)}
	if strings.HasPrefix(text, "退") {
		r.Amount, r.back = -r.Amount, true
	}
	r.names = namesOf(kinds().Named("funds")).in(text)
	return r
}

func fen(yuan float64) templates.Fen { return templates.Fen(yuan*100 + 0.5) }

func dayOfYear(day int) templates.Date {
	return templates.NewDate(2026, time.Month(day/100), day%100)
}

// told are the items of a result, each on one line: sort, finding, records, rows.
func told(r *Result) string {
	var all []string
	for _, i := range r.Items {
		line := i.Sort.String()
		if i.Finding != "" {
			line += "（" + i.Finding + "）"
		}
		for _, rec := range i.Records {
			line += " #" + strings.TrimSuffix(strings.TrimPrefix(rec.Number, "龙政财审字〔2026〕"), "号")
		}
		for _, row := range i.Rows {
			line += fmt.Sprintf(" L%d", row.Line)
		}
		for _, of := range i.Of {
			line += " ~" + strings.TrimSuffix(strings.TrimPrefix(of, "龙政财审字〔2026〕"), "号")
		}
		all = append(all, line)
	}
	return strings.Join(all, "\n")
}

const (
	first, firstAccount   = "大庆市清源建筑工程有限公司", "6222000011112222333"
	second, secondAccount = "龙凤区明达办公用品商店", "9558000044445555666"
)

func TestMatch(t *testing.T) {
	pay := func(n, day int, yuan float64) *Record { return rec(n, day, yuan, first, firstAccount) }
	paid := func(line, day int, yuan float64, text string) *Row {
		return row(line, day, yuan, first, firstAccount, text)
	}
	for name, test := range map[string]struct {
		records   []*Record
		rows      []*Row
		tolerance templates.Fen
		want      string
		reason    string // part of the reason of the first item
	}{
		"by account and amount":  {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 100, "货款")}, 0, "相符 #1 L5", "账号、金额相符"},
		"by name, no account":    {[]*Record{pay(1, 301, 100)}, []*Row{row(5, 310, 100, "大庆市清源建筑工程有限公司 ", "", "")}, 0, "相符 #1 L5", "户名、金额相符"},
		"name cut off":           {[]*Record{pay(1, 301, 100)}, []*Row{row(5, 310, 100, "大庆市清源建筑工程", "", "")}, 0, "相符 #1 L5", "就对方写出的部分相符"},
		"account masked":         {[]*Record{pay(1, 301, 100)}, []*Row{row(5, 310, 100, "", "6222****2333", "")}, 0, "相符 #1 L5", "就对方写出的部分相符"},
		"account lost its end":   {[]*Record{pay(1, 301, 100)}, []*Row{row(5, 310, 100, "", "6.22200001E+18", "")}, 0, "相符 #1 L5", "就对方写出的部分相符"},
		"number in the text":     {[]*Record{pay(1, 301, 100), pay(2, 301, 100)}, []*Row{paid(5, 310, 100, "财审字[2026]第2号 货款")}, 0, "相符 #2 L5\n我方有、对方无 #1", "编号、金额相符"},
		"number, other amount":   {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 90, "龙政财审字〔2026〕1号")}, 0, "不符（金额不符） #1 L5", "少10.00元"},
		"number, other payee":    {[]*Record{pay(1, 301, 100)}, []*Row{row(5, 310, 100, second, secondAccount, "龙政财审字〔2026〕1号")}, 0, "不符（户名不符） #1 L5", "户名不同"},
		"number, in parts":       {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 60, "龙政财审字2026-1"), paid(6, 312, 40, "财审字〔2026〕1号")}, 0, "相符 #1 L5 L6", "分2笔"},
		"number, rest without":   {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 60, "龙政财审字〔2026〕1号"), paid(6, 312, 40, "尾款")}, 0, "相符 #1 L5 L6", "分2笔"},
		"two numbers in a row":   {[]*Record{pay(1, 301, 100), pay(2, 302, 50)}, []*Row{paid(5, 310, 150, "龙政财审字〔2026〕1号、2号")}, 0, "相符 #1 #2 L5", "合计相符"},
		"number of nothing":      {nil, []*Row{paid(5, 310, 100, "龙政财审字〔2026〕9号")}, 0, "对方有、我方无 L5", "档案里没有"},
		"number of another":      {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 100, "龙政财审字〔2026〕9号")}, 0, "不符（编号不符） #1 L5", ""},
		"number twice":           {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 100, "龙政财审字〔2026〕1号"), paid(6, 311, 100, "龙政财审字〔2026〕1号")}, 0, "相符 #1 L5\n不符（疑似重复支付） L6 ~1", ""},
		"other account":          {[]*Record{pay(1, 301, 100)}, []*Row{row(5, 310, 100, first, secondAccount, "")}, 0, "不符（账号不符） #1 L5", "账号不同"},
		"other name":             {[]*Record{pay(1, 301, 100)}, []*Row{row(5, 310, 100, second, firstAccount, "")}, 0, "不符（户名不符） #1 L5", "户名不同"},
		"other amount":           {[]*Record{pay(1, 301, 123.45)}, []*Row{paid(5, 310, 132.45, "")}, 0, "不符（金额不符） #1 L5", "写颠倒"},
		"ten times":              {[]*Record{pay(1, 301, 1200)}, []*Row{paid(5, 310, 120, "")}, 0, "不符（金额不符） #1 L5", "10倍"},
		"paid in part":           {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 31, ""), paid(6, 311, 32, "")}, 0, "不符（金额不符） #1 L5 L6", "还没有完"},
		"paid before":            {[]*Record{pay(1, 310, 100)}, []*Row{paid(5, 301, 100, "")}, 0, "不符（日期不符） #1 L5", "早9天"},
		"paid late":              {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 701, 100, "")}, 0, "不符（日期不符） #1 L5", "晚122天"},
		"several parts":          {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 60, ""), paid(6, 312, 40, ""), paid(7, 312, 17, "")}, 0, "相符 #1 L5 L6\n对方有、我方无 L7", "分2笔"},
		"parts in two ways":      {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 60, ""), paid(6, 312, 40, ""), paid(7, 312, 40, "")}, 0, "待核（有几种可能） #1 L5 L6 L7", "几种凑法"},
		"several records":        {[]*Record{pay(1, 301, 100), pay(2, 302, 50)}, []*Row{paid(5, 310, 150, "")}, 0, "相符 #1 #2 L5", "一笔付款"},
		"every month":            {[]*Record{pay(1, 105, 100), pay(2, 205, 100), pay(3, 305, 100)}, []*Row{paid(5, 110, 100, ""), paid(6, 210, 100, ""), paid(7, 310, 100, "")}, 0, "相符 #1 L5\n相符 #2 L6\n相符 #3 L7", "先后"},
		"one month unpaid":       {[]*Record{pay(1, 105, 100), pay(2, 205, 100), pay(3, 305, 100)}, []*Row{paid(5, 110, 100, ""), paid(7, 310, 100, "")}, 0, "相符 #1 L5\n相符 #3 L7\n我方有、对方无 #2", ""},
		"which of two":           {[]*Record{pay(1, 301, 100), pay(2, 301, 100)}, []*Row{paid(5, 310, 100, "")}, 0, "待核（有几种可能） #1 #2 L5", "分不清"},
		"two and two":            {[]*Record{pay(1, 301, 100), pay(2, 301, 100)}, []*Row{paid(5, 310, 100, ""), paid(6, 310, 100, "")}, 0, "相符 #1 L5\n相符 #2 L6", ""},
		"paid twice":             {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 100, ""), paid(6, 311, 100, "")}, 0, "相符 #1 L5\n不符（疑似重复支付） L6 ~1", ""},
		"void and paid":          {[]*Record{void(pay(1, 301, 100))}, []*Row{paid(5, 310, 100, "")}, 0, "不符（已作废却已支付） #1 L5", "重复申请"},
		"void by number":         {[]*Record{void(pay(1, 301, 100))}, []*Row{row(5, 310, 99, second, "", "龙政财审字〔2026〕1号")}, 0, "不符（已作废却已支付） #1 L5", ""},
		"void and made anew":     {[]*Record{void(pay(1, 301, 100)), pay(2, 302, 100)}, []*Row{paid(5, 310, 100, "")}, 0, "相符 #2 L5", ""},
		"void, both paid":        {[]*Record{void(pay(1, 301, 100)), pay(2, 302, 100)}, []*Row{paid(5, 310, 100, ""), paid(6, 312, 100, "")}, 0, "相符 #2 L5\n不符（已作废却已支付） #1 L6", ""},
		"void and not paid":      {[]*Record{void(pay(1, 301, 100))}, nil, 0, "", ""},
		"returned":               {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 100, ""), paid(6, 312, 100, "退汇")}, 0, "不符（付后退回） #1 L5 L6", "还没有付款"},
		"returned, paid again":   {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 100, ""), paid(6, 312, 100, "退汇"), paid(7, 315, 100, "")}, 0, "相符 #1 L7\n相符 L5 L6 ~1", ""},
		"void, and returned":     {[]*Record{void(pay(1, 301, 100))}, []*Row{paid(5, 310, 100, ""), paid(6, 312, 100, "退汇")}, 0, "相符 #1 L5 L6", "已由第6行退回"},
		"paid twice, one back":   {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 100, ""), paid(6, 311, 100, ""), paid(7, 312, 100, "退汇")}, 0, "相符 #1 L5\n相符 L6 L7 ~1", ""},
		"income":                 {nil, []*Row{row(6, 312, 100, first, firstAccount, "退税")}, 0, "", ""},
		"only the amount":        {[]*Record{pay(1, 301, 100)}, []*Row{row(5, 310, 100, second, secondAccount, "")}, 0, "待核（只有金额相符） #1 L5", ""},
		"the amount, not alone":  {[]*Record{pay(1, 301, 100), rec(2, 302, 100, "龙凤区园林处", "")}, []*Row{row(5, 310, 100, second, secondAccount, "")}, 0, "我方有、对方无 #1\n我方有、对方无 #2\n对方有、我方无 L5", ""},
		"nothing fits":           {[]*Record{pay(1, 301, 100)}, []*Row{row(5, 310, 70, second, secondAccount, "")}, 0, "我方有、对方无 #1\n对方有、我方无 L5", "可能在下期"},
		"within tolerance":       {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 100.01, "")}, 5, "相符 #1 L5", "相差0.01元"},
		"beyond tolerance":       {[]*Record{pay(1, 301, 100)}, []*Row{paid(5, 310, 100.06, "")}, 5, "不符（金额不符） #1 L5", ""},
		"before the period":      {[]*Record{outside(pay(1, 220, 100)), outside(pay(2, 221, 70))}, []*Row{paid(5, 310, 100, "")}, 0, "相符 #1 L5", ""},
		"long before the period": {[]*Record{outside(rec(1, 101, 100, first, firstAccount))}, []*Row{paid(5, 610, 100, "")}, 0, "不符（日期不符） #1 L5", "晚160天"},
		"after the period":       {[]*Record{outside(pay(1, 402, 100))}, []*Row{paid(5, 330, 100, "")}, 0, "不符（日期不符） #1 L5", "早3天"},
		"long before, several":   {[]*Record{outside(pay(1, 101, 100)), outside(pay(2, 102, 100))}, []*Row{paid(5, 610, 100, "")}, 0, "对方有、我方无 L5", ""},
		"name in the text":       {[]*Record{pay(1, 301, 100)}, []*Row{row(5, 310, 100, "", "", "付大庆市清源建筑工程有限公司维修款")}, 0, "相符 #1 L5", "就对方写出的部分相符"},
		"those of the period":    {[]*Record{outside(pay(1, 220, 100)), pay(2, 301, 100)}, []*Row{paid(5, 310, 100, "")}, 0, "相符 #2 L5", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := bank(t, test.tolerance).result(test.records, test.rows)
			if got := told(r); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if len(r.Items) > 0 && !strings.Contains(r.Items[0].Reason, test.reason) {
				t.Errorf("reason %q has no %q", r.Items[0].Reason, test.reason)
			}
			if total := r.Total(""); total.Here != r.Here || total.There != r.There {
				t.Errorf("items come to %s and %s, the sides to %s and %s", total.Here, total.There, r.Here, r.There)
			}
		})
	}
}

// TestMatchIncome: what was collected is held against what came into the treasury, by the
// number of the voucher.
func TestMatchIncome(t *testing.T) {
	paid := func(n, day int, yuan float64, voucher string) *Record {
		r := rec(n, day, yuan, "区市场监督管理局", "")
		r.Number, r.reference = fmt.Sprintf("龙政收字〔2026〕%d号", n), accountOf(voucher).key
		return r
	}
	in := func(line, day int, yuan float64, voucher string) *Row {
		r := row(line, day, yuan, "龙凤区市场监督管理局", "", "")
		r.Number = voucher
		return r
	}
	r := mapping(t, "非税收入").result(
		[]*Record{paid(1, 301, 100, "0012001"), paid(2, 302, 100, "0012002"), paid(3, 303, 70, "0012003"), void(paid(4, 304, 30, "0012004")), paid(5, 305, 8, "0012005")},
		[]*Row{in(5, 301, 100, "12002"), in(6, 302, 100, "0012001"), in(7, 303, 77, "0012003"), in(8, 304, 30, "0012004"), in(9, 305, 6, "0012009"), in(10, 306, 100, "0012001")})
	want := `相符 #龙政收字〔2026〕1 L6
相符 #龙政收字〔2026〕2 L5
不符（已作废却已收款） #龙政收字〔2026〕4 L8
不符（疑似重复收款） L10 ~龙政收字〔2026〕1
不符（金额不符） #龙政收字〔2026〕3 L7
我方有、对方无 #龙政收字〔2026〕5
对方有、我方无 L9`
	if got := told(r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
