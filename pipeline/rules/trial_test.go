package rules

import (
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// A case may bring people and units of its own, for itself alone.
func TestProveLaysTheRowsOfACaseOverTheRoster(t *testing.T) {
	t.Parallel()
	p, open := proven(t, permit(t, `  - id: one
    field: name
    require: holds(form.name, "区财政局副局长", form.day)
    message: 不对
    advice: 请改
    fails:
      甲不是: {姓名: 甲}
      林知远已离任: {花名册: {任职: [{姓名: 林知远, 单位: 区财政局, 职务: 区财政局副局长, 类别: 副职, 任职自: 2022-08-01, 任职至: 2026-02-28}]}}
    passes:
      甲是:
        姓名: 甲
        people:
          任职:
            - {姓名: 甲, 单位: 区财政局, 职务: 区财政局副局长, 类别: 副职, 任职自: 2026-01-01}
  - id: two
    field: unit
    require: unit(form.unit).quota > 50
    message: 不对
    advice: 请改
    fails:
      照旧: {单位: 区教育局}
      五十: {花名册: {单位: [{单位: 区财政局, 类型: 区直部门, 经费: 全额, 编制数: 50, 实有数: 1}]}}
    passes:
      五十一: {花名册: {单位: [{单位: 区财政局, 类型: 区直部门, 经费: 全额, 编制数: 51, 实有数: 1}]}}
`))
	// The example itself breaks the second rule: the sample roster gives the unit 41 posts.
	if want := "规则 two 的例子“样表”（通行证）应当通过，却不合格"; len(p.Mistakes) != 1 || p.Mistakes[0].Message != want || len(open) > 0 {
		t.Errorf("%v %v", p.Mistakes, open)
	}
}

func TestLoadRefusesRowsThatAreNone(t *testing.T) {
	t.Parallel()
	_, err := Load(builtinKinds(), fstest.MapFS{"b/rulebook.yaml": {Data: []byte("title: 规则\nfrom: 2017-03-09\narticles: {1: {title: 一}}\n")},
		"b/leave.yaml":  {Data: []byte("kind: leave\narticle: \"1\"\nrules:\n" + oneRule("form.days > 1", "    fails:\n      例: {天数: 1, 花名册: {任职: [{姓名: 甲}]}}\n"))},
		"b/people.yaml": {Data: []byte("任职: []\n")}})
	want := `b/leave.yaml:10:23：写法与 roster.yaml 相同；从这里数起，第1行“单位”没有填写；`
	if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "b/people.yaml：花名册里没有任何任职") {
		t.Errorf("%v\nwant %s", err, want)
	}
}

const someone = "任职: [{姓名: 甲, 单位: 区财政局, 职务: 通行证管理员, 类别: 工作人员, 任职自: 2022-08-01}]\n"

// Which roster the cases of a rule are tried on.
func TestPeopleAreThoseTheCasesWereWrittenFor(t *testing.T) {
	t.Parallel()
	rules := oneRule(`holds(form.name, "通行证管理员", form.day)`, "    fails: {乙: {姓名: 乙}}\n    passes: {甲: {姓名: 甲}}\n")
	own, err := roster.Read(roster.YAMLName, []byte(someone))
	if err != nil {
		t.Fatal(err)
	}
	other, err := roster.Read(roster.YAMLName, []byte(strings.ReplaceAll(someone, "甲", "丙")))
	if err != nil {
		t.Fatal(err)
	}
	folder := fstest.MapFS{"own/people.yaml": {Data: []byte(someone)}, "own/none.yaml": {Data: []byte("rules: []\n")}}
	for name, test := range map[string]struct {
		r      *Regulation
		people People
		holds  bool
	}{
		"the office's own":                      {permit(t, rules), People{Own: own, Builtin: other}, true},
		"that of the program is not for them":   {permit(t, rules), People{Own: other, Builtin: own}, false},
		"of the folder where the rules are not": {permit(t, rules, folder), People{Own: other}, false},
		"of another layer's rule":               {permit(t, "", fstest.MapFS{"own/people.yaml": folder["own/people.yaml"], "own/x.yaml": {Data: []byte("kind: permit\narticle: \"1\"\nrules:\n" + rules)}}), People{Own: other}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var wrong []string
			for _, p := range test.r.Prove("permit", test.people, nil) {
				for _, m := range p.Mistakes {
					wrong = append(wrong, m.Message)
				}
			}
			// The example names somebody who is no such thing on any of them.
			example := "规则 one 的例子“样表”（通行证）应当通过，却不合格"
			if test.holds && (len(wrong) != 1 || wrong[0] != example) || !test.holds && len(wrong) != 2 {
				t.Errorf("%q", wrong)
			}
		})
	}
}

// What an office writes for a kind of the program's is tried on both rosters: the example
// names the program's people, its own cases the office's.
func TestPeopleOfBothForAKindOfTheProgram(t *testing.T) {
	t.Parallel()
	r, _, people := load(t, fstest.MapFS{"longfeng2017/ours.yaml": {Data: []byte("kind: leave\nrules:\n" +
		oneRule(`holds(form.name, form.post, form.issue_date)`, "    fails: {乙: {请假人: 乙}}\n    passes: {甲: {请假人: 甲, 职务: 通行证管理员}}\n"))}})
	own, err := roster.Read(roster.YAMLName, []byte(someone))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Prove("leave", People{Own: own, Builtin: people}, nil) {
		if len(p.Mistakes) > 0 {
			t.Error(p.Mistakes)
		}
	}
}

// Kinds that an office does not use are not tried; what was filed of them cases may name.
func TestProveLeavesOutHiddenKinds(t *testing.T) {
	t.Parallel()
	hiding := builtinKinds().Hiding(func(k *templates.Kind) bool { return k.Key != "leave" })
	r, err := Load(hiding, fstest.MapFS{"b/rulebook.yaml": {Data: []byte("title: 规则\nfrom: 2017-03-09\narticles: {1: {title: 一}}\n")},
		"b/leave.yaml": {Data: []byte("kind: leave\narticle: \"1\"\nrules:\n" + oneRule(`records("letter", "bearer", form.name).size() == 0`,
			"    fails: {持信外出: {已归档: [{表单种类: 介绍信, 持信人: 方听澜}]}}\n"))},
		"b/shared.yaml": {Data: []byte("article: \"1\"\nrules:\n" + `  - id: shared
    field: approvals.opinion
    each: approvals
    require: row.opinion == "同意"
    message: 不对
    advice: 请改
    fails: {不同意: {审批意见: [{职务: 副区长, 姓名: 程以宁, 意见: 不同意, 日期: 2026-05-18}]}}
`)}})
	if err != nil {
		t.Fatal(err)
	}
	proofs := r.Prove("", People{Own: samplePeople(), Builtin: samplePeople()}, nil)
	if len(proofs) != 2 || proofs[0].Kind != "leave" || proofs[1].Kind != "" {
		t.Errorf("%d proofs, want that of leave and that of what kinds share", len(proofs))
	}
	for _, p := range proofs {
		if len(p.Mistakes) > 0 || p.Rules != 1 {
			t.Errorf("%s: %d rules, %v", p.Kind, p.Rules, p.Mistakes)
		}
	}
}
