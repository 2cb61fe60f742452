package rules

import (
	"fmt"
	"testing"

	"gongwen/pipeline/form"
)

// TestJudgeNamesWhoMustStillSign: a letter of a weighty matter needs the head of
// government (article 81(3)), an ordinary one the director of the office (81(2)).
func TestJudgeNamesWhoMustStillSign(t *testing.T) {
	t.Parallel()
	kinds, regulation := builtinKinds(), builtinRegulation()
	kind := kinds.Named("letter")
	director := map[string]any{"职务": "区政府办公室主任", "姓名": "顾怀瑾", "意见": "同意", "日期": "2026-05-11"}
	deputy := map[string]any{"职务": "区政府办公室副主任", "姓名": "苏砚秋", "意见": "同意", "日期": "2026-05-11"}
	refused := map[string]any{"职务": "区政府办公室主任", "姓名": "顾怀瑾", "意见": "不同意", "日期": "2026-05-11"}
	tests := []struct {
		name, matter string
		approvals    []any // nil for no list at all
		want         string
	}{
		{"signed", "一般事项", []any{director}, "[]"},
		{"nobody has", "一般事项", nil, "[{letter-ordinary-approval 区政府办公室主任 81(2)}]"},
		{"refused", "一般事项", []any{refused}, "[{letter-ordinary-approval 区政府办公室主任 81(2)}]"},
		{"by a stand-in, without a ground", "一般事项", []any{deputy}, "[{letter-ordinary-approval 区政府办公室主任 81(2)}]"},
		{"weighty, and not by the head", "合同", []any{director}, "[{letter-weighty-approval 区长 81(3)}]"},
		{"weighty, and by nobody", "合同", nil, "[{letter-weighty-approval 区长 81(3)}]"},
	}
	for _, test := range tests {
		f, err := regulation.exampleForm(kind, map[string]any{"事项性质": test.matter})
		if err != nil {
			t.Fatal(err)
		}
		var found []form.Finding
		delete(f.Values, "approvals")
		if test.approvals == nil {
			found = []form.Finding{{Severity: form.Must, Path: "approvals", Field: "审批意见", Message: "没有填写"}}
		} else {
			f, err = regulation.exampleForm(kind, map[string]any{"事项性质": test.matter, "审批意见": test.approvals})
			if err != nil {
				t.Fatal(err)
			}
		}
		v, err := regulation.Judge(f, found, Facts{Roster: samplePeople()})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(v.Missing); got != test.want {
			t.Errorf("%s: missing %s, want %s\n%+v", test.name, got, test.want, v.Findings)
		}
	}
}

// TestAFaultyLineIsToldForTheStepItWasFor: that the approver does not hold the post is a
// rule for all kinds; it cites the article that asks for the approval.
func TestAFaultyLineIsToldForTheStepItWasFor(t *testing.T) {
	t.Parallel()
	kind, regulation := builtinKinds().Named("procurement"), builtinRegulation()
	finance := map[string]any{"职务": "区财政局局长", "姓名": "贺知秋", "意见": "同意", "日期": "2026-03-10"}
	leader := map[string]any{"职务": "副区长", "姓名": "程以宁", "意见": "同意", "日期": "2026-03-12"}
	stranger := map[string]any{"职务": "副区长", "姓名": "无此人", "意见": "同意", "日期": "2026-03-12"}
	for name, test := range map[string]struct {
		approvals []any
		want      string
	}{
		"in place of the leader": {[]any{finance, stranger}, "50"},
		"beside the leader":      {[]any{finance, leader, stranger}, "90"},
	} {
		f, err := regulation.exampleForm(kind, map[string]any{"审批意见": test.approvals})
		if err != nil {
			t.Fatal(err)
		}
		v, err := regulation.Judge(f, nil, Facts{Roster: samplePeople()})
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Findings) != 1 || v.Findings[0].Article != test.want {
			t.Errorf("%s: %+v, want one for %s", name, v.Findings, test.want)
		}
	}
}
