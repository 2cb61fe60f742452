package account

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/pipeline/columnset"
)

// TestColumns are kept with the account, by kind and name, and read by another program.
func TestColumns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.yaml")
	s, err := Open(path)
	must := func(errs ...error) {
		t.Helper()
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	must(err)
	s.Cost = 4
	for _, name := range []string{"hezhiqiu", "cai"} {
		_, err := s.Add(Account{Name: name, Role: Finance})
		must(err)
	}
	before, err := s.Named("cai")
	must(err)
	must(s.SaveColumns("cai", columnset.Set{Name: "月报", Of: "contract", Columns: []string{"编号"}}),
		s.SaveColumns("cai", columnset.Set{Name: "月报", Of: "contract", Columns: []string{"编号", "金额: 元", "#备注"}}),
		s.SaveColumns("cai", columnset.Set{Name: "月报", Of: "funds", Columns: []string{"编号"}}),
		s.SaveColumns("hezhiqiu", columnset.Set{Name: "清单", Columns: []string{"题名"}}),
		s.DeleteColumns("cai", "funds", "月报"), s.DeleteColumns("cai", "funds", "没有"))
	other, err := Open(path)
	must(err)
	sets, err := other.Columns()
	must(err)
	var got []string
	for _, set := range sets {
		got = append(got, set.Owner+" "+set.Of+" "+set.Name+" "+strings.Join(set.Columns, "|"))
	}
	if want := []string{"cai contract 月报 编号|金额: 元|#备注", "hezhiqiu  清单 题名"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if after, err := other.Named("cai"); err != nil || after.Fingerprint() != before.Fingerprint() {
		t.Errorf("saving columns ends the session: %v", err)
	}
	if err := s.SaveColumns("cai", columnset.Set{Name: "@", Columns: []string{"编号"}}); err == nil {
		t.Error("a name that cannot be referred to was saved")
	}
	for i := range maxColumns - 1 {
		must(s.SaveColumns("cai", columnset.Set{Name: fmt.Sprint("第", i), Columns: []string{"编号"}}))
	}
	if err := s.SaveColumns("cai", columnset.Set{Name: "再来", Columns: []string{"编号"}}); err == nil || !strings.Contains(err.Error(), "最多保存20组") {
		t.Error(err)
	}
}
