package xlsx

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
	"gongwen/templates/table"
)

// edited is a workbook as testdata/edit.py changes it.
func edited(t *testing.T, workbook []byte, steps ...string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.xlsx")
	if err := os.WriteFile(file, workbook, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("/usr/bin/python3", append([]string{"testdata/edit.py", file}, steps...)...).CombinedOutput(); err != nil {
		t.Fatalf("openpyxl: %v (Debian package python3-openpyxl)\n%s", err, out)
	}
	workbook, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return workbook
}

// TestTotalsFollow: LibreOffice adds up the rows that a filter leaves, keeps the control
// figure, and finds an amount, or what it counts, that is not what it was.
func TestTotalsFollow(t *testing.T) {
	book := table.Book{Sheets: []table.Sheet{{
		Name: "2026年资产", Totals: true,
		Columns: []table.Column{{Label: "编号", Type: templates.TypeText}, {Label: "增减", Type: templates.TypeChoice}, {Label: "原值", Type: templates.TypeMoney, Total: true}},
		Rows: rowsOf(
			table.Row{Cells: []any{"资1号", "新增", templates.Fen(123_456_789_012_34)}, Counted: []templates.Fen{123_456_789_012_34}},
			table.Row{Cells: []any{"资2号", "减少", templates.Fen(10)}, Counted: []templates.Fen{-10}},
			table.Row{Cells: []any{"资3号", "新增", templates.Fen(20)}, Counted: []templates.Fen{20}},
			table.Row{Cells: []any{"资4号", "新增", templates.Fen(500)}, Counted: []templates.Fen{0}, Struck: true},
		),
	}}}
	const control = "123,456,789,012.44"
	workbook := bookBytes(t, book)
	cases := []struct {
		name  string
		steps []string
		want  []string
	}{
		{"as it was", nil, []string{control, control, "相符"}},
		{"filtered", []string{"hide", "2", "hide", "5"}, []string{"0.10", control, "相符"}},
		{"an amount changed", []string{"set", "C5", "4.99"}, []string{control, control, "不符"}},
		{"what counts too", []string{"set", "D3", "0.1"}, []string{"123,456,789,012.64", control, "不符"}},
	}
	var workbooks [][]byte
	for _, c := range cases {
		if c.steps == nil {
			workbooks = append(workbooks, workbook)
		} else {
			workbooks = append(workbooks, edited(t, workbook, c.steps...))
		}
	}
	for i, sheets := range calculated(t, workbooks...) {
		var got []string
		for _, line := range sheets["2026年资产"] {
			if slices.Contains([]string{"合计（随筛选）", "控制数（定值）", "核对"}, line[0]) {
				got = append(got, line[2])
			}
		}
		if c := cases[i]; !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, strings.Join(got, " "), c.want)
		}
	}
}
