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
