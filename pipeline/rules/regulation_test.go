package rules

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

func TestLoadReportsEveryMistakeAtItsPlace(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds()
	r, err := Load(kinds, os.DirFS("testdata/mistakes"))
	if err == nil || r != nil {
		t.Fatal("a broken rulebook was loaded")
	}
	golden(t, "mistakes.txt", err.Error()+"\n")
}

func TestRehearseEveryRuleOnItsCases(t *testing.T) {
	t.Parallel()
	r, _, people := load(t)
	if err := r.Rehearse(people); err != nil {
		t.Error(err)
	}
}

// What a clerk reads when a case fails, for every rule: so that a change of
// words or of a rule is seen for what it is.
func TestEvaluateFindingsReadAsTheyShould(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t)
	b := r.Latest()
	for _, k := range kinds.All() {
		var out strings.Builder
		for _, p := range b.programs(k.Key) {
			trials, mistakes := r.trials(b, p.rule, k, people)
			if mistakes != nil {
				t.Fatal(mistakes)
			}
			for _, c := range trials {
				if !c.fails {
					continue
				}
				for _, result := range c.e.evaluate(p) {
					out.WriteString(k.Key + " " + p.id.string + "（" + c.at.string + "）\n" +
						"  " + result.Article + " " + string(result.Severity) + " " + result.Path + "“" + result.Field + "”" + result.Value + "\n" +
						"  " + result.Message + "\n  " + result.Advice + "\n")
				}
			}
		}
		golden(t, "findings/"+k.Key+".txt", out.String())
		for _, wrong := range []string{"{", "}", "%!", "<nil>", "无法核对"} {
			if strings.Contains(out.String(), wrong) {
				t.Errorf("%s: a message contains %q", k.Key, wrong)
			}
		}
	}
}

func TestExamplesAreAccepted(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t)
	for _, k := range kinds.All() {
		f, found := read(t, kinds, k.Example)
		v := judge(t, r, f, found, people)
		if v.Returned() || len(v.Findings) > 0 || v.Rules == 0 {
			t.Errorf("%s: %d rules, %+v", k.Key, v.Rules, v.Findings)
		}
		if want := "龙凤区人民政府工作规则（2017年3月9日起施行）"; v.Rulebook != want {
			t.Errorf("judged by %q", v.Rulebook)
		}
	}
}

// Every field of every example is left out in turn: a required one returns the
// form, any other leaves a form that every rule can judge.
func TestNoFieldIsMissedByAccident(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t)
	for _, k := range kinds.All() {
		whole, _ := read(t, kinds, k.Example)
		for _, field := range k.Fields {
			f := *whole
			f.Values = templates.Values{}
			for key, v := range whole.Values {
				if key != field.Key {
					f.Values[key] = v
				}
			}
			var found []form.Finding
			if field.Required {
				found = append(found, form.Finding{Severity: form.Must, Path: field.Key, Field: field.Label, Message: "没有填写"})
			}
			v := judge(t, r, &f, found, people)
			if field.Required && !v.Returned() {
				t.Errorf("%s without %s was accepted", k.Key, field.Key)
			}
			for _, finding := range v.Findings {
				if strings.Contains(finding.Message, "无法核对") {
					t.Errorf("%s without %s: %s（%s）", k.Key, field.Key, finding.Message, finding.Path)
				}
			}
		}
	}
}

func TestJudgeReturnsTheFormWhenTheRosterDoesNotKnow(t *testing.T) {
	t.Parallel()
	r, kinds, _ := load(t)
	elsewhere := roster.New([]roster.Appointment{{Name: "顾怀瑾", Unit: "别处", Post: "处长", Rank: "副职", From: templates.NewDate(2020, 1, 1)}})
	for name, people := range map[string]*roster.Roster{"none": nil, "empty": roster.New(nil), "of strangers": elsewhere} {
		for _, k := range kinds.All() {
			f, found := read(t, kinds, k.Example)
			if k.Key == "report" { // names nobody: the program hands it in
				continue
			}
			if v := judge(t, r, f, found, people); !v.Returned() {
				t.Errorf("%s was accepted with a roster %s", k.Key, name)
			}
		}
	}
	f, found := read(t, kinds, kinds.Named("letter").Example)
	v := judge(t, r, f, found, nil)
	for _, finding := range v.Findings {
		if finding.Message != "无法核对：花名册是空的" || finding.Article == "" || finding.Path == "" {
			t.Errorf("%+v", finding)
		}
	}
}

func TestJudgeCitesTheArticleOfReaderFindingsAndSilencesTheirRules(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t)
	f, found := read(t, kinds, strings.Replace(kinds.Named("letter").Example, "有效期至: 2026-05-20\n", "", 1))
	v := judge(t, r, f, found, people)
	if len(v.Findings) != 1 || v.Findings[0].Article != "81(6)" || v.Findings[0].Path != "valid_until" {
		t.Errorf("%+v", v.Findings)
	}
	// What is there can be judged even when something is wrong with it.
	f, _ = read(t, kinds, strings.Replace(kinds.Named("letter").Example, "有效期至: 2026-05-20", "有效期至: 2026-05-01", 1))
	v = judge(t, r, f, []form.Finding{{Severity: form.Must, Path: "valid_until", Message: "字体"}}, people)
	if len(v.Findings) != 2 {
		t.Errorf("%+v", v.Findings)
	}
}

func TestFindingPointsAtTheRow(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t)
	source := strings.Replace(kinds.Named("minutes").Example,
		"{职务: 副区长, 姓名: 叶清和, 意见: 同意, 日期: 2026-05-13}", "{职务: 副区长, 姓名: 叶清和, 意见: 同意, 日期: 2026-05-15}", 1)
	line := func(text string) string { // where it stands
		before, _, _ := strings.Cut(source, text)
		return fmt.Sprintf("第%d行", strings.Count(before, "\n")+1)
	}
	f, found := read(t, kinds, source)
	v := judge(t, r, f, found, people)
	var got []string
	for _, finding := range v.Findings {
		got = append(got, finding.Article+" "+finding.Path+" "+finding.Field+" "+finding.Cell+" "+finding.Value)
	}
	want := []string{
		"46 approvals[2].date 审批意见·日期 " + line("{职务: 区长, 姓名: 江临川, 意见") + " 2026年5月14日",  // before the line ahead of it
		"46 approvals[1].date 审批意见·日期 " + line("{职务: 副区长, 姓名: 叶清和, 意见") + " 2026年5月15日", // after the issue
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestJudgeExcusesAPrincipleByAReason(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t)
	long := strings.Replace(kinds.Named("letter").Example, "有效期至: 2026-05-20", "有效期至: 2028-05-20", 1)
	f, found := read(t, kinds, long)
	if v := judge(t, r, f, found, people); !v.Returned() {
		t.Error("accepted without a reason")
	}
	f, found = read(t, kinds, long+"例外理由: 派驻两年\n")
	v := judge(t, r, f, found, people)
	if v.Returned() || len(v.Findings) != 1 || !v.Findings[0].Excused {
		t.Errorf("%+v", v.Findings)
	}
}

func TestJudgeGoesByTheRulebookOfTheFormsDay(t *testing.T) {
	t.Parallel()
	amended := fstest.MapFS{
		"longfeng2017/end.yaml": {Data: []byte("until: 2025-12-31\n")},
		"next/rulebook.yaml": {Data: []byte(`
title: 新规则
from: 2026-01-01
articles: {1: {title: 请假}}
`)},
		"next/leave.yaml": {Data: []byte(`
kind: leave
article: "1"
rules:
  - id: always
    field: name
    require: form.name == "没有这个人"
    message: 新规则下谁也不能请假
    advice: 回去上班
    fails: {例: {天数: 3}}
`)},
	}
	r, kinds, people := load(t, amended)
	example := kinds.Named("leave").Example
	judged := func(source string) Verdict {
		f, found := read(t, kinds, source)
		return judge(t, r, f, found, people)
	}
	if v := judged(example); v.Rulebook != "新规则（2026年1月1日起施行）" || !v.Returned() || v.Findings[0].Message != "新规则下谁也不能请假" {
		t.Errorf("%+v", v)
	}
	if v := judged(strings.ReplaceAll(example, "2026-05", "2025-05")); v.Returned() || v.Rulebook != "龙凤区人民政府工作规则（2017年3月9日起施行）" {
		t.Errorf("%+v", v)
	}
	v := judged(strings.ReplaceAll(example, "2026-05", "2016-05"))
	if !v.Returned() || len(v.Findings) != 1 || v.Findings[0].Message != "2016年5月18日没有施行中的工作规则，无法核对" {
		t.Errorf("%+v", v)
	}
}

func TestLoadLetsAnOfficeOverrideParametersAndRules(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t, fstest.MapFS{"longfeng2017/ours.yaml": {Data: []byte(`
parameters:
  - {name: leave_days, value: 5, meaning: 本区放宽为五天}
`)}, "longfeng2017/leave.yaml": {Data: []byte(`
kind: leave
rules:
  - id: leave-days
    field: days
    require: form.days <= 4
    message: 本区最多请四天
    advice: 少请几天
    fails: {例: {天数: 9}}
`)}})
	f, found := read(t, kinds, strings.NewReplacer("2026-05-22", "2026-05-23", "天数: 3", "天数: 4").Replace(kinds.Named("leave").Example))
	if v := judge(t, r, f, found, people); v.Returned() {
		t.Errorf("%+v", v.Findings)
	}
	f, found = read(t, kinds, strings.Replace(kinds.Named("leave").Example, "天数: 3", "天数: 5", 1))
	v := judge(t, r, f, found, people)
	if len(v.Findings) != 1 || v.Findings[0].Message != "本区最多请四天" || v.Findings[0].Article != "61" {
		t.Errorf("%+v", v.Findings)
	}
}

func TestLoadRefusesOverlappingRulebooks(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds()
	_, err := Load(kinds, Builtin(), fstest.MapFS{"next/rulebook.yaml": {Data: []byte("title: 新规则\nfrom: 2026-01-01\n")}})
	if want := "longfeng2017/rulebook.yaml：与 next 的施行时间重叠，请把 until 写成 2025-12-31"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

// TestLoadNamesTheRulebooks where a folder is none: its name is mistyped, and what else
// could be said of its rules would only mislead.
func TestLoadNamesTheRulebooks(t *testing.T) {
	t.Parallel()
	_, err := Load(builtinKinds(), Builtin(), fstest.MapFS{"longfeng/letter.yaml": {Data: []byte("kind: letter\narticle: \"81\"\n")}})
	if want := "longfeng：这个文件夹不是规则册，里面没有 rulebook.yaml。请把文件放进规则册的文件夹（现有：longfeng2017）；要另建规则册的，请先写它的 rulebook.yaml"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestJudgeIsDeterministicAndConcurrent(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t)
	source := strings.NewReplacer("顾怀瑾", "顾某某", "江临川", "宋归鸿", "2026-05-14", "2026-05-01").Replace(kinds.Named("minutes").Example)
	f, found := read(t, kinds, source)
	want := judge(t, r, f, found, people)
	if len(want.Findings) < 5 {
		t.Fatalf("only %d findings", len(want.Findings))
	}
	again, err := LoadBuiltin(kinds) // whose rules the first of them compiles
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got := judge(t, again, f, found, people); !reflect.DeepEqual(got, want) {
					t.Errorf("got %+v\nwant %+v", got, want)
				}
				if got := judge(t, r, f, found, people); !reflect.DeepEqual(got, want) {
					t.Errorf("got %+v\nwant %+v", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func TestArticlesAccountForAllOfThem(t *testing.T) {
	t.Parallel()
	r, kinds, _ := load(t)
	list := r.Latest().Articles()
	if len(list) != 103 {
		t.Fatalf("%d articles", len(list))
	}
	rules := 0
	for i, a := range list {
		rules += a.Rules
		if met := len(a.MetBy) > 0; a.Title == "" || (a.Reason == "") != (met && a.MetBy[0] != MetByPolicy && !a.Lacking()) {
			t.Errorf("%d: %+v", i+1, a)
		}
	}
	total := 0
	for _, k := range kinds.All() {
		total += len(r.Latest().programs(k.Key))
	}
	if rules != total || total < 45 {
		t.Errorf("%d rules are counted under articles, %d are loaded", rules, total)
	}
	if a := list[80]; a.Number != "81" || !reflect.DeepEqual(a.MetBy, []string{"duty", "form", "register"}) || !slices.Contains(a.Kinds, "letter") {
		t.Errorf("%+v", a)
	}
	if a := list[0]; !reflect.DeepEqual(a.MetBy, []string{"policy"}) || a.Reason == "" {
		t.Errorf("%+v", a)
	}
	r, _, _ = load(t, fstest.MapFS{"longfeng2017/amended.yaml": {Data: []byte("articles: {104: {title: 新增的一条}}\n")}})
	if a := r.Latest().Articles()[103]; len(a.MetBy) != 0 || a.Reason != "尚无对应的表单、台账或时限" {
		t.Errorf("%+v", a)
	}
}

func TestHasBlankKnowsTheBlanksPeopleLeave(t *testing.T) {
	t.Parallel()
	r, kinds, people := load(t)
	blank := []string{"××局", "XX市财政局", "大庆市__局", "王某某", "某单位", "空白", "沈○○", "核对（　）项目", "/", "***", "待定"}
	whole := []string{"大庆市财政局", "二○一七年决算", "了解某些情况", "ExxonMobil公司", "甲乙（集团）公司", "3×4米展板", "A/B栋", "什么时候交？"}
	f, _ := read(t, kinds, kinds.Named("letter").Example)
	for i, s := range append(blank, whole...) {
		f.Values["addressee"] = s
		found := false
		for _, finding := range judge(t, r, f, nil, people).Findings {
			found = found || finding.Path == "addressee"
		}
		if found != (i < len(blank)) {
			t.Errorf("%s: blank %v", s, found)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	r, kinds, people := load(b)
	benchmarkJudge(b, r, kinds, func(b *testing.B, f *form.Form, found []form.Finding, before fixtureArchive) {
		if v, err := r.Judge(f, found, Facts{Roster: people, Archive: before}); err != nil || v.Returned() {
			b.Fatal("returned", err)
		}
	})
}

// benchmarkJudge judges the example of every kind, given what it rests on.
func benchmarkJudge(b *testing.B, r *Regulation, kinds *templates.Set, judge func(*testing.B, *form.Form, []form.Finding, fixtureArchive)) {
	for _, k := range kinds.All() {
		f, found := read(b, kinds, k.Example)
		before, err := r.before(r.Latest(), k, example{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(k.Key, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				judge(b, f, found, before)
			}
		})
	}
}
