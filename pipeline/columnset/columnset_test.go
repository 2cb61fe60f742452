package columnset

import (
	"slices"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	set := func(owner, name, of string, columns ...string) Owned {
		return Owned{Set{Name: name, Of: of, Columns: columns}, owner}
	}
	all := []Owned{set("", "付款", "", "编号"), set("贺知秋", "付款", "contract", "金额"), set("贺知秋", "月报", "contract", "编号", "金额"),
		set("林知远", "月报", "funds", "资金用途"), set("林知远", "清单", "", "题名")}
	for _, test := range []struct{ reference, of, want string }{
		{"@付款", "", "编号"}, {"@付款", "contract", "编号"}, {"@贺知秋/付款", "contract", "金额"}, {"＠贺知秋／付款", "", "金额"}, {" @ 清单", "funds", "题名"},
		{"@月报", "contract", "编号、金额"}, {"@月报", "funds", "资金用途"},
		{"@月报", "", "叫“月报”的栏目组不止一个，请写明是谁的：@贺知秋/月报、@林知远/月报"},
		{"@月报", "letter", "没有“月报”这个栏目组，可用的有：@付款、@林知远/清单"},
		{"@贺知秋/清单", "contract", "没有“清单”这个栏目组，可用的有：@付款、@贺知秋/付款、@贺知秋/月报、@林知远/清单"},
		{"@", "letter", "没有“”这个栏目组，可用的有：@付款、@林知远/清单"},
	} {
		s, err := Find(all, test.reference, test.of)
		got := strings.Join(s.Columns, "、")
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s of %q: %s, want %s", test.reference, test.of, got, test.want)
		}
	}
	if _, err := Find(nil, "@月报", ""); err == nil || !strings.Contains(err.Error(), "gongwen.yaml") {
		t.Error(err)
	}
}

func TestLabels(t *testing.T) {
	if got, want := Labels(" 编号,金额， 题 名、、经办人 ,"), []string{"编号", "金额", "题 名", "经办人"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestCheck(t *testing.T) {
	for name, test := range map[string]struct {
		set  Set
		want string
	}{
		"right":          {Set{Name: "月报", Columns: []string{"编号"}}, ""},
		"no name":        {Set{Columns: []string{"编号"}}, "应为1到40个字"},
		"with a slash":   {Set{Name: "甲/乙", Columns: []string{"编号"}}, "不含 @、/ 和逗号"},
		"no columns":     {Set{Name: "月报"}, "应有1到100栏"},
		"many columns":   {Set{Name: "月报", Columns: make([]string, 101)}, "应有1到100栏"},
		"an empty label": {Set{Name: "月报", Columns: []string{"编号", " "}}, "第2栏没有写"},
		"twice":          {Set{Name: "月报", Columns: []string{"编号", "编号"}}, "“编号”写了两次"},
	} {
		err := test.set.Check()
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}
