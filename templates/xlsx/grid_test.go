package xlsx

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

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

// TestBlankOddKinds: an office's own kind may have a long title, lists of names under long
// heads, and the name of a sheet that forms have of their own.
func TestBlankOddKinds(t *testing.T) {
	roster := Roster{Units: []string{"区财政局"}, People: []string{"江临川"}}
	name := templates.Field{Key: "name", Label: "姓名", Type: templates.TypePerson}
	long := strings.Repeat("各单位参加培训的", 10)
	for _, k := range []*templates.Kind{
		{Key: "a", Title: long + "登记表", Fields: []templates.Field{name}},
		{Key: "b", Title: "培训", Fields: []templates.Field{{Key: "all", Label: "参加人员", Type: templates.TypeList,
			Columns: []templates.Field{{Key: "who", Label: long, Type: templates.TypePerson}, {Key: "post", Label: long, Type: templates.TypeText}}}}},
		{Key: "c", Title: rosterSheet, Fields: []templates.Field{name}},
		{Key: "d", Title: choiceSheet, Fields: []templates.Field{{Key: "of", Label: "去向", Type: templates.TypeChoice, Choices: strings.Split(strings.Repeat("某某单位,", 60)+"他处", ",")}}},
		{Key: "e", Title: guideSheet, Fields: []templates.Field{name}},
		{Key: "f", Title: "无"},
	} {
		var b bytes.Buffer
		if err := Blank(&b, k, roster); err != nil {
			t.Errorf("%s: %v", k.Title, err)
			continue
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		sheet := f.GetSheetName(0)
		if title, err := f.GetCellValue(sheet, "A1"); err != nil || title != k.SlipTitle() {
			t.Errorf("%s: titled %q, %v", k.Title, title, err)
		}
		merged, err := f.GetMergeCells(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range merged {
			if col, _, err := excelize.CellNameToCoordinates(m.GetEndAxis()); err != nil || col > newGrid(k).columns {
				t.Errorf("%s: %s is beyond the frame", k.Title, m.GetEndAxis())
			}
		}
		if visible, err := f.GetSheetVisible(sheet); err != nil || !visible {
			t.Errorf("%s: the form is not shown", k.Title)
		}
	}
}
