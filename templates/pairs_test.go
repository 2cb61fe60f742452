package templates

import "testing"

func TestFieldPairsWithWhatBelongsBesideIt(t *testing.T) {
	for _, c := range []struct {
		a, b  Field
		pairs bool
	}{
		{Field{Label: "开始时间", Type: TypeTime}, Field{Label: "结束时间", Type: TypeTime}, true},
		{Field{Label: "履行期限自", Type: TypeDate}, Field{Label: "履行期限至", Type: TypeDate}, true},
		{Field{Label: "甲方", Type: TypeText}, Field{Label: "乙方", Type: TypeText}, true},
		{Field{Label: "原手机号码", Type: TypePhone}, Field{Label: "新手机号码", Type: TypePhone}, true},
		{Field{Label: "总指挥", Type: TypePerson}, Field{Label: "总指挥职务", Type: TypeText}, true},
		{Field{Label: "主讲人", Type: TypeText}, Field{Label: "单位和职称", Type: TypeText}, false},
		{Field{Label: "经办人", Type: TypePerson}, Field{Label: "联系电话", Type: TypePhone}, true},
		{Field{Label: "申请单位", Type: TypeUnit}, Field{Label: "电话", Type: TypePhone}, true},
		{Field{Label: "结束时间", Type: TypeTime}, Field{Label: "地点", Type: TypeText}, false},
		{Field{Label: "预案印发日期", Type: TypeDate}, Field{Label: "开始时间", Type: TypeTime}, false},
		{Field{Label: "地点", Type: TypeText}, Field{Label: "形式", Type: TypeText}, false},
	} {
		if got := c.a.PairsWith(&c.b); got != c.pairs {
			t.Errorf("%s, %s: %v", c.a.Label, c.b.Label, got)
		}
	}
}

func TestFieldCounterIsTheUnitNoLabelSays(t *testing.T) {
	for label, want := range map[string]string{"天数": "天", "参会人数": "人", "赞成或满意的份数": "份", "样本数": "", "数量": "", "项次": "", "面积（亩）": "", "核准用编名额": "名", "月数": "个月"} {
		if got := (&Field{Label: label, Type: TypeInteger}).Counter(); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	if got := (&Field{Label: "会期", Note: "单位：天；不足一天的填1"}).Counter(); got != "天" {
		t.Errorf("会期: %q", got)
	}
}
