package rules

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestProveTakesDeclarations(t *testing.T) {
	t.Parallel()
	const size = `form.items.size() > 0 → form.items.size() >= 0`
	for _, test := range []struct{ name, equivalent, open, mistake string }{
		{"nothing", ``, size + "; form.items.size() > 0 → true; form.items.size() > 0 恒为真", ""},
		{"a mutant", `'` + size + `': 另有规则要求填写`, "form.items.size() > 0 → true; form.items.size() > 0 恒为真", ""},
		{"spaced otherwise", `'form.items.size()>0  →  form.items.size()>=0': 另有规则要求填写`, "form.items.size() > 0 → true; form.items.size() > 0 恒为真", ""},
		{"a branch, and with it that it may be left out", `form.items.size() > 0 恒为真: 另有规则要求填写`, size, ""},
		{"one that is killed", `'form.items.size() > 0 → form.items.size() > 1': 不会`, size + "; form.items.size() > 0 → true; form.items.size() > 0 恒为真",
			"own/permit.yaml:12:7：规则 one 的例子看得出这一处的差别"},
		{"a branch that is otherwise", `form.items.size() > 0 恒为假: 不会`, size + "; form.items.size() > 0 → true; form.items.size() > 0 恒为真",
			"own/permit.yaml:12:7：规则 one 的例子看得出这一处的差别"},
		{"none there is", `'form.items.size() > 7 → true': 不会`, size + "; form.items.size() > 0 → true; form.items.size() > 0 恒为真",
			"own/permit.yaml:12:7：规则 one 里没有这一处"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			rest := "    fails: {两项: {天数: 3}}\n    passes: {一项: {物品: [{名称: 纸, 金额: 1}]}, 一天: {天数: 1}}\n"
			rest = strings.ReplaceAll(rest, "两项: {天数: 3}", "三天: {天数: 3, 物品: [{名称: 纸, 金额: 1}]}")
			if test.equivalent != "" {
				rest += "    equivalent:\n      " + test.equivalent + "\n"
			}
			p, open := proven(t, permit(t, oneRule("form.items.size() > 0 && form.days < param.limit", rest)))
			if got := strings.Join(open, "; "); got != test.open {
				t.Errorf("got  %s\nwant %s", got, test.open)
			}
			if got := p.Mistakes.Error(); !strings.HasPrefix(got, test.mistake) || (got != "") != (test.mistake != "") {
				t.Errorf("%s, want %s", got, test.mistake)
			}
			if declared := p.Declared + p.Equivalent; (declared > 0) != (test.equivalent != "" && test.mistake == "") {
				t.Errorf("%+v", p.Tally)
			}
		})
	}
}

func TestLoadWantsAReasonForADeclaration(t *testing.T) {
	t.Parallel()
	_, err := Load(builtinKinds(), fstest.MapFS{"b/rulebook.yaml": {Data: []byte("title: 规则\nfrom: 2017-03-09\narticles: {1: {title: 一}}\n")},
		"b/leave.yaml": {Data: []byte("kind: leave\narticle: \"1\"\nrules:\n" + oneRule("form.days > 1", "    fails: {例: {天数: 1}}\n    equivalent:\n      form.days > 1 恒为真:\n"))}})
	if err == nil || !strings.HasPrefix(err.Error(), "b/leave.yaml:11:7：请写明为什么这一处不影响结果") {
		t.Error(err)
	}
}
