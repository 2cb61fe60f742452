package register

import (
	"slices"
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	labels := []string{"序号", "编号", "日期", "金额", "作废"}
	columns := []string{"编号", "日期", "金额", "作废"}
	row := func(n int, cells ...string) tableRow { return tableRow{cells[1], n, cells} }
	want := readTable{labels, []tableRow{
		row(2, "1", "甲1号", "46153", "1234.5"), row(3, "2", "甲2号", "46154", "10"), row(4, "3", "甲3号", "46155", "7", "已作废：重复"),
	}}
	for name, c := range map[string]struct {
		got  readTable
		want []Difference
	}{
		"the same, saved again in another order and with other digits": {readTable{labels, []tableRow{
			row(2, "1", "甲3号", "46155", "7.0", "已作废：重复"), row(3, "2", "甲1号 ", "46153", "1234.5000000000001"), row(4, "3", "甲2号", "46154", "10", ""),
		}}, nil},
		"an amount changed": {readTable{labels, []tableRow{
			want.rows[0], row(3, "2", "甲2号", "46154", "100"), want.rows[2],
		}}, []Difference{{Number: "甲2号", Cell: "D3", Column: "金额", Sort: Changed, Archive: "10", File: "100"}}},
		"a row removed, one added, one twice": {readTable{labels, []tableRow{
			want.rows[0], want.rows[2], row(4, "3", "甲9号", "46155", "7"), row(5, "4", "甲1号", "46153", "1234.5"),
		}}, []Difference{{Number: "甲9号", Cell: "第4行", Sort: Added}, {Number: "甲1号", Cell: "第5行", Sort: Added}, {Number: "甲2号", Sort: Missing}}},
		"a column removed": {readTable{[]string{"序号", "编号", "日期", "金额"}, want.rows[2:]}, []Difference{
			{Number: "甲3号", Column: "作废", Sort: Changed, Archive: "已作废：重复"}, {Number: "甲1号", Sort: Missing}, {Number: "甲2号", Sort: Missing}}},
	} {
		for i := range c.got.rows { // as readRows gives it
			c.got.rows[i].number = strings.TrimSpace(c.got.rows[i].number)
		}
		if got := compare(want, c.got, columns); !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, c.want)
		}
	}
}
