package web

import (
	"strings"
	"testing"

	"gongwen/pipeline/rules"
)

// The page says of every obligation what meets it, by the names that people know,
// and of one that nothing meets what is lacking.
func TestServerShowsEveryObligation(t *testing.T) {
	r := theRoom(t)
	body := r.as(t, "caizheng").get("/regulation").Body.String()
	missing := 0
	for _, o := range r.server.ruleset().Regulation.Latest().Obligations() {
		if !strings.Contains(body, "<li>"+o.ID+"　") || !strings.Contains(body, o.Asks) || !strings.Contains(body, o.Reason) {
			t.Errorf("%+v is not on the page", o)
		}
		if o.How == rules.HowMissing {
			missing++
		}
	}
	for _, want := range []string{
		"必填栏：请假外出“请假人”、请假外出“联系方式”", "审批步骤：请假外出", "规则核对：各种表单", "台账：请假外出", "时限：会议纪要",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	if n := strings.Count(body, `<span class="how-missing">尚缺</span>`); n != missing || n == 0 {
		t.Errorf("%d obligations are shown as missing, %d are", n, missing)
	}
}
