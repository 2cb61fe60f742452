package table

import (
	"slices"
	"testing"
)

func TestChoose(t *testing.T) {
	columns := []Column{{Label: "编号"}, {Label: "金额"}, {Label: "存档文件"}, {Label: "已付", OnA3: true}, {Label: "表单摘要", Technical: true}}
	for name, test := range map[string]struct {
		wanted []string
		at     []int
		err    string
	}{
		"all":                  {nil, []int{0, 1, 2, 3, 4}, ""},
		"in another order":     {[]string{"金额", "编号"}, []int{1, 0}, ""},
		"written another way":  {[]string{" 金 额"}, []int{1}, ""},
		"a technical one last": {[]string{"表单摘要", "编号"}, []int{0, 4}, ""},
		"one for A3 as named":  {[]string{"已付", "编号"}, []int{3, 0}, ""},
		"unknown":              {[]string{"编号", "金额元"}, nil, "没有“金额元”这一栏，可选的有：编号、金额、存档文件、已付、表单摘要"},
		"twice":                {[]string{"编号", "金额", "编号"}, nil, "“编号”这一栏写了两次，请删去一个"},
	} {
		at, err := Choose(columns, test.wanted)
		if err != nil && err.Error() != test.err || err == nil && test.err != "" || !slices.Equal(at, test.at) {
			t.Errorf("%s: %v, %v; want %v, %q", name, at, err, test.at, test.err)
		}
	}
}
