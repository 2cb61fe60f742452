package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table"
)

// rowsOf yields rows from one buffer, as a catalogue's iterator does.
func rowsOf(rows ...table.Row) table.Rows {
	return func(yield func(*table.Row, error) bool) {
		var row table.Row
		for _, r := range rows {
			row.Cells, row.Counted = append(row.Cells[:0], r.Cells...), append(row.Counted[:0], r.Counted...)
			row.Struck, row.Strong, row.Level = r.Struck, r.Strong, r.Level
			if !yield(&row, nil) {
				return
			}
		}
	}
}

func bookBytes(t testing.TB, b table.Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// contracts is a book with a cell of every sort.
func contracts() table.Book {
	return table.Book{
		Name: "2026年合同台账", Title: "2026年合同台账", Scope: "按签订日期，R&D", By: "贺知秋", Made: time.Date(2026, 4, 2, 9, 30, 0, 0, time.FixedZone("", 8*3600)),
		Foot: "前20行 R&D=",
		Sheets: []table.Sheet{{
			Name: "2026年合同", Totals: true, Notes: func() []string { return []string{"注"} },
			Columns: []table.Column{
				{Label: "序号", Type: templates.TypeInteger}, {Label: "编号", Type: templates.TypeText}, {Label: "签订日期", Type: templates.TypeDate},
				{Label: "名称", Type: templates.TypeText}, {Label: "金额", Type: templates.TypeMoney, Total: true}, {Label: "归档", Type: templates.TypeTime},
				{Label: "当事人", Type: templates.TypeParagraph}, {Label: "已付", Type: templates.TypeMoney, Total: true}, {Label: "存档文件", Type: templates.TypeFile},
				{Label: "占比", Type: templates.TypeText, Unstruck: true}, {Label: "摘要", Type: templates.TypeText, Technical: true},
			},
			Rows: rowsOf(
				table.Row{Cells: []any{int64(1), "合〔2026〕1号", templates.NewDate(2026, 5, 1), "=HYPERLINK(1)", templates.Fen(123456780),
					templates.Moment{Time: time.Date(2026, 5, 1, 9, 30, 0, 0, time.FixedZone("", 8*3600))}, "甲；乙", templates.Fen(1),
					table.Link{Text: "查看", Target: `../a"1"&.pdf`}, table.Formula{Text: "E2/H2", Value: int64(3)}, "ab12"}, Counted: []templates.Fen{123456780, 1}},
				table.Row{Cells: []any{int64(2), "合〔2026〕2号", nil, strings.Repeat("长", 300), templates.Fen(100), nil, " <a> _x0041_ \x01", nil,
					table.Link{Text: "无", Target: ""}, "已作废"}, Counted: []templates.Fen{0, 0}, Struck: true},
				table.Row{Cells: []any{int64(9e17), "合计", templates.NewDate(1899, 5, 1)}, Strong: true},
				table.Row{Cells: []any{int64(3), "合〔2026〕3号", nil, "\uFFFF坏\xff", templates.Fen(-12345)}, Counted: []templates.Fen{-12345, 0}, Level: 2},
			),
		}, {Name: "汇总", Bare: true, Parts: true, Columns: []table.Column{{Label: "月份"}, {Label: "金额", Type: templates.TypeMoney}, {Label: "金额"}},
			Rows: rowsOf(table.Row{Cells: []any{"1月", table.Formula{Text: "SUM(" + table.Range("2026年合同", 4, 2, 5) + ")", Value: templates.Fen(123444535)}}},
				table.Row{Cells: []any{"2月", templates.Fen(5)}}),
			Chart: &table.Chart{Title: "各月金额（元）", Labels: 0, Series: []int{1}, First: 0, Rows: 2}}},
	}
}

// TestWrite: openpyxl finds in a workbook what the book says.
func TestWrite(t *testing.T) {
	workbook := bookBytes(t, contracts())
	sheets := inspect(t, workbook)
	s := sheets[0]
	s.expect(t, map[string]seenCell{
		"A1":  {Value: "序号", Type: "s", Format: "General", Fill: "FF" + headFill},
		"A2":  {Value: "1", Type: "n", Format: "0"},
		"B2":  {Value: "合〔2026〕1号", Type: "s", Format: "@"},
		"C2":  {Value: "2026-05-01 00:00:00", Type: "d", Format: "yyyy-mm-dd"},
		"D2":  {Value: "=HYPERLINK(1)", Type: "s", Format: "@"},
		"E2":  {Value: "1234567.8", Type: "n", Format: "#,##0.00"},
		"F2":  {Value: "2026-05-01 09:30:00", Type: "d", Format: "yyyy-mm-dd hh:mm"},
		"G2":  {Value: "甲；乙", Type: "s", Format: "General"},
		"I2":  {Value: `=HYPERLINK("../a""1""&.pdf","查看")`, Type: "f", Format: "General"},
		"J2":  {Value: "=E2/H2", Type: "f", Format: "0"},
		"K1":  {Value: "计入金额", Type: "s", Format: "General", Fill: "FF" + headFill},
		"L2":  {Value: "0.01", Type: "n", Format: "#,##0.00"},
		"M2":  {Value: "ab12", Type: "s", Format: "@"},
		"B3":  {Value: "合〔2026〕2号", Type: "s", Format: "@", Strike: true},
		"D3":  {Value: strings.Repeat("长", 300), Type: "s", Format: "General", Strike: true},
		"I3":  {Value: "无", Type: "s", Format: "@", Strike: true},
		"A4":  {Value: "900000000000000000", Type: "s", Format: "@", Fill: "FF" + labelFill},
		"C4":  {Value: "1899-05-01", Type: "s", Format: "@", Fill: "FF" + labelFill},
		"D5":  {Value: "\uFFFD坏\uFFFD", Type: "s", Format: "@"},
		"E5":  {Value: "-123.45", Type: "n", Format: "#,##0.00"},
		"A7":  {Value: "合计（随筛选）", Type: "s", Format: "General", Fill: "FF" + bandFill},
		"E7":  {Value: "=SUBTOTAL(9,$K$2:$K$5)", Type: "f", Format: "#,##0.00", Fill: "FF" + bandFill},
		"H8":  {Value: "0.01", Type: "n", Format: "#,##0.00", Fill: "FF" + bandFill},
		"A10": {Value: "控制数大写　金额：人民币壹佰贰拾叁万肆仟肆佰肆拾肆元叁角伍分", Type: "s", Format: "General", Fill: "FF" + bandFill},
		"A12": {Value: "注", Type: "s", Format: "General"},
	})
	for _, empty := range []string{"C3", "K4", "A6", "M3"} {
		if c, ok := s.Cells[empty]; ok {
			t.Errorf("%s holds %+v", empty, c)
		}
	}
	if s.Title != "2026年合同" || s.Table["台账"] != "A1:M5" || s.Frozen != "C2" || !strings.Contains(s.Repeated, "1") {
		t.Errorf("title %q, table %q, frozen %q, repeated %q", s.Title, s.Table, s.Frozen, s.Repeated)
	}
	if again := sheets[1].Repeated; again != "" {
		t.Errorf("of a sheet with several parts each page has %s", again)
	}
	for name, at := range map[string]string{"金额": "$E$2:$E$5", "计入金额": "$K$2:$K$5", "当事人": "$G$2:$G$5"} {
		if got := s.Names[name]; got != "'2026年合同'!"+at {
			t.Errorf("name %s is %q", name, got)
		}
	}
	if s.Page != [4]string{"landscape", "9", "1", "0"} || !strings.HasSuffix(s.Header, "2026年合同台账\n按签订日期，R&&D") ||
		!strings.Contains(s.Footer, "&N") || !strings.HasSuffix(s.Footer, "前20行 R&&D=") {
		t.Errorf("page %q, header %q, footer %q", s.Page, s.Header, s.Footer)
	}
	if len(sheets) != 2 || len(sheets[1].Charts) != 1 || sheets[1].Filter != "" || len(sheets[1].Table) != 0 {
		t.Errorf("%d sheets, %+v", len(sheets), sheets[1])
	}
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	props, err := f.GetDocProps()
	if err != nil || props.Title != "2026年合同台账" || props.Subject != "按签订日期，R&D" || props.Creator != "贺知秋" || props.Created != "2026-04-02T01:30:00Z" {
		t.Errorf("%+v, %v", props, err)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name+" "+n.Scope] = n.RefersTo
	}
	if got := names["_xlnm.Print_Area 2026年合同"]; got != "'2026年合同'!$A$1:$J$12" {
		t.Errorf("printed is %s; all names: %v", got, slices.Collect(maps.Keys(names)))
	}
	if level, err := f.GetRowOutlineLevel("2026年合同", 5); err != nil || level != 2 {
		t.Errorf("level %d, %v", level, err)
	}
}

// TestWriteInLibreOffice: it calculates the totals, and shows what was written.
func TestWriteInLibreOffice(t *testing.T) {
	sheets := calculated(t, bookBytes(t, contracts()))[0]
	got := sheets["2026年合同"]
	want := []string{"1", "合〔2026〕1号", "2026-05-01", "=HYPERLINK(1)", "1,234,567.80", "2026-05-01 09:30", "甲；乙", "0.01", "查看", "123456780", "1,234,567.80", "0.01", "ab12"}
	if len(got) < 12 || !slices.Equal(got[1], want) || got[2][6] != " <a> _x0041_ " || got[6][4] != "1,234,444.35" || got[7][4] != "1,234,444.35" || got[8][4] != "相符" || got[8][7] != "相符" {
		t.Errorf("got %q", got)
	}
	if got := sheets["汇总"]; len(got) < 2 || got[1][1] != "1,234,445.35" {
		t.Errorf("the other sheet adds up to %q", got)
	}
}

func TestWriteIsDeterministic(t *testing.T) {
	if !bytes.Equal(bookBytes(t, contracts()), bookBytes(t, contracts())) {
		t.Error("two workbooks of the same book differ")
	}
}

// TestWriteNothingAfterAnError of the rows.
func TestWriteNothingAfterAnError(t *testing.T) {
	broken := errors.New("broken")
	b := contracts()
	b.Sheets[1].Rows = func(yield func(*table.Row, error) bool) { _ = yield(&table.Row{}, nil) && yield(nil, broken) }
	var out bytes.Buffer
	if err := Write(&out, b); !errors.Is(err, broken) || out.Len() > 0 {
		t.Errorf("%v, %d bytes", err, out.Len())
	}
}

// TestWriteWithoutRows: an empty register has its labels, a filter, and totals of nothing.
func TestWriteWithoutRows(t *testing.T) {
	b := contracts()
	b.Sheets = b.Sheets[:1]
	b.Sheets[0].Rows = rowsOf()
	s := inspect(t, bookBytes(t, b))[0]
	if s.Filter != "A1:M1" || s.Cells["E3"].Value != "0" || s.Cells["E5"].Value != "相符" || s.Cells["A6"].Value != "控制数大写　金额：人民币零元整" {
		t.Errorf("filter %q, %+v", s.Filter, s.Cells)
	}
}

// TestWriteRenamesWhatIsAlike: Excel repairs tables with two columns alike, and books with
// two such sheets.
func TestWriteRenamesWhatIsAlike(t *testing.T) {
	sheet := table.Sheet{Name: "A/b", Columns: []table.Column{{Label: "A\n甲"}, {Label: "a 甲"}, {Label: ""}}, Rows: rowsOf(table.Row{Cells: []any{"1"}})}
	other := sheet
	other.Name = "a b"
	sheets := inspect(t, bookBytes(t, table.Book{Sheets: []table.Sheet{sheet, other}}))
	if sheets[0].Title != "A b" || sheets[1].Title != "a b_2" || sheets[0].Cells["A1"].Value != "A 甲" || sheets[0].Cells["B1"].Value != "a 甲2" || sheets[0].Cells["C1"].Value == "" ||
		sheets[1].Table["台账2"] != "A1:C2" {
		t.Errorf("%+v", sheets)
	}
}

// TestWriteManyBlocks: rows that take more than one block are those that were given, and the
// zip's sums hold.
func TestWriteManyBlocks(t *testing.T) {
	const rows = 30_000
	s := table.Sheet{Name: "行", Columns: []table.Column{{Label: "序号", Type: templates.TypeInteger}, {Label: "题名"}}}
	s.Rows = func(yield func(*table.Row, error) bool) {
		for n := range int64(rows) {
			if !yield(&table.Row{Cells: []any{n, fmt.Sprintf("第%d件%s", n, strings.Repeat("题", int(n%40)))}}, nil) {
				return
			}
		}
	}
	workbook := bookBytes(t, table.Book{Sheets: []table.Sheet{s}})
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := f.GetRows("行")
	if err != nil || len(got) != rows+1 {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	for n, row := range got[1:] {
		if want := fmt.Sprintf("第%d件%s", n, strings.Repeat("题", n%40)); row[0] != fmt.Sprint(n) || row[1] != want {
			t.Fatalf("row %d: %q", n, row)
		}
	}
}

// TestWriteTooManyRows: what no sheet of Excel holds is refused.
func TestWriteTooManyRows(t *testing.T) {
	s := table.Sheet{Name: "行", Title: "台账", Columns: []table.Column{{Label: "序号", Type: templates.TypeInteger}}, Rows: func(yield func(*table.Row, error) bool) {
		row := table.Row{Cells: []any{int64(1)}}
		for yield(&row, nil) {
		}
	}}
	if err := Write(new(bytes.Buffer), table.Book{Sheets: []table.Sheet{s}}); err == nil || !strings.Contains(err.Error(), "台账 超过 1048375 行") {
		t.Error(err)
	}
}
