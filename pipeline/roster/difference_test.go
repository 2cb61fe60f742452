package roster

import (
	"reflect"
	"testing"
)

func TestCompare(t *testing.T) {
	read := func(lines string) *Roster {
		t.Helper()
		r, err := Read(YAMLName, []byte("任职:\n"+lines))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	const (
		a = "  - {姓名: 江临川, 单位: 区政府, 职务: 区长, 类别: 区长, 任职自: 2023-02-15}\n"
		b = "  - {姓名: 白若溪, 单位: 区财政局, 职务: 区财政局局长, 类别: 部门主要负责人, 任职自: 2023-02-15}\n"
		c = "  - {姓名: 白若溪, 单位: 区财政局, 职务: 区财政局局长, 类别: 部门主要负责人, 任职自: 2023-02-15, 任职至: 2026-11-01}\n"
		d = "  - {姓名: 何远山, 单位: 区财政局, 职务: 区财政局局长, 类别: 部门主要负责人, 任职自: 2026-11-02}\n"
	)
	for name, test := range map[string]struct {
		before, after string
		want          Difference
	}{
		"another order": {a + b, b + a, Difference{}},
		"one left":      {a + b, a, Difference{Left: []string{"白若溪"}}},
		"one follows":   {a + b, a + c + d, Difference{Joined: []string{"何远山"}, Changed: 1}},
	} {
		if got := Compare(read(test.before), read(test.after)); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}
