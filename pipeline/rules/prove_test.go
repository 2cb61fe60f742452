package rules

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/templates"
)

// TestBuiltinRulebookProvesItself keeps a list of what the cases of the rulebook leave
// open, so that a change of rules or cases shows what it does to that.
func TestBuiltinRulebookProvesItself(t *testing.T) {
	t.Parallel()
	r, _, people := load(t)
	var open []string
	proofs := r.Prove("", People{Builtin: people}, nil)
	for _, p := range proofs {
		if len(p.Mistakes) > 0 {
			t.Error(p.Mistakes)
		}
		for _, g := range p.Gaps {
			open = append(open, fmt.Sprintf("%s %s %s\n", strings.TrimPrefix(g.File, "longfeng2017/"), g.Rule, g.Text))
		}
	}
	slices.Sort(open)
	if *update {
		golden(t, "unproved.txt", strings.Join(open, ""))
	}
	known, err := os.ReadFile(filepath.Join("testdata", "unproved.txt"))
	if err != nil {
		t.Fatal(err)
	}
	listed := slices.Collect(strings.Lines(string(known)))
	for _, l := range open {
		if _, ok := slices.BinarySearch(listed, l); !ok {
			t.Errorf("no case shows, and unproved.txt does not list: %s", l)
		}
	}
	for _, l := range listed {
		if _, ok := slices.BinarySearch(open, l); !ok {
			t.Errorf("unproved.txt lists what is shown or gone, run with -update: %s", l)
		}
	}
	total := Total(proofs)
	if total.Branches-total.Covered-total.Declared+total.Mutants-total.Killed-total.Equivalent != len(open) || total.Mutants < 1000 || total.Branches < 1000 {
		t.Errorf("%+v: %d open", total, len(open))
	}
}

// permit is a kind of its own, with a rulebook of the given rules for it.
func permit(t *testing.T, rules string, more ...fstest.MapFS) *Regulation {
	t.Helper()
	kinds, err := templates.Load(fstest.MapFS{"permit/kind.yaml": {Data: []byte(`
key: permit
title: 通行证
date: day
unit: unit
subject: "{name}"
number: 通〔{year}〕{n}号
retention: {code: D10, name: 10年}
fields:
  - {key: day, label: 日期, type: date, required: true}
  - {key: unit, label: 单位, type: unit, required: true}
  - {key: name, label: 姓名, type: text, required: true}
  - {key: days, label: 天数, type: integer, required: true}
  - {key: until, label: 截止, type: date}
  - {key: urgent, label: 加急, type: yesno, required: true}
  - key: items
    label: 物品
    type: list
    columns:
      - {key: what, label: 名称, type: text, required: true}
      - {key: sum, label: 金额, type: money, required: true}
register:
  - {label: 姓名, from: name}
`)}, "permit/example.yaml": {Data: []byte(`
表单种类: 通行证
日期: 2026-03-02
单位: 区财政局
姓名: 林知远
天数: 2
加急: 否
物品:
  - {名称: 纸, 金额: 300}
  - {名称: 笔, 金额: 500}
`)}})
	if err != nil {
		t.Fatal(err)
	}
	folders := []fs.FS{fstest.MapFS{"own/rulebook.yaml": {Data: []byte(`
title: 自己的规则
from: 2020-01-01
articles: {1: {title: 一}}
parameters:
  - {name: limit, value: 3, meaning: 天数}
  - {name: amount, value: 1000, meaning: 金额}
`)}, "own/permit.yaml": {Data: []byte("kind: permit\narticle: \"1\"\nrules:\n" + rules)}}}
	for _, f := range more {
		folders = append(folders, f)
	}
	r, err := Load(kinds, folders...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rule writes a rule named one.
func oneRule(require, rest string) string {
	return fmt.Sprintf("  - id: one\n    field: days\n    require: %q\n    message: 不对\n    advice: 请改\n%s", require, rest)
}

// proven is what is open after trying the rules.
func proven(t *testing.T, r *Regulation) (Proof, []string) {
	t.Helper()
	proofs := r.Prove("permit", People{Own: samplePeople()}, nil)
	if len(proofs) != 1 {
		t.Fatalf("%+v", proofs)
	}
	open := []string{}
	for _, g := range proofs[0].Gaps {
		open = append(open, g.Text)
	}
	slices.Sort(open)
	return proofs[0], open
}

func TestProveFindsWhatNoCaseShows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, require, rest, open string }{
		{"all shown", `!form.urgent`, "    fails: {急: {加急: 是}}\n", ``},
		{"one term", `!form.urgent && form.days == 2`, "    fails: {急: {加急: 是}}\n",
			`form.days == 2 → true; form.days == 2 恒为真`},
		{"both terms", `!form.urgent && form.days == 2`, "    fails: {急: {加急: 是}, 三: {天数: 3}, 一: {天数: 1}}\n", ``},
		{"a guard", `!has(form.until) || form.until >= form.day`, "    fails: {前: {截止: 2026-03-01}}\n",
			`form.until >= form.day → false; form.until >= form.day → form.until > form.day; form.until >= form.day 恒为假`},
		{"a guard, too", `!has(form.until) || form.until >= form.day`, "    fails: {前: {截止: 2026-03-01}}\n    passes: {同: {截止: 2026-03-02}}\n", ``},
		{"what is never asked", `form.days < 9 || form.urgent && form.days > 20`, "    fails: {九: {天数: 9}}\n",
			`form.days < 9 → form.days < 8; form.days > 20 → form.days > 21; form.days > 20 → form.days >= 20; form.days > 20 → true; form.days > 20 从未算到; ` +
				`form.urgent && form.days > 20 → false; form.urgent && form.days > 20 → form.urgent || form.days > 20; form.urgent && form.days > 20 恒为假; form.urgent → true; form.urgent 恒为假`},
		{"a choice", `form.urgent ? form.days == 1 : form.days <= 5`, "    fails: {六: {天数: 6}, 急: {加急: 是}}\n    passes: {五: {天数: 5}}\n",
			`form.days == 1 → form.days == 0; form.days == 1 恒为假`},
		{"rows", `form.items.exists(i, i.what == '笔')`, "    fails: {没有: {物品: [{名称: 纸, 金额: 1}]}}\n", ``},
		{"the last of the rows", `form.items.exists(i, i.what == '纸')`, "    fails: {没有: {物品: []}}\n",
			`i.what == "纸" → i.what != "纸"; i.what == "纸" 恒为真`},
		{"a limit", `form.days <= param.limit`, "    fails: {九: {天数: 9}}\n", ``},
		{"a bare number", `form.days <= 3`, "    fails: {九: {天数: 9}}\n", `form.days <= 3 → form.days < 3; form.days <= 3 → form.days <= 4`},
		{"a limit in let", `total <= most`, "    let: {most: yuan(param.amount), total: 'sum(form.items.map(i, i.sum))'}\n    fails: {多: {物品: [{名称: 纸, 金额: 3000}]}}\n", ``},
		{"a limit of days", `days(form.day, form.until) <= param.limit`, "    when: has(form.until)\n    fails: {久: {截止: 2026-05-02}}\n    passes: {短: {截止: 2026-03-03}}\n", ``},
		{"a limit of length", `form.name.size() < param.limit + 3`, "    fails: {长: {姓名: 一二三四五六七八}}\n", ``},
		{"a limit of rows", `form.items.size() <= param.limit`, "    fails: {多: {物品: [{名称: 一, 金额: 1}, {名称: 二, 金额: 1}, {名称: 三, 金额: 1}, {名称: 四, 金额: 1}, {名称: 五, 金额: 1}]}}\n", ``},
		{"each row", `row.sum <= yuan(param.amount)`, "    each: items\n    fails: {贵: {物品: [{名称: 纸, 金额: 3000}]}}\n", ``},
		{"the same twice", `form.days == 2 || form.urgent || form.days == 2 && form.name == ''`, "    fails: {三: {天数: 3}, 一: {天数: 1}}\n    passes: {急: {天数: 3, 加急: 是}}\n",
			`form.days == 2 && form.name == "" → false; form.days == 2 && form.name == "" → form.days == 2 || form.name == ""; form.days == 2 && form.name == "" 恒为假; ` +
				`form.days == 2 → form.days != 2（第2处）; form.days == 2 → form.days == 1（第2处）; form.days == 2 → form.days == 3（第2处）; form.days == 2 → true; ` +
				`form.days == 2（第2处） 恒为假; form.name == "" → form.name != ""; form.name == "" → true; form.name == "" 从未算到`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p, open := proven(t, permit(t, oneRule(test.require, test.rest)))
			if len(p.Mistakes) > 0 {
				t.Error(p.Mistakes)
			}
			if got := strings.Join(open, "; "); got != test.open {
				t.Errorf("%s\ngot  %s\nwant %s", test.require, got, test.open)
			}
		})
	}
}

func TestProveTellsFiguresAndPlaces(t *testing.T) {
	t.Parallel()
	p, _ := proven(t, permit(t, `  - id: one
    field: days
    when: |-
      has(form.until) &&
      form.items.exists(i,
        i.sum > yuan(400))
    require: form.days <= param.limit
    message: 不对
    advice: 请改
    fails:
      九天: {天数: 9, 截止: 2026-03-09}
    passes:
      没有贵的: {天数: 9, 截止: 2026-03-09, 物品: [{名称: 纸, 金额: 1}]}
      两天: {截止: 2026-03-03}
      错的例子: {天数: 4, 截止: 2026-03-05}
      读不出来的: {天数: 若干}
`))
	want := Tally{Rules: 1, Cases: 5, Branches: 5, Covered: 5, Mutants: 9, Killed: 5}
	if p.Tally != want || p.Kind != "permit" || p.Title != "通行证" {
		t.Errorf("%+v", p)
	}
	if want := []Gap{
		{File: "own/permit.yaml", Line: 7, Rule: "one", Text: "has(form.until) → true"},
		{File: "own/permit.yaml", Line: 9, Rule: "one", Text: "i.sum > yuan(400) → i.sum >= yuan(400)"},
		{File: "own/permit.yaml", Line: 9, Rule: "one", Text: "i.sum > yuan(400) → i.sum > yuan(401)"},
		{File: "own/permit.yaml", Line: 9, Rule: "one", Text: "i.sum > yuan(400) → i.sum > yuan(399)"},
	}; !slices.Equal(p.Gaps, want) {
		t.Errorf("%+v", p.Gaps)
	}
	if want := `own/permit.yaml:18:7：规则 one 的例子“错的例子”（通行证）应当通过，却不合格
 |       错的例子: {天数: 4, 截止: 2026-03-05}
 |       ^
own/permit.yaml:19:7：规则 one 的例子“读不出来的”（通行证）读不出来：“天数”“若干”不是整数
 |       读不出来的: {天数: 若干}
 |       ^`; p.Mistakes.Error() != want {
		t.Error(p.Mistakes)
	}
}
