package table

import (
	"slices"
	"testing"
)

func TestWritten(t *testing.T) {
	sheet := Sheet{Columns: []Column{{Label: "编号"}, {Label: "金额", Total: true}, {Label: "已付", Total: true}, {Label: "存档文件"}, {Label: "表单摘要", Technical: true}}}
	labels := func() (all []string) {
		for _, c := range sheet.Written() {
			all = append(all, c.Label)
		}
		return all
	}
	if got, want := labels(), []string{"编号", "金额", "已付", "存档文件", "表单摘要"}; !slices.Equal(got, want) {
		t.Errorf("without totals: %q, want %q", got, want)
	}
	sheet.Totals = true
	if got, want := labels(), []string{"编号", "金额", "已付", "存档文件", "计入金额", "计入已付", "表单摘要"}; !slices.Equal(got, want) {
		t.Errorf("with totals: %q, want %q", got, want)
	}
}

// TestPrinted: the columns for A3 are not printed on A4, and stand where they stand.
func TestPrinted(t *testing.T) {
	sheet := Sheet{Columns: []Column{{Label: "编号"}, {Label: "已付", OnA3: true, Total: true}, {Label: "表单摘要", Technical: true}}, Totals: true}
	if a4, a3, counted := sheet.Printed(false), sheet.Printed(true), sheet.CountedColumn(0); a4 != 1 || a3 != 2 || counted != 2 {
		t.Errorf("%d columns on A4, %d on A3, what counts in %d", a4, a3, counted)
	}
}
