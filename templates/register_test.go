package templates

import (
	"slices"
	"testing"
	"testing/fstest"
)

// TestRegisterColumns: the date that a register counts by is seen, and an office's column
// that is called as one which every register has is told apart.
func TestRegisterColumns(t *testing.T) {
	text := `key: minutes
title: 会议
date: day
register_date: held
unit: unit
subject: "{name}"
number: 会〔{year}〕{n}号
retention: {code: D10, name: 10年}
fields:
  - {key: day, label: 印发日期, type: date, required: true}
  - {key: held, label: 会议日期, type: date, required: true}
  - {key: unit, label: 单位, type: unit}
  - {key: name, label: 名称, type: text}
  - {key: approvals, label: 审批意见, type: approvals}
register:
`
	for name, test := range map[string]struct {
		columns string
		want    []string
	}{
		"after the number":     {"  - {label: 名称, from: name}\n  - {label: 编号, from: number}\n  - {label: 单位, from: unit}\n", []string{"名称", "编号", "会议日期", "单位"}},
		"without a number":     {"  - {label: 名称, from: name}\n", []string{"会议日期", "名称"}},
		"listed":               {"  - {label: 编号, from: number}\n  - {label: 名称, from: name}\n  - {label: 日期, from: held}\n", []string{"编号", "名称", "日期"}},
		"its label is taken":   {"  - {label: 编号, from: number}\n  - {label: 会议日期, from: day}\n", []string{"编号", "会议日期（计入）", "会议日期"}},
		"called as every one":  {"  - {label: 效力, from: name}\n  - {label: 审批人, from: unit}\n  - {label: 日期, from: held}\n", []string{"效力（表单）", "审批人（表单）", "日期"}},
		"approvers of its own": {"  - {label: 审批人, from: approvals.name}\n  - {label: 日期, from: held}\n", []string{"审批人", "日期"}},
	} {
		_, k := loadOne(t, text+test.columns)
		var got []string
		for _, c := range k.RegisterColumns() {
			got = append(got, c.Label)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		if listed := name == "approvers of its own"; k.ListsApprovers() != listed {
			t.Errorf("%s: lists approvers %v", name, !listed)
		}
	}
	if _, err := Load(fstest.MapFS{"minutes/kind.yaml": &fstest.MapFile{Data: []byte(text + "  - {label: 名称, from: name, print: A5}\n")}}); err == nil {
		t.Error("a paper that is not known is no mistake")
	}
}

// TestRegistersShowTheirDate: every built-in register lists the date it counts by, prints
// it and has the number first; amounts that are added up are among its columns.
func TestRegistersShowTheirDate(t *testing.T) {
	kinds, err := Load(Builtin(exampleOffice))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds.All() {
		if k.Register[0].From != NumberPath {
			t.Errorf("%s: the first column is %s", k.Key, k.Register[0].Label)
		}
		if !slices.ContainsFunc(k.Register, func(c Column) bool { return c.From == k.CountedBy() && c.Print == "" }) {
			t.Errorf("%s: %s is not printed", k.Key, k.CountedBy())
		}
		for path, f := range k.Paths() {
			if f.Type == TypeMoney && f.Counts.Always != string(Copy) && !slices.ContainsFunc(k.Register, func(c Column) bool { return c.From == path }) &&
				path != "depreciation" { // of an asset that goes; it is its value less what it was still worth
				t.Errorf("%s: %s counts, and no column shows it", k.Key, path)
			}
		}
	}
}

func TestApprovers(t *testing.T) {
	kinds, err := Load(Builtin(exampleOffice))
	if err != nil {
		t.Fatal(err)
	}
	v := Values{"approvals": []Values{
		{"post": "区财政局局长", "name": "贺知秋", "opinion": "同意", "date": NewDate(2026, 4, 14)},
		{"post": "副区长", "name": "程以宁", "opinion": "同意", "date": NewDate(2026, 4, 16)},
		{"name": "顾怀瑾"},
	}}
	for kind, want := range map[string]string{
		"asset":   "区财政局局长贺知秋 2026.04.14\n副区长程以宁（代江临川） 2026.04.16\n顾怀瑾",
		"closing": "",
	} {
		if got := kinds.Named(kind).Approvers(v, []Acting{{Line: 1, For: "江临川", Ground: "委托"}}); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}
