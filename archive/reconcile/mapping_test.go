package reconcile

import (
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/templates"
)

// TestLoad: the program's own mappings are good; what is wrong in an office's own is told
// with its place, all of it at once.
func TestLoad(t *testing.T) {
	own := fstest.MapFS{"bad.yaml": {Data: []byte(`title: 某银行
file: {encoding: gbk}
columns:
  date: [日期]
  in: [收入]
  direction: [方向]
  party: [""]
above: [account]
keep: {科目: []}
against: {kind: funds, date: purpose, amount: amount, party: nobody, side: out}
match: {days_after: 9999, tolerance: "1000"}
`)}, "typed.yaml": {Data: []byte("title: x\ncolums: {}\n")}, "kind.yaml": {Data: []byte("title: x\ncolumns: {date: [日期], out: [支出]}\nagainst: {kind: 资金, amount: amount}\n")}}
	_, err := Load(kinds(), own)
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	for _, want := range []string{
		`reconcile/bad.yaml:2:18：encoding "gbk" 不认识，可用：auto、utf-8、gb18030、utf-16`,
		"columns 里没有 out 或 amount；对收入的账，请写 against.side: in",
		"有 direction（收支方向栏），须有 directions",
		"columns.party 里有空的栏名",
		`bad.yaml:8:9：above "account" 不认识，可用：date、number、party、text`,
		"keep 须写明栏名和字样",
		"资金使用的字段 purpose 是 text，date 须是 [date]",
		`资金使用没有 "nobody" 这个字段`,
		"days_after 须在0到3660之间",
		`tolerance "1000" 须是0到100元的金额`,
		`unknown field "colums"`,
		`reconcile/kind.yaml:3:17：against.kind "资金" 不是一种表单的 key`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%s", want, err)
		}
	}
}

// TestOwnMapping: an office's own takes the place of the program's, and goes by its name or
// title.
func TestOwnMapping(t *testing.T) {
	own := fstest.MapFS{"银行流水.yaml": {Data: []byte("title: 某银行\ncolumns: {date: [记账日], out: [付出]}\nagainst: {kind: funds, amount: amount, party: payee}\nmatch: {days_after: 0, tolerance: 0.05}\n")}}
	all, err := Load(kinds(), own)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"银行流水", "某 银行"} {
		m, err := all.Named(name)
		if err != nil || m.Title != "某银行" || m.Match.after() != 0 || m.Match.tolerance != 5 || m.Against.Date != "issue_date" {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
	if _, err := all.Named("工资"); err == nil || !strings.Contains(err.Error(), "可用：会计凭证、国库集中支付、银行流水、银行流水正负、非税收入") {
		t.Error(err)
	}
	// An office without the kind does without the mapping.
	none, err := templates.Load()
	if err != nil {
		t.Fatal(err)
	}
	if all, err := Load(none, nil); err != nil || len(all.All()) != 0 {
		t.Error(all, err)
	}
}

// TestNames: numbers as people write them for a bank.
func TestNames(t *testing.T) {
	n := namesOf(kinds().Named("funds"))
	for text, want := range map[string]string{
		"龙政财审字〔2026〕12号":              "龙政财审字〔2026〕12号",
		"付财审字[2026]第012号货款":           "龙政财审字〔2026〕12号",
		"龙政财审字2026-12":                "龙政财审字〔2026〕12号",
		"龙政财审字２０２６年第12号":              "龙政财审字〔2026〕12号",
		"龙政财审字（2026）12号、13号和15号":      "龙政财审字〔2026〕12号 龙政财审字〔2026〕13号 龙政财审字〔2026〕15号",
		"龙政财审字〔2026〕3号 龙政财审字〔2026〕4号": "龙政财审字〔2026〕3号 龙政财审字〔2026〕4号",
		"龙政办合字〔2026〕12号":              "",
		"审字〔2026〕12号":                 "",
		"龙政财审字202612":                 "",
		"货款 2026-12":                  "",
		"":                            "",
	} {
		if got := strings.Join(n.in(text), " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestAccountsAlike(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want like
	}{
		{"6222000011112222333", "6222 0000 1111 2222 333", same}, {"0012", "12", same}, {"6222000011112222333", "6222000011112222334", unlike},
		{"6222000011112222333", "6222****2333", partly}, {"6222****2334", "6222000011112222333", unlike}, {"6222****2333", "6222****2333", unknown},
		{"6222000011112222333", "6.22200001111222E+18", partly}, {"6222000011112222333", "6.22300001111222E+18", unlike}, {"6222000011112222333", "6E+18", unknown},
		{"", "6222000011112222333", unknown}, {"*", "6222000011112222333", unknown},
	} {
		if got := accountIn(test.a).like(accountIn(test.b)); got != test.want {
			t.Errorf("%s, %s: %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
