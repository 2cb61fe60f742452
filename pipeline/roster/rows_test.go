package roster

import (
	"reflect"
	"strings"
	"testing"
)

func TestWithLaysRowsOver(t *testing.T) {
	t.Parallel()
	base := sample(t)
	rows, err := ReadRows([]byte(`
任职:
  - {姓名: 江临川, 单位: 区政府, 职务: 区长, 类别: 区长, 任职自: 2023-02-15, 任职至: 2026-01-31}
  - {姓名: 新区长, 单位: 区政府, 职务: 区长, 类别: 区长, 任职自: 2026-02-01, 代行职务: 区政府办公室主任}
单位:
  - {单位: 区财政局, 类型: 区直部门, 经费: 全额, 编制数: 2, 实有数: 1}
`))
	if err != nil {
		t.Fatal(err)
	}
	r := base.With(rows)
	now := day(2026, 5, 11)
	if got := r.Holders("区长", now); !reflect.DeepEqual(got, []string{"新区长"}) {
		t.Errorf("mayor: %v", got)
	}
	if r.Unit("区财政局")["quota"] != int64(2) || base.Unit("区财政局")["quota"] == int64(2) || r.Unit("区教育局") == nil {
		t.Errorf("units: %v, %v", r.Unit("区财政局"), base.Unit("区财政局"))
	}
	if !reflect.DeepEqual(base.Holders("区长", now), []string{"江临川"}) || len(r.All()) != len(base.All())+1 {
		t.Error("the roster itself was changed, or a row came twice")
	}
	// Units alone will do.
	if rows, err = ReadRows([]byte("单位: [{单位: 区试验局, 类型: 区直部门, 经费: 全额, 编制数: 2, 实有数: 1}]")); err != nil || base.With(rows).Unit("区试验局") == nil {
		t.Errorf("units alone: %v", err)
	}
}

func TestReadRowsSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"任职: [{姓名: 甲}]": "“单位”没有填写",
		"人员: []":        "不认识“人员”",
	} {
		if _, err := ReadRows([]byte(source)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", source, err)
		}
	}
}
