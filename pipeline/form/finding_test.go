package form

import "testing"

func TestFindingAdvised(t *testing.T) {
	for _, test := range []struct {
		finding Finding
		want    string
	}{
		{Finding{Field: "人数", Advice: "请改小。"}, "请改小。"},
		{Finding{Field: "人数", Cell: "B8", Advice: " "}, "请核对“人数”，改正后重新提交。"},
		{Finding{Cell: "B8"}, "请核对B8，改正后重新提交。"},
		{Finding{}, "请核对整份表单，改正后重新提交。"},
	} {
		if got := test.finding.Advised(); got != test.want {
			t.Errorf("%+v: %s, want %s", test.finding, got, test.want)
		}
	}
}
