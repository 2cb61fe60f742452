package rules

import (
	"slices"
	"strings"
	"testing"

	"gongwen/pipeline/form"
)

// TestJudgeAdvisesThePostsHeld: who signs in a post the roster does not have is told
// what it has.
func TestJudgeAdvisesThePostsHeld(t *testing.T) {
	t.Parallel()
	kind := builtinKinds().Named("letter")
	for name, want := range map[string]string{"叶清和": "花名册上叶清和当天的职务：副区长。", "无此人": "花名册上无此人当天的职务：无。"} {
		f, err := builtinRegulation().exampleForm(kind, map[string]any{"审批意见": []any{map[string]any{"职务": "常务副区长", "姓名": name, "意见": "同意", "日期": "2026-05-11"}}})
		if err != nil {
			t.Fatal(err)
		}
		f.ReadAs("approvals[0].name", "typed")
		v, err := builtinRegulation().Judge(f, nil, Facts{Roster: samplePeople()})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(v.Findings, func(f form.Finding) bool {
			return f.Path == "approvals[0].name" && strings.HasPrefix(f.Advice, want) && f.Value == "typed"
		}) {
			t.Errorf("%s: %+v", name, v.Findings)
		}
	}
}
