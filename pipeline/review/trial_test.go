package review

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// TestTrialTellsBeforeSomebodySignsInVain: what would send a form back when all have
// signed is told when it is handed in, or whoever is about to sign.
func TestTrialTellsBeforeSomebodySignsInVain(t *testing.T) {
	t.Parallel()
	builtin, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := peopled(t, builtin, nil)
	for name, c := range map[string]struct {
		kind    string
		changes map[string]any
		filed   []map[string]any
		in      string // the day it is handed in
		goes    string // what it goes back for at once; empty when it waits
		field   string
		signs   [][3]string // name, day, and what speaks against it; empty when nothing does
		undated bool
		later   bool // it waits all the same
	}{
		"no letter bears a day before it is signed": {kind: "letter", in: "2026-05-12", field: "审批意见", later: true,
			goes: "晚于开具日期2026年5月11日"},
		"the day passes while it waits": {kind: "letter", in: "2026-05-11",
			signs: [][3]string{{"顾怀瑾", "2026-05-12", "现在签了也不能办：顾怀瑾的审批日期2026年5月12日晚于开具日期2026年5月11日"}}},
		"a letter without a day bears that of the signature": {kind: "letter", in: "2026-05-11", undated: true,
			signs: [][3]string{{"顾怀瑾", "2026-05-12", ""}}},
		"a leave that has begun": {kind: "leave", in: "2026-05-18",
			signs: [][3]string{{"程以宁", "2026-05-21", "现在签了也不能办：程以宁在2026年5月21日才批准，请假从2026年5月20日就开始了"}}},
		"a leave that is asked for too late": {kind: "leave", in: "2026-05-21", field: "审批意见", later: true, goes: "请假从2026年5月20日就开始了"},
		"who signs is away": {kind: "letter", in: "2026-05-11",
			filed: []map[string]any{{"表单种类": "请假外出", "单位": "区政府办公室", "职务": "区政府办公室主任", "请假人": "顾怀瑾", "起始日期": "2026-05-10", "结束日期": "2026-05-12", "代行职责人": "苏砚秋"}},
			signs: [][3]string{{"顾怀瑾", "2026-05-11", "请核实：顾怀瑾在2026年5月11日正请假外出"}, {"苏砚秋", "2026-05-11", ""}}},
		"assets are written off before anybody approved": {kind: "asset", changes: map[string]any{"业务类型": "减少", "账务处理日期": "2026-04-15",
			"减少方式": "报废", "减少原因": "主板损坏，无法修复", "累计折旧": 175200, "净值": 0, "处置收入": 0, "例外理由": "属实"},
			in: "2026-04-20", field: "账务处理日期", goes: "早于批准日期"},
		"both ends of a contract are days to come": {kind: "contract", in: "2026-04-22",
			signs: [][3]string{{"叶清和", "2026-04-23", ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			changes := c.changes
			k := ruleset.Kinds.Named(c.kind)
			d, _ := desked(t, ruleset, k, changes)
			d.records = filedBefore(t, ruleset, k)
			if c.filed != nil {
				if d.records, err = ruleset.Regulation.Fixtures(c.filed); err != nil {
					t.Fatal(err)
				}
			}
			if c.undated {
				delete(d.raw, k.Date)
				delete(d.raw, k.LabelOf(k.Date))
			}
			d.received = noonOf(t, c.in)
			o, err := d.outcome()
			if err != nil {
				t.Fatal(err)
			}
			found := only(o.Verdict.Findings, form.Finding.Returns)
			if c.later {
				if !o.Unsigned() {
					t.Errorf("it goes back: %s", said(found))
				}
				found = o.InVain
			}
			if c.goes != "" {
				if !slices.ContainsFunc(found, func(f form.Finding) bool {
					return strings.Contains(f.Message, c.goes) && f.Field == c.field && f.Advice != ""
				}) {
					t.Errorf("not told at once: %s", said(found))
				}
				return
			}
			if !o.Unsigned() {
				t.Fatalf("handed in: %s", said(found))
			}
			d.open()
			for _, s := range c.signs {
				err := d.sign(s[0], noonOf(t, s[1]))
				var refusal *signoff.Refusal
				switch {
				case s[2] == "" && err != nil:
					t.Errorf("%s on %s: %v", s[0], s[1], err)
				case s[2] != "" && (!errors.As(err, &refusal) || refusal.Forbidden || !strings.HasPrefix(err.Error(), s[2])):
					t.Errorf("%s on %s: %v", s[0], s[1], err)
				}
			}
		})
	}
}

// TestTrialSuspicionsAreConfirmedByWhoSigns: what a rule only suspects about a signature
// the person themselves can say is right, and the form is issued.
func TestTrialSuspicionsAreConfirmedByWhoSigns(t *testing.T) {
	t.Parallel()
	builtin, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := peopled(t, builtin, nil)
	d, approvals := desked(t, ruleset, ruleset.Kinds.Named("letter"), nil)
	d.handIn(t, approvals)
	d.open()
	at, err := d.situation(d.received)
	if err != nil {
		t.Fatal(err)
	}
	e := signoff.Event{Act: signoff.Signed, Name: "顾怀瑾", Decision: templates.Agreed, Words: "修改后再报", Shown: d.signing.Shown()}
	var refusal *signoff.Refusal
	if _, err := d.signing.Check(e, at); !errors.As(err, &refusal) || refusal.Confirm == "" || !strings.Contains(err.Error(), "像是还不能办") {
		t.Fatalf("not asked: %v", err)
	}
	suspicion := refusal.Confirm
	e.Confirmed = "别的可疑之处"
	if _, err := d.signing.Check(e, at); !errors.As(err, &refusal) || refusal.Confirm != suspicion {
		t.Errorf("what was not told is confirmed: %v", err)
	}
	e.Confirmed = suspicion
	if e, err = d.signing.Check(e, at); err != nil || e.Confirmed != suspicion {
		t.Fatal(err)
	}
	d.signing.Events = append(d.signing.Events, e)
	if o, err := d.outcome(); err != nil || !o.Accepted() || len(o.Excused("")) != 1 {
		t.Errorf("%v, %s", err, said(o.Verdict.Findings))
	}
	e.Words = "请财政局阅办"
	if e, err = (signoff.Signing{Arrival: "二", Events: d.signing.Events[:1]}).Check(e, at); err != nil || e.Confirmed != "" {
		t.Errorf("what nobody was asked was confirmed: %v", err)
	}
}

// TestTrialTellsFromWhenOnSomebodyCanSign: too early is another thing than too late.
func TestTrialTellsFromWhenOnSomebodyCanSign(t *testing.T) {
	t.Parallel()
	builtin, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := peopled(t, builtin, nil)
	d, _ := desked(t, ruleset, ruleset.Kinds.Named("meeting"), map[string]any{"申请日期": "2026-05-08"})
	d.received = noonOf(t, "2026-05-08")
	if o, err := d.outcome(); err != nil || !o.Unsigned() {
		t.Fatalf("%v, %s", err, said(o.Verdict.Findings))
	}
	d.open()
	d.signing.Events[0].At = noonOf(t, "2026-05-07")
	if err := d.sign("白云舟", noonOf(t, "2026-05-07").Add(time.Hour)); err == nil || !strings.HasPrefix(err.Error(), "现在签还早：") || !strings.HasSuffix(err.Error(), "2026年5月8日起可以签。") {
		t.Errorf("the day before: %v", err)
	}
	if err := d.sign("白云舟", noonOf(t, "2026-05-08")); err != nil {
		t.Error(err)
	}
}

func noonOf(t *testing.T, day string) time.Time {
	t.Helper()
	d, err := templates.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	return noon(d)
}

// TestSituationTellsTillWhen: whose turn it is should sign within the working days of the
// step, or else of the office, from when the step is ready.
func TestSituationTellsTillWhen(t *testing.T) {
	t.Parallel()
	builtin, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := peopled(t, builtin, nil)
	d, _ := desked(t, ruleset, ruleset.Kinds.Named("contract"), nil)
	d.received = noonOf(t, "2026-04-22") // a Wednesday
	d.open()
	due := func(now time.Time) string {
		at, err := d.situation(now)
		if err != nil {
			t.Fatal(err)
		}
		turns, err := d.signing.Turns(at)
		if err != nil || len(turns) != 1 {
			t.Fatal(turns, err)
		}
		if turns[0].Due.IsZero() {
			return ""
		}
		return turns[0].Due.Format("2006-01-02 15:04")
	}
	if got := due(d.received); got != "2026-04-27 23:59" {
		t.Errorf("three working days from Wednesday: %s", got)
	}
	if err := d.sign("叶清和", noonOf(t, "2026-04-23")); err != nil {
		t.Fatal(err)
	}
	if got := due(noonOf(t, "2026-05-20")); got != "2026-04-28 23:59" {
		t.Errorf("from when the one before signed, whenever it is asked: %s", got)
	}
	ruleset.SignWithin = 0
	if got := due(d.received); got != "" {
		t.Errorf("no time is given, and it is due %s", got)
	}
	if got := dueOn(ruleset, rules.Progress{Within: 1}, d.received).Format(time.DateOnly); got != "2026-04-23" {
		t.Errorf("the rulebook says one day: %s", got)
	}
}
