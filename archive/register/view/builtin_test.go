package view_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/register"
	"gongwen/templates"
)

func TestProjects(t *testing.T) {
	o := newOffice(t)
	const sheet = "政府投资项目台账"
	same := []string{"project", "凤鸣苑改造", "approval_number", "龙发改审〔2026〕3号"}
	approved := o.file("project", "2026-01-05", append(same, "stage", "立项批复", "invested", "9000.00")...)
	reviewed := o.file("project", "2026-02-05", append(same, "stage", "投资评审", "invested", "9000.00", "reviewed", "8800.00", "previous", approved)...)
	c1 := o.contract("2026-03-01", "5000.00")
	c2 := o.contract("2026-03-02", "2000.00")
	c3 := o.contract("2026-03-03", "400.00")
	change := o.file("project-change", "2026-04-01", append(same, "before", "9000.00", "after", "9500.00", "change", "500.00", "contract", c1)...)
	c1b := o.change("2026-04-02", c1, "5600.00", "0", "变更") // of the one contract; the other stays
	pay := o.pay("2026-05-01", c1b, "1500.00")
	accepted := o.file("project", "2026-12-01", append(same, "stage", "竣工验收", "invested", "9500.00", "previous", reviewed, "contract", c2, "accepted", "2026-11-30", "conclusion", "合格")...)
	pay2 := o.pay("2027-01-05", c2, "2000.00")
	o.pay("2027-01-05", c3, "1.00") // of a contract that no project names
	other := o.file("project-change", "2026-06-01", "project", "别的项目", "approval_number", "龙发改审〔2020〕1号", "after", "70.00", "change", "-5.00")
	again := o.file("project", "2026-06-02", "project", "另一个", "approval_number", "龙发改审〔2026〕9号", "stage", "立项批复", "invested", "10.00", "contract", c1) // named second: not counted twice

	v := o.see("projects", register.Selection{})
	v.is(sheet, "项目名称", "凤鸣苑改造", "另一个", "别的项目")
	v.is(sheet, "批复投资", "9,000.00", "10.00", "")
	v.is(sheet, "评审金额", "8,800.00", "", "")
	v.is(sheet, "变更增减", "500.00", "", "-5.00")
	v.is(sheet, "现批准投资", "9,500.00", "10.00", "70.00")
	v.is(sheet, "合同金额", "7,600.00", "", "")
	v.is(sheet, "已付", "3,500.00", "", "")
	v.is(sheet, "环节", "竣工验收", "立项批复", "")
	v.is(sheet, "登记编号", approved+"、"+reviewed+"、"+accepted, again, "")
	v.is(sheet, "变更记录", change, "", other)
	v.is(sheet, "合同编号", c1+"、"+c2+"、"+c1b, "", "")
	v.is(sheet, "付款记录", pay+"、"+pay2, "", "")
	v.is(sheet, "备注", "", "", "档案中没有这个投资项目")
}

func TestAssets(t *testing.T) {
	o := newOffice(t)
	const sheet = "固定资产卡片台账"
	card := func(day, action, card, count, value string, more ...string) string {
		return o.file("asset", day, append([]string{"action", action, "card", card, "count", count, "value", value, "name", "计算机"}, more...)...)
	}
	came := card("2025-03-01", "新增", "ZC-1", "10", "50000.00", "place", "一楼", "keeper", "安澜", "procurement", "龙政采字〔2025〕1号")
	went := card("2026-05-01", "减少", "ZC-1", "3", "15000.00", "reduction", "报废", "place", "库房", "net", "0")
	gone := card("2026-06-01", "减少", "zc-1 ", "7", "35000.00", "reduction", "调出")
	o.void(gone)
	whole := card("2026-07-01", "新增", "ZC-2", "1", "800.00")
	all := card("2027-01-01", "减少", "ZC-2", "1", "800.00", "reduction", "出售", "income", "10.00")

	v := o.see("assets", register.Selection{})
	v.is(sheet, "资产编号", "ZC-1", "ZC-2")
	v.is(sheet, "现有数量", "7", "0")
	v.is(sheet, "新增原值", "50,000.00", "800.00")
	v.is(sheet, "减少原值", "15,000.00", "800.00")
	v.is(sheet, "现有原值", "35,000.00", "0.00")
	v.is(sheet, "存放地点", "一楼", "")
	v.is(sheet, "减少方式", "报废", "出售")
	v.is(sheet, "登记编号", came+"、"+went, whole+"、"+all)
	v.is(sheet, "处置收入", "", "10.00")
	v.is(detail, "至此现有数量", "7", "10", "7", "", "0", "1", "0")

	before := o.see("assets", register.Selection{To: day("2026-04-30")})
	before.is(sheet, "现有数量", "10")
	before.is(sheet, "减少原值", "")
	if !strings.HasPrefix(before.book.Scope, "截至2026年4月30日的余额") {
		t.Error(before.book.Scope)
	}
	in2026 := o.see("assets", register.Selection{From: day("2026-01-01"), To: day("2026-12-31")})
	in2026.is(sheet, "资产编号", "ZC-1", "ZC-2")
	in2026.is(sheet, "现有原值", "35,000.00", "800.00")
	in2027 := o.see("assets", register.Selection{From: day("2027-01-01")})
	in2027.is(sheet, "资产编号", "ZC-2")
	in2027.is(sheet, "现有原值", "0.00")
}

func TestBudget(t *testing.T) {
	o := newOffice(t)
	const sheet = "预算执行台账"
	spend := func(day, item, left, amount string, more ...string) string {
		pairs := append([]string{"budget_item", item, "amount", amount}, more...)
		if left != "" {
			pairs = append(pairs, "budget_left", left)
		}
		return o.file("funds", day, pairs...)
	}
	a := spend("2026-01-05", "办公费", "1000.00", "100.00")
	b := spend("2026-02-05", "办公 费", "", "200.00")
	wrong := spend("2026-02-06", "办公费", "650.00", "50.00")
	o.void(wrong)
	c := spend("2026-03-05", "办公费", "750.00", "40.00") // 50 more than is left by computation
	next := spend("2027-01-05", "办公费", "2000.00", "1.00")
	none := spend("2026-04-01", "", "", "7.00")
	other := spend("2026-04-02", "办公费", "500.00", "500.00", "unit", "区教育局")

	v := o.see("budget", register.Selection{})
	v.is(sheet, "单位", "区教育局", "区财政局", "区财政局", "区财政局")
	v.is(sheet, "年度", "2026", "2026", "2026", "2027")
	v.is(sheet, "预算项目", "办公费", "", "办公费", "办公费")
	v.is(sheet, "首次申报余额", "500.00", "", "1,000.00", "2,000.00")
	v.is(sheet, "批准支出", "500.00", "7.00", "340.00", "1.00")
	v.is(sheet, "笔数", "1", "1", "3", "1")
	v.is(sheet, "结余（计算）", "0.00", "", "660.00", "1,999.00")
	v.is(sheet, "最近申报余额", "500.00", "", "750.00", "2,000.00")
	v.is(sheet, "结余（申报）", "0.00", "", "710.00", "1,999.00")
	v.is(sheet, "相差", "0.00", "", "-50.00", "0.00")
	v.is(sheet, "资金使用编号", other, none, a+"、"+b+"、"+c, next)
	v.is(detail, "至此结余（申报）", "0.00", "0.00", "", "", "710.00", "900.00", "700.00", "", "710.00", "1,999.00", "1,999.00")

	o.see("budget", register.Selection{Unit: "区教育局"}).is(sheet, "批准支出", "500.00")
	o.see("budget", register.Selection{Year: 2027}).is(sheet, "批准支出", "1.00")
	o.see("budget", register.Selection{To: day("2026-02-28")}).is(sheet, "批准支出", "300.00")
}

func TestTwoLines(t *testing.T) {
	o := newOffice(t)
	const sheet = "收支两条线台账"
	take := func(day, collected, paid, spent string) string {
		return o.file("revenue", day, "collected", collected, "paid", paid, "spent", spent)
	}
	r1 := take("2026-01-31", "1000.00", "900.00", "20.00")
	r2 := take("2026-02-28", "500.00", "500.00", "0")
	f1 := o.file("funds", "2026-02-01", "amount", "300.00", "source", "一般公共预算")
	f2 := o.file("funds", "2026-03-01", "amount", "50.00", "source", "上级转移支付")
	take("2025-12-31", "7.00", "7.00", "0")
	o.void(take("2026-03-31", "9999.00", "1.00", "0"))

	v := o.see("two-lines", register.Selection{})
	v.is(sheet, "年度", "2025", "2026")
	v.is(sheet, "实收", "7.00", "1,500.00")
	v.is(sheet, "未缴", "0.00", "100.00")
	v.is(sheet, "从收入中支出", "0.00", "20.00")
	v.is(sheet, "批准支出", "", "350.00")
	v.is(sheet, "其中：一般公共预算", "", "300.00")
	v.is(sheet, "其中：上级转移支付", "", "50.00")
	v.is(sheet, "其中：地方政府债券", "", "")
	if got := v.column(sheet, "收入登记编号")[1] + v.column(sheet, "资金使用编号")[1]; got != r1+"、"+r2+f1+"、"+f2 {
		t.Error(got)
	}
	february := o.see("two-lines", register.Selection{From: day("2026-02-01"), To: day("2026-02-28")})
	february.is(sheet, "实收", "500.00")
	february.is(sheet, "批准支出", "300.00")
	february.is(detail, "编号", "区财政局", r2, f1)
}

func TestPurchases(t *testing.T) {
	o := newOffice(t)
	const sheet = "政府采购执行台账"
	ask := o.file("procurement", "2026-01-05", "stage", "采购申请", "name", "计算机", "budget", "100000.00", "unit", "区教育局")
	result := o.file("procurement", "2026-02-05", "stage", "采购结果", "name", "计算机", "budget", "100000.00", "deal", "90000.00", "saved", "10000.00", "original", ask, "unit", "区教育局")
	o.file("procurement", "2026-03-05", "stage", "采购申请", "name", "桌椅", "budget", "5000.00")
	card := o.file("asset", "2026-03-01", "action", "新增", "card", "ZC-1", "count", "10", "value", "90000.00", "procurement", result)
	less := o.file("asset", "2026-09-01", "action", "减少", "card", "ZC-1", "count", "1", "value", "9000.00")

	v := o.see("purchases", register.Selection{})
	v.is(sheet, "采购单位", "区教育局", "区财政局")
	v.is(sheet, "预算金额", "100,000.00", "5,000.00")
	v.is(sheet, "成交金额", "90,000.00", "")
	v.is(sheet, "节约金额", "10,000.00", "")
	v.is(sheet, "采购结果编号", result, "")
	v.is(sheet, "登记资产原值", "90,000.00", "")
	v.is(sheet, "资产编号", "ZC-1", "")
	v.is(sheet, "资产登记编号", card, "")
	if got := v.column(detail, "编号"); !slices.Contains(got, less) { // through the card
		t.Errorf("%q", got)
	}
}

// TestSelections: of units, years and what a reader may see.
func TestSelections(t *testing.T) {
	o := newOffice(t)
	const sheet = "合同履行台账"
	o.book.Units = func(name string) string { return strings.TrimPrefix(name, "龙凤") }
	a := o.contract("2025-01-10", "1000.00", "unit", "龙凤区教育局")
	b := o.contract("2026-01-10", "10.00", "unit", "区财政局")
	o.pay("2026-06-01", a, "400.00") // by another unit; the line is the contract's
	o.pay("2026-06-02", b, "1.00", "unit", "区教育局")

	v := o.see("contracts", register.Selection{Unit: "区教育局"})
	v.is(sheet, "合同编号", a)
	v.is(sheet, "已付", "400.00")
	o.see("contracts", register.Selection{Year: 2026}).is(sheet, "合同编号", b)
	o.see("contracts", register.Selection{Year: 2025, LastYear: 2026}).is(sheet, "合同编号", a, b)
	o.see("contracts", register.Selection{From: day("2026-06-02"), To: day("2026-06-30")}).is(sheet, "合同编号", b)
	chosen := o.see("contracts", register.Selection{Columns: []string{"未付", "合同编号"}})
	if want := []string{"未付", "合同编号"}; !slices.Equal(chosen.labels[sheet], want) || chosen.total(sheet, "未付") != 60900 {
		t.Errorf("%q", chosen.labels[sheet])
	}
	if !slices.Equal(v.column(summary, "单位")[:2], []string{"区教育局", "合计"}) {
		t.Errorf("%q", v.column(summary, "单位"))
	}

	// One who may see his own unit's records only is not told that there is no contract.
	own := o.seeWithin("contracts", register.Selection{}, func(r archive.Record) bool { return r.Unit == "区财政局" })
	own.is(sheet, "合同编号", b, "")
	own.is(sheet, "已付", "0.00", "400.00")
	own.is(sheet, "备注", "", "这份合同不在查看范围之内")
	if strings.Contains(fmt.Sprint(own.sheets), "1,000.00") || !slices.Contains(own.column(about, "项目"), "查看范围") {
		t.Error("it tells what may not be seen, or not that something is left out")
	}
}

// TestOddLines: what names itself or one another in a circle, a contract that is void, a
// number given for something else.
func TestOddLines(t *testing.T) {
	o := newOffice(t)
	const sheet = "合同履行台账"
	self := o.change("2026-01-01", "龙政办合字〔2026〕1号", "10.00", "1.00", "变更")
	one := o.change("2026-01-02", "龙政办合字〔2026〕3号", "20.00", "2.00", "变更")
	o.change("2026-01-03", one, "30.00", "3.00", "变更")
	void := o.contract("2026-01-04", "40.00", "name", "作废的合同")
	o.pay("2026-02-01", void, "4.00")
	o.void(void)
	funds := o.pay("2026-02-02", "", "5.00")
	o.pay("2026-02-03", funds, "6.00")

	v := o.see("contracts", register.Selection{})
	v.is(sheet, "合同编号", self, one, void, funds)
	v.is(sheet, "合同名称", "", "", "作废的合同", "")
	v.is(sheet, "现合同金额", "10.00", "30.00", "", "")
	v.is(sheet, "已付", "1.00", "3.00", "4.00", "6.00")
	v.is(sheet, "备注", "", "", void+"已作废", "档案中没有"+funds+"这份合同")

	o.void(self)
	v = o.see("contracts", register.Selection{})
	if row := v.sheets[sheet][0]; !row.Struck || v.total(sheet, "现合同金额") != 3000 {
		t.Errorf("%+v", row)
	}
}

// TestSumsOfManyContracts holds what the view comes to, whole and in parts, against a
// reckoning that goes backwards from what is valid now.
func TestSumsOfManyContracts(t *testing.T) {
	o := newOffice(t)
	r := rand.New(rand.NewPCG(18, 2026))
	type deed struct {
		number, of   string // of is the first number of the contract
		amount, paid int64
		payment      bool
		day          string
		void         bool
	}
	var deeds []deed
	var contracts []string
	first := map[string]string{}
	figures := func(fen int64) string { return templates.Fen(fen).Plain() }
	for n := range 250 {
		date := fmt.Sprintf("%d-%02d-%02d", 2024+n/100, 1+r.IntN(12), 1+r.IntN(28))
		d := deed{amount: r.Int64N(9_000_000_00), paid: r.Int64N(1_000_000), day: date, void: r.IntN(6) == 0}
		switch of := r.IntN(4); {
		case of == 0 || len(contracts) == 0:
			d.number, d.paid = o.contract(date, figures(d.amount)), 0
			first[d.number] = d.number
			contracts = append(contracts, d.number)
		case of == 1:
			original := contracts[r.IntN(len(contracts))]
			d.number = o.change(date, original, figures(d.amount), figures(d.paid), "变更")
			first[d.number] = first[original]
			contracts = append(contracts, d.number)
		default:
			contract := contracts[r.IntN(len(contracts))]
			d.number, d.payment = o.pay(date, contract, figures(d.amount)), true
			first[d.number] = first[contract]
		}
		d.of = first[d.number]
		deeds = append(deeds, d)
	}
	for _, d := range deeds {
		if d.void {
			o.void(d.number)
		}
	}
	var amount, paid int64
	settled := map[string]bool{} // contracts of which the last amount is known
	for _, d := range slices.Backward(deeds) {
		switch {
		case d.void || settled[d.of]:
		case d.payment:
			paid += d.amount
		default:
			amount, paid = amount+d.amount, paid+d.paid
			settled[d.of] = true
		}
	}
	v := o.see("contracts", register.Selection{})
	for label, figure := range map[string]int64{"现合同金额": amount, "已付": paid} {
		want := templates.Fen(figure)
		if got := v.total("合同履行台账", label); got != want {
			t.Errorf("%s: %v, want %v", label, got, want)
		}
		if got := v.total(detail, label+"增减"); got != want {
			t.Errorf("%s in the detail: %v, want %v", label, got, want)
		}
		sums := 0
		for i, name := range v.column(summary, "单位") {
			if name == "合计" {
				sums++
				if got := v.column(summary, label)[i]; got != want.String() {
					t.Errorf("%s of block %d: %s, want %v", label, sums, got, want)
				}
			}
		}
		if sums != 3 {
			t.Errorf("%d blocks", sums)
		}
	}
}
