package rules

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// stepRulebook asks the leader in charge first, then the head of government, and the
// head in person for a seal of the head's own.
const stepRulebook = `
title: 规则
from: 2017-03-09
articles: {1: {title: 一}}
away:
  leaves: records("leave", "name", holder, date)
  stand_in: stand_in

`

const stepRules = `
kind: seal
article: "1"
steps:
  - {id: leader, who: "分管{unit}", does: 审核, fails: {无: {}}}
  - {id: mayor, who: 区长, after: [leader], fails: {无: {}}}
  - {id: in-person, who: 区长, in_person: true, when: form.seal == "区长印鉴", fails: {无: {}}}
  - {id: one-of, any: [区财政局局长, "{unit}主要负责人"], when: form.economic, fails: {无: {}}}
  - {id: both, all: [区财政局局长, 区政府办公室主任], when: form.seal == "区政府钢印", fails: {无: {}}}
`

func signedBy(lines ...string) []any {
	var rows []any
	for _, line := range lines {
		var post, name, opinion, date string
		fmt.Sscan(line, &post, &name, &opinion, &date)
		rows = append(rows, map[string]any{"职务": post, "姓名": name, "意见": opinion, "日期": date})
	}
	return rows
}

// TestStepSaysWhoMustStillSign: who counts for whom, in which order, on what ground.
func TestStepSaysWhoMustStillSign(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds()
	r, err := Load(kinds, fstest.MapFS{"b/rulebook.yaml": {Data: []byte(stepRulebook)}, "b/seal.yaml": {Data: []byte(stepRules)}})
	if err != nil {
		t.Fatal(err)
	}
	const (
		leader  = "副区长 程以宁 同意 2026-06-10" // has 区教育局 in the portfolio
		mayor   = "区长 江临川 同意 2026-06-11"
		routine = "副区长 陆景行 同意 2026-06-11"
		other   = "副区长 叶清和 同意 2026-06-11"
	)
	away := map[string]any{"表单种类": "请假外出", "编号": "龙政办假字〔2026〕7号", "请假人": "江临川", "起始日期": "2026-06-09", "结束日期": "2026-06-12", "代行职责人": "叶清和"}
	delegated := func(d roster.Delegation) *roster.Roster {
		d.Principal, d.Mode, d.Document = "江临川", "委托", "龙政办发〔2026〕5号"
		d.From, d.Until = templates.NewDate(2026, 6, 1), templates.NewDate(2026, 6, 11)
		return samplePeople().Delegating(d)
	}
	tests := []struct {
		name   string
		set    map[string]any
		lines  []string
		filed  []map[string]any
		people *roster.Roster
		want   string // ids of the steps that are open
		says   string // in the finding
		unsaid string // there
		acting string
	}{
		{name: "all have signed", lines: []string{leader, mayor}},
		{name: "on the same day", lines: []string{leader, "区长 江临川 同意 2026-06-10"}},
		{name: "the head has not", lines: []string{leader}, want: "mayor", says: "须经区长江临川审批，审批意见里没有"},
		{name: "nor the leader in charge", lines: []string{mayor}, want: "leader", says: "须经分管区教育局的程以宁审核，审批意见里没有"},
		{name: "another deputy", lines: []string{other, mayor}, want: "leader"},
		{name: "the other way round", lines: []string{"区长 江临川 同意 2026-06-10", leader}, want: "mayor", says: "应在前面各步之后"},
		{name: "who could stand in, without a ground", lines: []string{leader, routine}, want: "mayor", says: "陆景行（副区长）在2026年6月11日代签，没有据以代签的依据"},
		{name: "who could stand in has signed as the leader in charge", set: map[string]any{"用印单位": "区财政局"}, lines: []string{routine}, want: "mayor", says: "须经区长江临川审批", unsaid: "代签"},
		{name: "a reason is no ground", set: map[string]any{"例外理由": "时间紧急，区长在外"}, lines: []string{leader, routine}, want: "mayor"},
		{name: "during the leave of the head", lines: []string{leader, routine}, filed: []map[string]any{away}, acting: "[{1 江临川 请假单龙政办假字〔2026〕7号}]"},
		{name: "under the post of whom it is for", lines: []string{leader, "区长 陆景行 同意 2026-06-11"}, filed: []map[string]any{away}, acting: "[{1 江临川 请假单龙政办假字〔2026〕7号}]"},
		{name: "so, without a ground", lines: []string{leader, "区长 陆景行 同意 2026-06-11"}, want: "mayor"},
		{name: "whom the leave names", lines: []string{leader, other}, filed: []map[string]any{away}, acting: "[{1 江临川 请假单龙政办假字〔2026〕7号}]"},
		{name: "neither named nor a stand-in", lines: []string{leader, "副区长 白云舟 同意 2026-06-11"}, filed: []map[string]any{away}, want: "mayor"},
		{name: "after the leave", lines: []string{leader, "副区长 陆景行 同意 2026-06-13"}, filed: []map[string]any{away}, want: "mayor"},
		{name: "by delegation", lines: []string{leader, other}, people: delegated(roster.Delegation{Delegate: "叶清和"}), acting: "[{1 江临川 龙政办发〔2026〕5号（委托，2026年6月1日至2026年6月11日）}]"},
		{name: "for this matter", lines: []string{leader, other}, people: delegated(roster.Delegation{Delegate: "叶清和", Matters: []string{"用印"}}), acting: "[{1 江临川 龙政办发〔2026〕5号（委托，2026年6月1日至2026年6月11日）}]"},
		{name: "for another matter", lines: []string{leader, other}, people: delegated(roster.Delegation{Delegate: "叶清和", Matters: []string{"介绍信"}}), want: "mayor"},
		{name: "for another unit", lines: []string{leader, other}, people: delegated(roster.Delegation{Delegate: "叶清和", Units: []string{"区财政局"}}), want: "mayor"},
		{name: "a day too late", lines: []string{leader, "副区长 叶清和 同意 2026-06-12"}, people: delegated(roster.Delegation{Delegate: "叶清和"}), want: "mayor"},
		{name: "in person, though there is a ground", set: map[string]any{"印章": "区长印鉴"}, lines: []string{leader, routine}, filed: []map[string]any{away}, want: "in-person", says: "须经区长江临川本人审批，不能由陆景行代签", acting: "[{1 江临川 请假单龙政办假字〔2026〕7号}]"},
		{name: "one of two", set: map[string]any{"涉及经济往来等重大事项": "是"}, lines: []string{leader, mayor, "区教育局局长 方听澜 同意 2026-06-11"}},
		{name: "neither of two", set: map[string]any{"涉及经济往来等重大事项": "是"}, lines: []string{leader, mayor}, want: "one-of", says: "须经区财政局局长贺知秋或区教育局主要负责人方听澜审批"},
		{name: "one of both", set: map[string]any{"印章": "区政府钢印"}, lines: []string{leader, mayor, "区财政局局长 贺知秋 同意 2026-06-11"}, want: "both", says: "须经区政府办公室主任顾怀瑾审批"},
	}
	for _, test := range tests {
		set := map[string]any{"用印单位": "区教育局", "审批意见": signedBy(test.lines...)}
		for key, value := range test.set {
			set[key] = value
		}
		f, err := r.exampleForm(kinds.Named("seal"), set)
		if err != nil {
			t.Fatal(test.name, err)
		}
		filed, err := r.fixtures(test.filed)
		if err != nil {
			t.Fatal(test.name, err)
		}
		people := test.people
		if people == nil {
			people = samplePeople()
		}
		v, err := r.Judge(f, nil, Facts{Roster: people, Archive: filed})
		if err != nil {
			t.Fatal(test.name, err)
		}
		var open, said []string
		for _, m := range v.Missing {
			open = append(open, m.Step)
		}
		for _, finding := range v.Findings {
			said = append(said, finding.Message)
			if finding.Severity != form.Must || finding.Path != "approvals" {
				t.Errorf("%s: %+v", test.name, finding)
			}
		}
		if got := strings.Join(open, " "); got != test.want || v.Returned() != (test.want != "") {
			t.Errorf("%s: open %q, want %q: %q", test.name, got, test.want, said)
		}
		if !strings.Contains(strings.Join(said, "\n"), test.says) {
			t.Errorf("%s: %q does not say %s", test.name, said, test.says)
		}
		if test.unsaid != "" && strings.Contains(strings.Join(said, "\n"), test.unsaid) {
			t.Errorf("%s: %q says %s", test.name, said, test.unsaid)
		}
		acting := ""
		if len(v.Acting) > 0 {
			acting = fmt.Sprint(v.Acting)
		}
		if acting != test.acting {
			t.Errorf("%s: acting %s, want %s", test.name, acting, test.acting)
		}
	}
}
