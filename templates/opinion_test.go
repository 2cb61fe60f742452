package templates

import "testing"

func TestReadOpinion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ said, words, decision, left, whole string }{
		{"同意", "", "同意", "", "同意"},
		{"同意。", "", "同意", "", "同意"},
		{"同意，请财政局阅办", "", "同意", "请财政局阅办", "同意，请财政局阅办"},
		{"同意,请财政局阅办。", "", "同意", "请财政局阅办。", "同意，请财政局阅办"},
		{"同意", "请财政局阅办。", "同意", "请财政局阅办。", "同意，请财政局阅办"},
		{"同意", "同意，请财政局阅办", "同意", "请财政局阅办", "同意，请财政局阅办"},
		{"", "同意，请财政局阅办", "同意", "请财政局阅办", "同意，请财政局阅办"},
		{"同意，请财政局阅办", "抓紧", "同意", "请财政局阅办。抓紧", "同意。请财政局阅办。抓紧"},
		{"同意，请财政局阅办", "请财政局阅办", "同意", "请财政局阅办", "同意，请财政局阅办"},
		{"拟同意。请区长审定", "", "同意", "拟同意。请区长审定", "拟同意。请区长审定"},
		{"原则同意", "", "同意", "原则同意", "原则同意"},
		{"已阅，同意。", "", "同意", "已阅，同意。", "已阅，同意"},
		{"同意印发", "", "同意", "同意印发", "同意印发"},
		{"同意", "同意印发", "同意", "同意印发", "同意印发"},
		{"不同意。与规划不符", "", "不同意", "与规划不符", "不同意，与规划不符"},
		{"拟不同意", "", "不同意", "拟不同意", "拟不同意"},
		{"不予同意", "", "不同意", "不予同意", "不予同意"},
		{"退回修改", "", "退回", "退回修改", "退回修改"},
		{"退回：请补充资金来源", "", "退回", "请补充资金来源", "退回，请补充资金来源"},
		{"同意退回", "", "退回", "同意退回", "同意退回"},
		{"", "", "", "", ""},
		{"", "请财政局阅办", "", "请财政局阅办", "请财政局阅办"},
	} {
		o, err := ReadOpinion(test.said, test.words)
		if err != nil || o != (Opinion{test.decision, test.left}) || o.String() != test.whole {
			t.Errorf("%q, %q: %+v %q, %v", test.said, test.words, o, o, err)
		}
		if again, err := ReadOpinion(o.Decision, o.Words); err != nil || again != o {
			t.Errorf("%+v read again: %+v, %v", o, again, err)
		}
	}
	for _, test := range []struct{ said, words, err string }{
		{"请财政局阅办", "", "“请财政局阅办”里看不出是同意、不同意还是退回，请先写“同意”“不同意”“退回”中的一项，再写批示，如：同意，请财政局阅办"},
		{"阅", "", "“阅”里看不出是同意、不同意还是退回，请先写“同意”“不同意”“退回”中的一项，再写批示，如：同意，请财政局阅办"},
		{"同意", "不同意，请再议", "意见是“同意”，批示却写“不同意，请再议”，请改成一致"},
	} {
		if _, err := ReadOpinion(test.said, test.words); err == nil || err.Error() != test.err {
			t.Errorf("%q, %q: %v", test.said, test.words, err)
		}
	}
}

func TestOpinionStringSaysTheDecisionOnceAndLeavesTheStopOff(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ decision, words, want string }{
		{"同意", "", "同意"},
		{"同意", "请财政局阅办。", "同意，请财政局阅办"},
		{"同意", "同意，请财政局阅办", "同意，请财政局阅办"},
		{"同意", "拟同意。请区长审定。", "拟同意。请区长审定"},
		{"不同意", "同意的前提不具备", "不同意，同意的前提不具备"},
		{"同意", "请财政局阅办。办结后报我", "同意。请财政局阅办。办结后报我"},
		{"同意", "退回的材料请补齐", "同意，退回的材料请补齐"},
		{"退回", "预算依据请补充！", "退回，预算依据请补充"},
		{"", "请财政局阅办", "请财政局阅办"},
	} {
		if got := (Opinion{test.decision, test.words}).String(); got != test.want {
			t.Errorf("%q, %q: %q, want %q", test.decision, test.words, got, test.want)
		}
	}
}
