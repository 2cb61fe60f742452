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

// TestOn: on A4 the columns for A3 stand among the technical ones.
func TestOn(t *testing.T) {
	sheet := Sheet{Columns: []Column{{Label: "编号"}, {Label: "已付", OnA3: true, Total: true}, {Label: "表单摘要", Technical: true}}, Totals: true}
	for a3, want := range map[bool][]string{false: {"编号", "计入已付", "已付", "表单摘要"}, true: {"编号", "已付", "计入已付", "表单摘要"}} {
		on := sheet.On(a3)
		var got []string
		for _, c := range on.Written() {
			got = append(got, c.Label)
		}
		if !slices.Equal(got, want) {
			t.Errorf("A3 %v: %q, want %q", a3, got, want)
		}
	}
	if sheet.Columns[1].Technical {
		t.Error("the sheet itself is another now")
	}
}
