package review

import (
	"testing"

	"gongwen/pipeline/form"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// TestAttributeNamesUnitsAndPosts: what the roster knows is called by its name wherever
// it stands, and the form still shows what was written.
func TestAttributeNamesUnitsAndPosts(t *testing.T) {
	t.Parallel()
	builtin, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := peopled(t, builtin, nil)
	if ruleset.Units, err = ruleset.Roster.Units("龙凤区人民政府", map[string][]string{"区教育局": {"区教局"}}); err != nil {
		t.Fatal(err)
	}
	f, found, err := form.Read("信.yaml", []byte("表单种类: 介绍信\n开具日期: 2026-05-11\n申请单位: 大庆市龙凤区教育局\n收信单位: 区教局\n"+
		"审批意见:\n- {职务: 龙凤区人民政府副区长, 姓名: 程 以 宁, 意见: 同意, 日期: 2026-05-11}\n- {职务: 常务副区长, 姓名: 陆景行, 意见: 同意, 日期: 2026-05-11}\n"), ruleset.Kinds)
	if err != nil || f == nil {
		t.Fatal(found, err)
	}
	for range 2 { // as often as it is called
		if unit := Attribute(ruleset, f, Operator); unit != "区教育局" {
			t.Errorf("it is %q's", unit)
		}
	}
	for path, want := range map[string]string{"unit": "区教育局", "addressee": "区教育局", "approvals.post": "副区长、常务副区长", "approvals.name": "程以宁、陆景行"} {
		if got := f.Values.Joined(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	for path, want := range map[string]string{"unit": "大庆市龙凤区教育局", "addressee": "区教局", "approvals[0].post": "龙凤区人民政府副区长", "approvals[0].name": "程 以 宁", "approvals[1].post": "常务副区长"} {
		if got := f.Shown(path, templates.Text("常务副区长")); got != want {
			t.Errorf("%s shows %q, want %q", path, got, want)
		}
	}
}

// TestUnknownUnitIsAskedAboutWhereItShouldBeKnown: organs elsewhere and companies write
// to the office and ask it for letters; a leave is always one of its own units'.
func TestUnknownUnitIsAskedAboutWhereItShouldBeKnown(t *testing.T) {
	t.Parallel()
	builtin, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := peopled(t, builtin, nil)
	for _, c := range []struct {
		kind, label, unit string
		asked             bool
	}{
		{"介绍信", "申请单位", "大庆禾润粮油加工有限公司", false},
		{"报批公文", "来文机关", "大庆市让胡路区城市管理局", false},
		{"报批公文", "来文机关", "区教肓局", true},
		{"请假外出", "单位", "大庆禾润粮油加工有限公司", true},
	} {
		f, _, err := form.Read("表单.yaml", []byte("表单种类: "+c.kind+"\n"+c.label+": "+c.unit+"\n"), ruleset.Kinds)
		if err != nil || f == nil {
			t.Fatal(err)
		}
		if asked := len(strangeUnit(ruleset, f, Operator)) > 0; asked != c.asked {
			t.Errorf("%s of %s is asked about: %v", c.kind, c.unit, asked)
		}
		if len(strangeUnit(ruleset, f, Sender{Unit: "区教育局"})) == 0 {
			t.Errorf("区教育局 hands in %s of %s", c.kind, c.unit)
		}
	}
}
