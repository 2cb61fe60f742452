package rules

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestLoadTellsWhatIsWrongWithSigning: what a rule says of signing at the desk is checked
// as everything else in it.
func TestLoadTellsWhatIsWrongWithSigning(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, kind, entry, want string }{
		{"no days", "seal", "steps:\n  - {id: a, who: 区长, within: 0, fails: {无: {}}}", "within 是工作日的天数，写 1 到 250 的整数"},
		{"days in words", "seal", "steps:\n  - {id: a, who: 区长, within: 三天, fails: {无: {}}}", "within 是工作日的天数"},
		{"nobody", "seal", signingRule("{does: 审定}"), "审批步骤要写明由谁"},
		{"two ways to say who", "seal", signingRule("{who: 区长, any: [副区长]}"), "三者写一个"},
		{"no such field", "seal", signingRule(`{who: "分管{nothing}"}`), "{nothing} 既不是用印的字段"},
		{"when is no condition", "seal", signingRule("{who: 区长, when: form.purpose}"), "结果应是"},
		{"unknown", "seal", signingRule("{who: 区长, after: [a]}"), "不认识“after”"},
		{"nobody approves the kind", "vehicle-less", signingRule("{who: 区长}"), "没有审批意见，规则不能写 sign"},
		{"in order", "seal", signingRule(`{any: ["分管{unit}", 区长], within: 2, when: "true", because: "{purpose}"}`), ""},
	} {
		kind := test.kind
		if kind == "vehicle-less" {
			for _, k := range builtinKinds().All() {
				if !k.Approved() {
					kind = k.Key
				}
			}
			test.entry = strings.NewReplacer("field: purpose", "field: "+builtinKinds().Named(kind).Date).Replace(test.entry)
		}
		_, err := Load(builtinKinds(), fstest.MapFS{
			"a/rulebook.yaml": {Data: []byte(stepRulebook)},
			"a/seal.yaml":     {Data: []byte("kind: " + kind + "\narticle: \"1\"\n" + test.entry + "\n")},
		})
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

func signingRule(sign string) string {
	return "rules:\n  - {id: a, severity: confirm, field: purpose, require: \"false\", message: 一, advice: 改。, sign: " + sign + ", fails: {无: {}}}"
}
