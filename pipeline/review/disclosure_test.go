package review

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// TestSignWhatWasPublishedOnSeveralDays: what was made public, here on one day and there on
// another, is reported afterwards. On paper its approvals were given before; at the desk
// nobody can sign before there is a form: who signs confirms that it was public by then. An
// answer to an applicant is signed first and given then, both ways.
func TestSignWhatWasPublishedOnSeveralDays(t *testing.T) {
	t.Parallel()
	builtin, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := peopled(t, builtin, nil)
	k := ruleset.Kinds.Named("disclosure")
	published := map[string]any{"公开方式": "主动公开", "发布情况": []any{
		map[string]any{"渠道": "政府网站", "发布日期": "2026-06-16"}, map[string]any{"渠道": "报刊", "发布日期": "2026-06-18"}}}
	for _, c := range []struct {
		changes  map[string]any
		in, on   string // the days of handing in and of the signature
		asked    string // what who signs has to confirm
		rejected string // for what it goes back at the desk
	}{
		{published, "2026-06-18", "2026-06-18", "2026年6月16日就公开了，骆青山在2026年6月18日才审核", ""},
		{published, "2026-06-18", "2026-06-22", "2026年6月16日就公开了，骆青山在2026年6月22日才审核", ""},
		{nil, "2026-06-16", "2026-06-16", "", ""},
		{nil, "2026-06-16", "2026-06-17", "", "骆青山的审核日期2026年6月17日晚于答复日期2026年6月16日"},
	} {
		t.Run(fmt.Sprintf("%v signed on %s", c.changes["公开方式"], c.on), func(t *testing.T) {
			d, approvals := desked(t, ruleset, k, c.changes)
			d.records, d.received = filedBefore(t, ruleset, k), noonOf(t, c.in)
			paper := d.raw["审批意见"]
			if paper != nil || len(approvals) == 0 {
				t.Fatalf("the form keeps %v of %v", paper, approvals)
			}
			if o, err := d.outcome(); err != nil || !o.Unsigned() {
				t.Fatalf("handed in: %v, %s", err, said(only(o.Verdict.Findings, form.Finding.Returns)))
			}
			d.open()
			at, err := d.situation(noonOf(t, c.on))
			if err != nil {
				t.Fatal(err)
			}
			e := signoff.Event{Act: signoff.Signed, Name: "骆青山", Decision: templates.Agreed, Shown: d.signing.Shown()}
			signed, err := d.signing.Check(e, at)
			var refusal *signoff.Refusal
			if c.asked != "" {
				if !errors.As(err, &refusal) || !strings.Contains(refusal.Confirm, c.asked) {
					t.Fatalf("not asked: %v", err)
				}
				e.Confirmed = refusal.Confirm
				signed, err = d.signing.Check(e, at)
			}
			if c.rejected != "" {
				if err == nil || !strings.Contains(err.Error(), c.rejected) {
					t.Fatalf("not told: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			d.signing.Events = append(d.signing.Events, signed)
			if o, err := d.outcome(); err != nil || !o.Accepted() {
				t.Errorf("%v, %s", err, said(only(o.Verdict.Findings, form.Finding.Returns)))
			}
		})
	}
}
