package xlsx

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"gongwen/templates"
)

func blank(t *testing.T, k *templates.Kind, values templates.Values) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Fill(&b, k, values); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBlank(t *testing.T) {
	sheets := inspect(t, blank(t, kind(t, "letter"), nil))
	if len(sheets) != 2 || sheets[0].Title != "介绍信" || sheets[1].Title != guideSheet {
		t.Fatalf("sheets: %+v", sheets)
	}
	s := sheets[0]
	label := "FF" + labelFill
	s.expect(t, map[string]seenCell{
		"A1": {Value: kind(t, "letter").SlipTitle(), Type: "s", Format: "General"},
		"A3": {Value: "开具日期 *", Type: "s", Format: "General", Fill: label},
		"M3": {Value: "申请单位 *", Type: "s", Format: "General", Fill: label},
		"A4": {Value: "经办人 *", Type: "s", Format: "General", Fill: label},
		"M4": {Value: "联系电话 *", Type: "s", Format: "General", Fill: label},
		"A6": {Value: "持信人 *", Type: "s", Format: "General", Fill: label},
	})
	if s.Cells[s.beside(t, "表单种类")].Value != "介绍信" {
		t.Errorf("the form does not say of which kind it is: %+v", s.Cells)
	}
	first, last := "17899", "109575" // 1949-01-01, 2200-01-01
	opinion := s.below(t, "意见 *", 4)
	for cells, want := range map[string][5]string{
		"E3":    {"date", first, last, "开具日期", "日期，如 2026-05-01。"},
		"Q4":    {"", "", "", "联系电话", "11位手机号，或带区号的座机号。"},
		"E6:X6": {"", "", "", "持信人", "几个人同去的，姓名都写上或只写一位，人数另填。"},
		opinion: {"list", `"同意,不同意,退回"`, "", "意见", "从下拉列表中选一项：同意、不同意、退回。"},
	} {
		if got := s.Rules[cells]; got != want {
			t.Errorf("rule on %s: got %q, want %q", cells, got, want)
		}
	}
	if s.Page != [4]string{"portrait", "9", "1", "1"} || s.Protected || s.Footer != "" {
		t.Errorf("page %q, protected %t, footer %q", s.Page, s.Protected, s.Footer)
	}
	// Every field and column is explained.
	rows, want := 0, 2
	for at := range sheets[1].Cells {
		if strings.HasPrefix(at, "A") {
			rows++
		}
	}
	for _, f := range kind(t, "letter").Fields {
		want += 1 + len(f.Columns)
	}
	if rows != want {
		t.Errorf("the guide has %d rows, want %d", rows, want)
	}
}

func TestFillTypes(t *testing.T) {
	k := &templates.Kind{Key: "x", Title: "各类/栏目", Fields: []templates.Field{
		{Key: "date", Label: "日期", Type: templates.TypeDate},
		{Key: "time", Label: "时间", Type: templates.TypeTime},
		{Key: "sum", Label: "金额", Type: templates.TypeMoney},
		{Key: "n", Label: "数量", Type: templates.TypeInteger},
		{Key: "phone", Label: "电话", Type: templates.TypePhone},
		{Key: "yes", Label: "是否", Type: templates.TypeYesNo},
		{Key: "text", Label: "文字", Type: templates.TypeText},
		{Key: "long", Label: "长文", Type: templates.TypeParagraph},
		{Key: "pick", Label: "选项", Type: templates.TypeChoice, Choices: []string{"一,二", strings.Repeat("长", 250), "三"}},
	}}
	sheets := inspect(t, blank(t, k, templates.Values{
		"date": templates.NewDate(2026, time.May, 1),
		"time": templates.Moment{Time: time.Date(2026, 5, 1, 9, 30, 0, 0, time.UTC)},
		"sum":  templates.Fen(123456780), "n": int64(7), "phone": "04596240118", "yes": templates.YesNo(false),
		"text": "=1+1", "long": "一\n二", "pick": "三",
	}))
	for label, want := range map[string]seenCell{
		"日期": {Value: "2026-05-01 00:00:00", Type: "d", Format: "yyyy-mm-dd"},
		"时间": {Value: "2026-05-01 09:30:00", Type: "d", Format: "yyyy-mm-dd hh:mm"},
		"金额": {Value: "1234567.8", Type: "n", Format: "#,##0.00"},
		"数量": {Value: "7", Type: "n", Format: "0"},
		"电话": {Value: "04596240118", Type: "s", Format: "@"},
		"是否": {Value: "否", Type: "s", Format: "@"},
		"文字": {Value: "=1+1", Type: "s", Format: "@"},
		"长文": {Value: "一\n二", Type: "s", Format: "General"},
		"选项": {Value: "三", Type: "s", Format: "@"},
	} {
		if got := sheets[0].Cells[sheets[0].beside(t, label)]; got != want {
			t.Errorf("%s: got %+v, want %+v", label, got, want)
		}
	}
	// Choices that do not fit a rule stand on a hidden sheet.
	if got := sheets[0].Rules[sheets[0].beside(t, "选项")]; got[1] != "选项!$A$1:$A$3" {
		t.Errorf("choices: %q", got)
	}
	if len(sheets) != 3 || sheets[1].Title != choiceSheet || sheets[1].State != "hidden" || sheets[1].Cells["A1"].Value != "一,二" {
		t.Errorf("sheets: %+v", sheets[1:])
	}
	if sheets[0].Title != "各类 栏目" {
		t.Errorf("sheet %q", sheets[0].Title)
	}
}

// A filled list keeps room below, however long it is.
func TestFillLongList(t *testing.T) {
	var rows []templates.Values
	for range 20 {
		rows = append(rows, templates.Values{"name": "某人"})
	}
	s := inspect(t, blank(t, kind(t, "letter"), templates.Values{"approvals": rows}))[0]
	if area := s.below(t, "意见 *", 20+spareFilledRows); s.Rules[area][0] != "list" {
		t.Errorf("no rule on %s: %v", area, s.Rules)
	}
}

func TestBlankIsDeterministic(t *testing.T) {
	for _, key := range []string{"letter", "minutes", "leave"} {
		if !bytes.Equal(blank(t, kind(t, key), nil), blank(t, kind(t, key), nil)) {
			t.Errorf("%s: two blank forms differ", key)
		}
	}
}
