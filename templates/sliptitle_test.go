package templates

import (
	"slices"
	"strings"
	"testing"
)

func TestSlipTitleSaysWhatSortOfSlipItIsOnce(t *testing.T) {
	approvals := []Field{{Key: "approvals", Label: "审批意见", Type: TypeApprovals}}
	for _, c := range []struct {
		kind Kind
		want string
	}{
		{Kind{Title: "用印", Fields: approvals}, "用印审批单"},
		{Kind{Title: "会议审批", Fields: approvals}, "会议审批单"},
		{Kind{Title: "办结登记"}, "办结登记表"},
		{Kind{Title: "物资登记表"}, "物资登记表"},
		{Kind{Title: "用车登记", Fields: approvals}, "用车审批单"},
		{Kind{Title: "下基层", DocumentTitle: "领导干部下基层登记表"}, "领导干部下基层登记表"},
	} {
		if got := c.kind.SlipTitle(); got != c.want {
			t.Errorf("%s: %s, want %s", c.kind.Title, got, c.want)
		}
	}
	set, err := Load(Builtin(exampleOffice))
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, k := range set.All() {
		title := k.SlipTitle()
		if strings.Count(title, "登记") > 1 || strings.Count(title, "审批") > 1 || slices.Contains(titles, title) {
			t.Errorf("%s: %s", k.Key, title)
		}
		titles = append(titles, title)
	}
}
