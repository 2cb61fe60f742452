package templates

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestRoleOf: what an asset adds depends on whether it comes or goes; what nothing is said
// of is added if it is money, and an amount that is not there does nothing.
func TestRoleOf(t *testing.T) {
	kinds, err := Load(Builtin(exampleOffice))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		kind, path string
		form       Values
		want       Role
	}{
		{"asset", "value", Values{"action": "新增", "value": Fen(1)}, Adds},
		{"asset", "value", Values{"action": "减少", "value": Fen(1)}, Subtracts},
		{"asset", "value", Values{"value": Fen(1)}, Copy},
		{"asset", "net", Values{"action": "新增", "net": Fen(1)}, Copy},
		{"asset", "no such", Values{"action": "新增"}, Copy},
		{"contract", "amount", Values{"state": "续签", "amount": Fen(1)}, Adds},
		{"contract", "unpaid", Values{"state": "解除", "unpaid": Fen(1)}, Replaces},
		{"procurement", "budget", Values{"stage": "采购结果", "budget": Fen(1)}, Replaces},
		{"procurement", "items.sum", Values{"stage": "采购申请", "items": []Values{{"sum": Fen(1)}}}, Copy},
		{"incident", "loss", Values{"report": "续报", "loss": Fen(0)}, Replaces},
		{"incident", "loss", Values{"report": "续报"}, Copy},
		{"supplies", "items.issued", Values{"items": []Values{{"issued": int64(1)}}}, Subtracts},
	} {
		if got := kinds.Named(test.kind).RoleOf(test.path, test.form); got != test.want {
			t.Errorf("%s.%s of %v: %s, want %s", test.kind, test.path, test.form, got, test.want)
		}
	}
}

// TestTies: records of a line know each other however their numbers and names are typed,
// and a project's by its approval and its name, for one approval may cover several.
func TestTies(t *testing.T) {
	kinds, err := Load(Builtin(exampleOffice))
	if err != nil {
		t.Fatal(err)
	}
	project := "龙发改投〔2026〕21号+铁东街片区积水点改造工程"
	for _, test := range []struct {
		kind string
		form Values
		want []Tie
	}{
		{"asset", Values{"card": "2026-设备-７ "}, []Tie{{"asset", "card", "2026-设备-7"}}},
		{"contract", Values{"state": "变更", "original": "龙政办合字[2026]第012号"}, []Tie{{"contract", NumberPath, "龙政办合字〔2026〕12号"}}},
		{"contract", Values{"state": "续签", "original": "龙政办合字〔2026〕12号"}, nil},
		{"closing", Values{"record": "龙政办假字〔2026〕3号"}, []Tie{{AnyKind, NumberPath, "龙政办假字〔2026〕3号"}}},
		{"project", Values{"approval_number": "龙发改投(2026)21号", "project": "铁东街片区 积水点改造工程"}, []Tie{{"project", "approval_number+project", project}}},
		{"project-change", Values{"approval_number": "龙发改投〔2026〕21号", "project": "铁东街片区积水点改造工程"}, []Tie{
			{"project-change", "project+approval_number", "铁东街片区积水点改造工程+龙发改投〔2026〕21号"},
			{"project", "approval_number+project", project}}},
		{"funds", Values{}, nil},
	} {
		got := kinds.Named(test.kind).Ties(test.form)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.kind, got, test.want)
		}
		for _, tie := range got {
			if tie.Kind == test.kind && tie.Path != NumberPath && TieValue(tie.Path, test.form) != tie.Value {
				t.Errorf("%s: %s is %q on the form itself, %q for others", test.kind, tie.Path, TieValue(tie.Path, test.form), tie.Value)
			}
		}
	}
}

// TestLoadShowsMistakesInCounts: a word that nothing would ever come of is an error in its
// place, unless it was right before an office put a kind of its own there.
func TestLoadShowsMistakesInCounts(t *testing.T) {
	folder := func(key, title string, fields, column string) fstest.MapFS {
		return fstest.MapFS{key + "/kind.yaml": {Data: []byte("key: " + key + "\ntitle: " + title + "\ndate: day\nunit: unit\nsubject: \"{unit}\"\nnumber: " + title +
			"〔{year}〕{n}号\nretention: {code: D10, name: 10年}\nfields:\n  - {key: day, label: 日期, type: date, required: true}\n  - {key: unit, label: 单位, type: unit}\n" +
			fields + "register:\n  - {label: 编号, from: number}\n" + column)}}
	}
	for name, test := range map[string]struct{ fields, column, want string }{
		"no such kind":  {"  - {key: old, label: 原编号, type: text, belongs: contact-sheet}\n", "", "own/kind.yaml:11:49：字段 old 的 belongs \"contact-sheet\"：没有 contact-sheet 这种表单"},
		"no such field": {"  - {key: old, label: 原编号, type: text, belongs: asset.cards}\n", "", "own/kind.yaml:11:49：字段 old 的 belongs \"asset.cards\"：asset/kind.yaml 里没有 cards 这个字段"},
		"a field of another name": {"  - {key: old, label: 原编号, type: text, belongs: project.approval_number+project}\n", "",
			"用 + 连着的 project，这种表单也要有"},
		"any with a field": {"  - {key: old, label: 原编号, type: text, belongs: any.card}\n", "", "没有 any 这种表单"},
		"one choice of two": {"  - {key: do, label: 做什么, type: choice, choices: [增, 减]}\n  - {key: old, label: 原编号, type: text, belongs: {do: {增: asset, 减: assets}}}\n", "",
			"own/kind.yaml:12:49：字段 old 的 belongs \"assets\"：没有 assets 这种表单"},
		"a role unknown":   {"  - {key: sum, label: 金额, type: money, counts: minus}\n", "", "own/kind.yaml:11:48：字段 sum 的 counts \"minus\" 不认识"},
		"in a list":        {"  - {key: rows, label: 明细, type: list, columns: [{key: sum, label: 金额, type: money, counts: once}]}\n", "", "字段 sum 的 counts \"once\" 不认识"},
		"a text counts":    {"  - {key: old, label: 原编号, type: text, counts: adds}\n", "", "字段 old 有 counts，须是 money 或 integer"},
		"by no choice":     {"  - {key: sum, label: 金额, type: money, counts: {unit: {甲: adds}}}\n", "", "counts 看的 \"unit\" 须是一个 choice 字段"},
		"list belongs":     {"  - {key: rows, label: 明细, type: list, columns: [{key: old, label: 原编号, type: text, belongs: asset}]}\n", "", "列表里的 old 不能有 belongs"},
		"a copy is summed": {"  - {key: sum, label: 金额, type: money, counts: copy}\n", "  - {label: 金额, from: sum, sum: true}\n", "sum: true，sum 却是 counts: copy（不计入）"},
	} {
		_, err := Load(Builtin(exampleOffice), folder("own", "自办", test.fields, test.column))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: not said: %s\n%v", name, test.want, err)
		}
	}
	if _, err := Load(Builtin(exampleOffice), folder("project", "投资项目", "", "")); err != nil {
		t.Errorf("an office's own project that nothing belongs to any more: %v", err)
	}
}
