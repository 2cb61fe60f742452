package rules

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/pipeline/form"
)

const exceptionRules = `
kind: asset
article: "1"
rules:
  - {id: first, severity: principle, field: purpose, require: "false", message: 一, advice: 改。, fails: {无: {}}}
  - {id: second, severity: confirm, field: keeper, require: "false", message: 二, advice: 改。, fails: {无: {}}}
  - {id: third, severity: must, field: unit, require: form.unit != "区财政局", message: 三, advice: 改。, fails: {无: {}}}
`

func exceptionRow(target, reason string) map[string]any {
	return map[string]any{"针对": target, "理由": reason}
}

// TestExcuseAnswersOneFindingEach: a row of the exceptions is for one finding, and says
// something; nothing helps against a must.
func TestExcuseAnswersOneFindingEach(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds()
	header := "title: 规则\nfrom: 2017-03-09\narticles: {1: {title: 一}}\nparameters:\n" +
		"  - {name: no_reason, value: [急件, 同意, 时间紧急], meaning: 空话}\n  - {name: no_tick, value: [否, 不属实], meaning: 空话}\n"
	kind := kinds.Named("asset")
	rules := strings.NewReplacer("field: purpose", "field: "+kind.Fields[0].Key, "field: keeper", "field: "+kind.Fields[1].Key).Replace(exceptionRules)
	r, err := Load(kinds, fstest.MapFS{"b/rulebook.yaml": {Data: []byte(header)}, "b/asset.yaml": {Data: []byte(rules)}})
	if err != nil {
		t.Fatal(err)
	}
	b := r.Latest()
	first, second := b.codes["first"], b.codes["second"]
	tests := []struct {
		name string
		set  map[string]any
		want string // the findings that return the form
	}{
		{"none", nil, "一 二"},
		{"the single field for two", map[string]any{"例外理由": "设备已随机房迁走"}, "一 二"},
		{"a row each", map[string]any{"例外": []any{exceptionRow(first, "设备已随机房迁走"), exceptionRow(second, "属实")}}, ""},
		{"one of them", map[string]any{"例外": []any{exceptionRow(first, "设备已随机房迁走")}}, "二"},
		{"a row and the single field", map[string]any{"例外": []any{exceptionRow(second, "√")}, "例外理由": "设备已随机房迁走"}, ""},
		{"written in small letters, with spaces", map[string]any{"例外": []any{exceptionRow(" "+strings.ToLower(first)+"　", "设备已随机房迁走")}}, "二"},
		{"by the label of the field", map[string]any{"例外": []any{exceptionRow(kind.Fields[0].Label, "设备已随机房迁走")}}, "二"},
		{"of a must", map[string]any{"使用单位": "区财政局", "例外": []any{exceptionRow(first, "设备已随机房迁走"), exceptionRow(second, "属实"), exceptionRow(b.codes["third"], "领导同意的")}}, "三"},
		{"an empty phrase", map[string]any{"例外": []any{exceptionRow(first, "急件！"), exceptionRow(second, "属实")}}, "一"},
		{"empty phrases", map[string]any{"例外": []any{exceptionRow(first, "急件，时间紧急，同意。"), exceptionRow(second, "属实")}}, "一"},
		{"a stroke", map[string]any{"例外": []any{exceptionRow(first, "/"), exceptionRow(second, "××")}}, "一 二"},
		{"not so", map[string]any{"例外": []any{exceptionRow(first, "设备已随机房迁走"), exceptionRow(second, "不属实")}}, "二"},
		{"of another finding", map[string]any{"例外": []any{exceptionRow("Z999", "设备已随机房迁走")}}, "一 二"},
	}
	for _, test := range tests {
		set := map[string]any{}
		for key, value := range test.set {
			if f := kind.FieldNamed(key); f == nil && key == "使用单位" {
				key = kind.LabelOf(kind.Unit)
			}
			set[key] = value
		}
		f, err := r.exampleForm(kind, set)
		if err != nil {
			t.Fatal(test.name, err)
		}
		v, err := r.Judge(f, nil, Facts{Roster: samplePeople()})
		if err != nil {
			t.Fatal(test.name, err)
		}
		var returned []string
		for _, finding := range v.Findings {
			if finding.Returns() {
				returned = append(returned, finding.Message)
			}
			if (finding.Severity == form.Must) == (finding.Code != "") {
				t.Errorf("%s: code %q of a %s", test.name, finding.Code, finding.Severity)
			}
		}
		if got := strings.Join(returned, " "); got != test.want {
			t.Errorf("%s: %q, want %q: %+v", test.name, got, test.want, v.Findings)
		}
	}
}

// TestExcuseByWhatThePrincipleSpeaksOf: a clerk names the field the reason is about, not
// always the one the finding points at. A suspicion must be named itself.
func TestExcuseByWhatThePrincipleSpeaksOf(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds()
	const rule = "  - {id: %s, severity: %s, field: activity, require: '!has(form.activity) || form.activity != \"奠基\"', message: %s, because: \"出席的是{leader}\", advice: 改。, fails: {无: {}}}\n"
	one := fmt.Sprintf(rule, "one", "principle", "一")
	for _, test := range []struct{ name, rules, target, reason, want string }{
		{"a field it quotes", one, "出席的区政府领导", "省厅来函要求到场", ""},
		{"a field it looks at", one, "活动种类", "省厅来函要求到场", ""},
		{"an empty phrase", one, "出席的区政府领导", "同意", "一"},
		{"a field it does not speak of", one, "题目", "省厅来函要求到场", "一"},
		{"a suspicion", fmt.Sprintf(rule, "one", "confirm", "一"), "出席的区政府领导", "属实", "一"},
		{"two that speak of it", one + fmt.Sprintf(rule, "two", "principle", "二"), "出席的区政府领导", "省厅来函要求到场", "一 二"},
	} {
		r, err := Load(kinds, fstest.MapFS{
			"b/rulebook.yaml":  {Data: []byte("title: 规则\nfrom: 2017-03-09\narticles: {1: {title: 一}}\nparameters:\n  - {name: no_reason, value: [同意], meaning: 空话}\n")},
			"b/statement.yaml": {Data: []byte("kind: statement\narticle: \"1\"\nrules:\n" + test.rules)},
		})
		if err != nil {
			t.Fatal(err)
		}
		f, err := r.exampleForm(kinds.Named("statement"), map[string]any{
			"活动种类": "奠基", "出席的区政府领导": "程以宁", "例外": []any{exceptionRow(test.target, test.reason)},
		})
		if err != nil {
			t.Fatal(err)
		}
		v, err := r.Judge(f, nil, Facts{Roster: samplePeople()})
		if err != nil {
			t.Fatal(err)
		}
		var returned []string
		for _, finding := range v.Findings {
			if finding.Returns() {
				returned = append(returned, finding.Message)
			}
		}
		if got := strings.Join(returned, " "); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestJudgeReadsReasonsWhereverTheyStand: a rule about reasons sees those of the list and
// that of the single field alike, and the single one does not answer for itself.
func TestJudgeReadsReasonsWhereverTheyStand(t *testing.T) {
	t.Parallel()
	rules := letterRules(`'reasons.all(x, x == "市里来函")'`)
	file := rules["next/letter.yaml"]
	file.Data = bytes.Replace(file.Data, []byte("field: bearer"), []byte("severity: confirm\n    field: exceptions"), 1)
	r, kinds, people := load(t, rules)
	for reason, want := range map[string]bool{
		"": true, "例外理由: 市里来函\n": true, "例外理由: ' 历年如此 '\n": false,
		"例外: [{针对: 联系事项, 理由: 市里来函}]\n": true, "例外: [{针对: 联系事项, 理由: 历年如此}]\n": false,
		"例外: [{针对: 联系事项, 理由: 市里来函}]\n例外理由: 历年如此\n": false,
	} {
		f, found := read(t, kinds, kinds.Named("letter").Example+reason)
		v, err := r.Judge(f, found, Facts{Roster: people, Archive: fixtureArchive{}})
		if err != nil || v.Returned() == want {
			t.Errorf("%q: %+v, %v", reason, v.Findings, err)
		}
	}
}

// TestCodesStayWhenRulesAreAdded: people write them down.
func TestCodesStayWhenRulesAreAdded(t *testing.T) {
	t.Parallel()
	of := func(n int) map[string]string {
		f := &file{}
		for i := range n {
			f.rules = append(f.rules, &rule{id: text{string: fmt.Sprintf("rule-%d", i)}})
		}
		return codes([]*file{f})
	}
	before, after := of(600), of(601)
	moved := 0
	seen := map[string]bool{}
	for id, code := range after {
		if len(code) != 4 || seen[code] {
			t.Errorf("%s: code %q, again %v", id, code, seen[code])
		}
		seen[code] = true
		if was, ok := before[id]; ok && was != code {
			moved++
		}
	}
	if moved > 1 {
		t.Errorf("%d codes changed", moved)
	}
}

// TestJudgeWantsNoSignOffThatAnExceptionDoesWithout: of a rule that holds in principle.
func TestJudgeWantsNoSignOffThatAnExceptionDoesWithout(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds()
	r, err := Load(kinds, fstest.MapFS{
		"b/rulebook.yaml": {Data: []byte("title: 规则\nfrom: 2017-03-09\narticles: {1: {title: 一}}\n")},
		"b/letter.yaml": {Data: []byte(`
kind: letter
article: "1"
rules:
  - {id: mayor, severity: principle, field: approvals, require: 'approved(form.approvals, "区长")', message: 没有, advice: 补。, fails: {无: {}}}
`)}})
	if err != nil {
		t.Fatal(err)
	}
	for reason, want := range map[string]string{"": "[{mayor 区长 1}]", "区长出差，已电话请示": "[]"} {
		f, err := r.exampleForm(kinds.Named("letter"), map[string]any{"例外理由": reason})
		if err != nil {
			t.Fatal(err)
		}
		v, err := r.Judge(f, nil, Facts{Roster: samplePeople()})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(v.Missing); got != want || v.Returned() != (reason == "") {
			t.Errorf("%q: missing %s, want %s", reason, got, want)
		}
	}
}

// TestObligationUnderItsArticle: 8 is not 81.
func TestObligationUnderItsArticle(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		id, cited string
		want      bool
	}{
		{"8.1", "8", true}, {"81(4).1", "8", false}, {"8.1", "81(4)", false}, {"81(4).1", "81(4)", true},
		{"81(4).1", "81(6)", false}, {"81(4).1", "81", true}, {"61.3", "61", true},
	} {
		if got := (Obligation{ID: test.id}).under(test.cited); got != test.want {
			t.Errorf("%s under %s: %v", test.id, test.cited, got)
		}
	}
}
