package xlsx

import (
	"fmt"
	"testing"

	"gongwen/templates"
)

func TestShare(t *testing.T) {
	f := func(label string, typ templates.Type) templates.Field {
		return templates.Field{Label: label, Type: typ}
	}
	for _, test := range []struct {
		columns []templates.Field
		want    string
	}{
		{[]templates.Field{f("姓名", templates.TypePerson), f("职务", templates.TypeText)}, "[{1 6} {7 24}]"},
		{[]templates.Field{f("日期", templates.TypeDate), f("说明", templates.TypeParagraph)}, "[{1 4} {5 24}]"},
		{[]templates.Field{f("数量", templates.TypeInteger), f("金额", templates.TypeMoney)}, "[{1 11} {12 24}]"},
	} {
		if got := fmt.Sprint(share(test.columns, 1, gridColumns)); got != test.want {
			t.Errorf("%v: got %s, want %s", test.columns, got, test.want)
		}
	}
	// However many columns a list has, they end at one edge.
	var many []templates.Field
	for n := range 30 {
		many = append(many, f(fmt.Sprint("栏目", n), templates.TypeDate))
		g := newGrid(&templates.Kind{Fields: []templates.Field{{Type: templates.TypeList, Columns: many}}})
		spans := share(many, 1, g.columns)
		if last := spans[len(spans)-1].last; last != g.columns {
			t.Errorf("%d columns end at %d of %d", n+1, last, g.columns)
		}
	}
}

func TestPairingRows(t *testing.T) {
	k := &templates.Kind{Example: "用途: 购买一批应急照明设备和便携式发电机，用于汛期值守\n储备库: 一号库\n"}
	for _, test := range []struct {
		fields []templates.Field
		want   string
	}{
		{[]templates.Field{{Label: "日期", Type: templates.TypeDate}, {Label: "姓名", Type: templates.TypePerson}, {Label: "职务", Type: templates.TypeText}},
			"日期|姓名+职务|"},
		{[]templates.Field{{Label: "甲", Type: templates.TypeDate}, {Label: "乙", Type: templates.TypeInteger}}, "甲+乙|"},
		{[]templates.Field{{Label: "用途", Type: templates.TypeText}, {Label: "储备库", Type: templates.TypeText}, {Label: "数量", Type: templates.TypeInteger}},
			"用途|储备库+数量|"},
		{[]templates.Field{{Label: "事由", Type: templates.TypeParagraph}, {Label: "日期", Type: templates.TypeDate}, {Label: "明细", Type: templates.TypeList}}, "事由|日期|明细|"},
		{[]templates.Field{{Label: "可由部门、联合或领导小组等机构自行发文", Type: templates.TypeYesNo}, {Label: "日期", Type: templates.TypeDate}}, "可由部门、联合或领导小组等机构自行发文|日期|"},
	} {
		got := ""
		for _, row := range newPairing(k).rows(test.fields) {
			for i, f := range row {
				if i > 0 {
					got += "+"
				}
				got += f.Label
			}
			got += "|"
		}
		if got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestBreaks(t *testing.T) {
	rows := make([]rowSize, 20)
	for i := range rows {
		rows[i].height = 100
	}
	rows[7].joined = true
	if got := fmt.Sprint(breaks(rows, func(r rowSize) bool { return r.joined })); got != "[0 6 13]" {
		t.Errorf("got %s", got)
	}
	for i := range rows {
		rows[i].joined = true
	}
	if got := fmt.Sprint(breaks(rows, func(r rowSize) bool { return r.joined })); got != "[0 7 14]" {
		t.Errorf("got %s", got)
	}
}
