package review

import (
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// TestSignRefusesWhatIsTyped: approvals that somebody typed into a form that is signed at
// the desk are refused, also where they cannot be read; and a day it bears that cannot be
// read is not one that was left out.
func TestSignRefusesWhatIsTyped(t *testing.T) {
	t.Parallel()
	builtin, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := peopled(t, builtin, nil)
	row := map[string]any{"职务": "副区长", "姓名": "程以宁", "意见": "同意", "日期": "2026-05-18"}
	many := make([]any, 600)
	for i := range many {
		many[i] = row
	}
	const typed = "在网上签批，表单上不填审批意见"
	for _, key := range []string{"letter", "leave"} {
		k := ruleset.Kinds.Named(key)
		approvals, date := k.LabelOf(k.ApprovalsKey()), k.LabelOf(k.Date)
		for name, test := range map[string]struct {
			label string
			value any
			want  string // in what is found of it; empty where it is as if left out
		}{
			"no approvals":      {approvals, nil, ""},
			"an empty list":     {approvals, []any{}, ""},
			"an empty text":     {approvals, "", ""},
			"a row":             {approvals, []any{row}, typed},
			"half a row":        {approvals, []any{map[string]any{"姓名": "程以宁"}}, typed},
			"a wrong day":       {approvals, []any{map[string]any{"姓名": "程以宁", "日期": "2026-02-30"}}, typed},
			"a word":            {approvals, "同意", typed},
			"a row and no list": {approvals, row, typed},
			"a word in a list":  {approvals, []any{"同意"}, "应当是一组内容"},
			"too many":          {approvals, many, typed},
			"no date":           {date, nil, ""},
			"an empty date":     {date, "", ""},
			"no such day":       {date, "2026-02-30", "不存在"},
			"no day":            {date, "昨天", "昨天"},
			"days":              {date, []any{"2026-05-18"}, "这里应当是单个值"},
		} {
			t.Run(key+" "+name, func(t *testing.T) {
				d, _ := desked(t, ruleset, k, map[string]any{test.label: test.value})
				if test.value != nil {
					d.raw[test.label] = test.value
				}
				d.received = templates.NewDate(2026, time.May, 18).Time
				f, found, err := d.form()
				if err != nil {
					t.Fatal(err)
				}
				var of []string
				for _, finding := range found {
					if finding.Severity == form.Must {
						of = append(of, finding.Message+finding.Value)
					}
				}
				if got := strings.Join(of, "；"); (got == "") != (test.want == "") || !strings.Contains(got, test.want) || test.want == typed && len(of) != 1 {
					t.Errorf("found %q, want %q", got, test.want)
				}
				if undated := test.label == date && test.want == ""; f.AtDesk && f.Undated != undated {
					t.Errorf("undated: %v, want %v", f.Undated, undated)
				}
			})
		}
	}
}
