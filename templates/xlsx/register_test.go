package xlsx

import (
	"bytes"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/templates"
)

// contract is a kind with a column of every sort.
var contract = &templates.Kind{
	Key: "contract", Title: "合同",
	Fields: []templates.Field{
		{Key: "signed", Label: "签订日期", Type: templates.TypeDate},
		{Key: "name", Label: "名称", Type: templates.TypeText},
		{Key: "sum", Label: "金额", Type: templates.TypeMoney},
		{Key: "copies", Label: "份数", Type: templates.TypeInteger},
		{Key: "parties", Label: "当事人", Type: templates.TypeList, Columns: []templates.Field{
			{Key: "name", Label: "名称", Type: templates.TypeUnit}, {Key: "paid", Label: "已付", Type: templates.TypeMoney},
		}},
	},
	Register: []templates.Column{
		{Label: "编号", From: "number", Width: 24},
		{Label: "签订日期", From: "signed"},
		{Label: "名称", From: "name", Width: 30},
		{Label: "金额", From: "sum"},
		{Label: "份数", From: "copies"},
		{Label: "当事人", From: "parties.name", Width: 30},
		{Label: "已付", From: "parties.paid"},
		{Label: "存档文件", From: "document"},
		{Label: "摘要", From: "form_sha"},
	},
}

var contractRows = []Row{
	{Number: "合〔2026〕1号", Document: `../../archive/2026/1/合"1".pdf`, FormSHA: "ab12", Values: templates.Values{
		"signed": templates.NewDate(2026, time.May, 1), "name": "=HYPERLINK(1)", "sum": templates.Fen(123456780), "copies": int64(4),
		"parties": []templates.Values{{"name": "甲", "paid": templates.Fen(100)}, {"name": "乙、丙"}},
	}},
	{Number: "合〔2026〕2号", Voided: "重复", Values: templates.Values{
		"name": strings.Repeat("长", 300), "sum": templates.Fen(100), "parties": []templates.Values{{"name": "甲"}, {"name": "乙"}},
	}},
}

func all(rows []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func listed(t *testing.T, k *templates.Kind, rows []Row) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Register(&b, k, 2026, Extras{Foot: "前20行 R&D="}, all(rows)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRegister(t *testing.T) {
	s := inspect(t, listed(t, contract, contractRows))[0]
	s.expect(t, map[string]seenCell{
		"A1": {Value: "序号", Type: "s", Format: "General", Fill: "FF" + headFill},
		"A2": {Value: "1", Type: "n", Format: "0"},
		"B2": {Value: "合〔2026〕1号", Type: "s", Format: "@"},
		"C2": {Value: "2026-05-01 00:00:00", Type: "d", Format: "yyyy-mm-dd"},
		"D2": {Value: "=HYPERLINK(1)", Type: "s", Format: "@"},
		"E2": {Value: "1234567.8", Type: "n", Format: "#,##0.00"},
		"F2": {Value: "4", Type: "n", Format: "0"},
		"G2": {Value: "甲；乙、丙", Type: "s", Format: "General"},
		"H2": {Value: "1.00", Type: "s", Format: "General"},
		"I2": {Value: `=HYPERLINK("../../archive/2026/1/合""1"".pdf","查看")`, Type: "f", Format: "General"},
		"J2": {Value: "ab12", Type: "s", Format: "@"},
		"B3": {Value: "合〔2026〕2号", Type: "s", Format: "@", Strike: true},
		"D3": {Value: strings.Repeat("长", 300), Type: "s", Format: "General", Strike: true},
		"G3": {Value: "甲、乙", Type: "s", Format: "General", Strike: true},
		"K3": {Value: "已作废：重复", Type: "s", Format: "@"},
		"A4": {Value: "合计", Type: "s", Format: "General", Fill: "FF" + bandFill},
		"E4": {Value: `=SUMPRODUCT(($K$2:$K$3="")*$E$2:$E$3)`, Type: "f", Format: "#,##0.00", Fill: "FF" + bandFill},
	})
	for _, empty := range []string{"K2", "C3", "I3"} {
		if c, ok := s.Cells[empty]; ok {
			t.Errorf("%s holds %+v", empty, c)
		}
	}
	if s.Title != "2026年合同" || s.Table["台账"] != "A1:L3" || s.Frozen != "A2" || !strings.Contains(s.Repeated, "1") {
		t.Errorf("title %q, table %q, frozen %q, repeated %q", s.Title, s.Table, s.Frozen, s.Repeated)
	}
	for name, at := range map[string]string{"金额": "$E$2:$E$3", "作废": "$K$2:$K$3", "当事人": "$G$2:$G$3"} {
		if got := s.Names[name]; got != "'2026年合同'!"+at {
			t.Errorf("name %s is %q", name, got)
		}
	}
	if s.Page != [4]string{"landscape", "9", "1", "0"} || !strings.HasSuffix(s.Header, "2026年合同台账") || !strings.Contains(s.Footer, "&N") || !strings.HasSuffix(s.Footer, "\n前20行 R&&D=") {
		t.Errorf("page %q, header %q, footer %q", s.Page, s.Header, s.Footer)
	}
}

// LibreOffice opens the register and shows what it should; the link's text is
// there before anything is calculated.
func TestRegisterInLibreOffice(t *testing.T) {
	got := calculated(t, listed(t, contract, contractRows), 1)
	want := []string{"1", "合〔2026〕1号", "2026-05-01", "=HYPERLINK(1)", "1,234,567.80", "4", "甲；乙、丙", "1.00", "查看", "ab12", "", ""}
	if len(got) != 4 || !slices.Equal(got[1], want) || got[3][4] != "1,234,567.80" {
		t.Errorf("got %q", got)
	}
}

func TestRegisterWithoutRecords(t *testing.T) {
	if s := inspect(t, listed(t, kind(t, "minutes"), nil))[0]; s.Filter != "A1:Q1" {
		t.Errorf("filter %q", s.Filter)
	}
}

// The second sheet adds up by month and unit what stands.
func TestRegisterSummary(t *testing.T) {
	k := *contract
	k.Date, k.Unit = "signed", "unit"
	k.Fields = append([]templates.Field{{Key: "unit", Label: "承办单位", Type: templates.TypeUnit}}, k.Fields...)
	k.Register = append(slices.Clone(k.Register), templates.Column{Label: "承办单位", From: "unit"})
	row := func(unit string, month time.Month, fen templates.Fen, voided string) Row {
		return Row{Number: unit + month.String(), Voided: voided, Values: templates.Values{
			"unit": unit, "signed": templates.NewDate(2026, month, 28), "name": "甲", "sum": fen, "copies": int64(1)}}
	}
	sheets := inspect(t, listed(t, &k, []Row{
		row("区财政局", time.May, 100_000, ""), row("区教育局", time.May, 25_050, ""), row("区财政局", time.December, 1, ""), row("区财政局", time.May, 999, "重复"),
	}))
	if len(sheets) != 2 || sheets[1].Title != "汇总" || len(sheets[1].Charts) != 1 {
		t.Fatalf("%d sheets, charts %v", len(sheets), sheets[len(sheets)-1].Charts)
	}
	const d, st, sum = "'2026年合同'!$C$2:$C$5", "'2026年合同'!$L$2:$L$5", "'2026年合同'!$E$2:$E$5"
	sheets[1].expect(t, map[string]seenCell{
		"A7": {Value: "5月", Type: "s", Format: "@"},
		"B7": {Value: `=COUNTIFS(` + st + `,"=",` + d + `,">="&DATE(2026,5,1),` + d + `,"<"&DATE(2026,6,1))`, Type: "f", Format: "General"},
		"C7": {Value: `=SUMIFS(` + sum + `,` + st + `,"=",` + d + `,">="&DATE(2026,5,1),` + d + `,"<"&DATE(2026,6,1))`, Type: "f", Format: "#,##0.00"},
	})
}

// The months are those of the register date, the sums those that the kind says.
func TestRegisterSummaryGoesByTheKind(t *testing.T) {
	k := *contract
	k.Date, k.RegisterDate, k.Unit = "signed", "held", "unit"
	k.Fields = append([]templates.Field{{Key: "unit", Label: "承办单位", Type: templates.TypeUnit}, {Key: "held", Label: "会议日期", Type: templates.TypeDate}}, k.Fields...)
	no := false
	k.Register = []templates.Column{{Label: "编号", From: "number"}, {Label: "签订日期", From: "signed"}, {Label: "金额", From: "sum", Sum: &no}, {Label: "已付", From: "parties.paid"}}
	row := func(held templates.Date) Row {
		return Row{Number: held.ISO(), Values: templates.Values{"unit": "区财政局", "signed": templates.NewDate(2026, 5, 28), "held": held, "sum": templates.Fen(99),
			"parties": []templates.Values{{"paid": templates.Fen(100)}, {"paid": templates.Fen(50)}}}}
	}
	sheets := inspect(t, listed(t, &k, []Row{row(templates.NewDate(2026, 4, 30)), row(templates.NewDate(2026, 4, 1)), row(templates.NewDate(2025, 12, 31))}))
	sheets[0].expect(t, map[string]seenCell{"E5": {Value: "4.5", Type: "n", Format: "#,##0.00", Fill: "FFDCE6F1"}})
	sheets[1].expect(t, map[string]seenCell{
		"B6": {Value: "2", Type: "n", Format: "General"}, "C6": {Value: "3", Type: "n", Format: "#,##0.00"}, // April
		"B7": {Value: "0", Type: "n", Format: "General"}, "B14": {Value: "0", Type: "n", Format: "General"},
		"B18": {Value: "3", Type: "n", Format: "General"}, "C18": {Value: "4.5", Type: "n", Format: "#,##0.00"}, // the unit
	})
	if got := sheets[0].Cells["D5"].Value; got != "" {
		t.Errorf("added up, against what the kind says: %s", got)
	}
}

func TestRegisterIsDeterministic(t *testing.T) {
	if !bytes.Equal(listed(t, contract, contractRows), listed(t, contract, contractRows)) {
		t.Error("two registers of the same records differ")
	}
}

func TestRegisterStopsAtError(t *testing.T) {
	broken := errors.New("broken")
	err := Register(&bytes.Buffer{}, contract, 2026, Extras{}, func(yield func(Row, error) bool) { yield(Row{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// TestRegisterSaysWhatAFormSaysForItself: exceptions are registered, in the last column.
func TestRegisterSaysWhatAFormSaysForItself(t *testing.T) {
	row := contractRows[0]
	row.Values = maps.Clone(row.Values)
	row.Values["exceptions"] = []templates.Values{{"target": "K123", "reason": "续签衔接", "agreed_by": "江临川"}, {"target": "M456", "reason": "属实"}}
	s := inspect(t, listed(t, contract, []Row{row}))[0]
	if got, want := s.Cells["L2"].Value, "K123：续签衔接（同意人江临川）；M456：属实"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
