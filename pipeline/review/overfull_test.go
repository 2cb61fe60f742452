package review

import (
	"strings"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/pipeline/workspace"
	"gongwen/templates/font"
)

// TestOverfull: a letter of introduction that one sheet cannot hold comes back before it
// has a number, also where it is only checked, and the finding names the field that says
// most.
func TestOverfull(t *testing.T) {
	t.Parallel()
	ruleset, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	fonts, err := font.Find(nil)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{1: "", 90: "介绍信是一张纸，撕成两联，各栏所填的一张纸印不下；“联系事项”最长，有991字"} {
		f, found, err := form.Read("信.yaml", []byte("表单种类: 介绍信\n开具日期: 2026-05-11\n申请单位: 区教育局\n收信单位: 市教育局\n持信人: 沈望舒\n人数: 1\n有效期至: 2026-05-20\n持信人职务: "+strings.Repeat("学位科科长、", n)+"\n"+
			"联系事项: 核"+strings.Repeat("核对二〇二六年学位数、", n)+"\n"), ruleset.Kinds)
		if err != nil || f == nil {
			t.Fatal(found, err)
		}
		got := ""
		for _, finding := range overfull(ruleset, fonts, f) {
			got += finding.Message
		}
		if got != want {
			t.Errorf("%d times: %q, want %q", n, got, want)
		}
	}
}
