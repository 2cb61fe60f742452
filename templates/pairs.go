package templates

import (
	"slices"
	"strings"
)

// PairsWith reports whether f and the field after it belong together, so that people look
// for one beside the other: a beginning and its end (开始时间, 结束时间), the old and the new
// (原手机号码, 新手机号码), a person and the post, a unit or a person and the telephone.
func (f *Field) PairsWith(next *Field) bool {
	switch {
	case next.Type == TypePhone && f.Type != TypePhone:
		return f.Type == TypePerson || f.Type == TypePeople || f.Type == TypeUnit || f.Type == TypeText
	case f.Type == TypePerson && next.Type == TypeText:
		return slices.ContainsFunc([]string{"职务", "职称", "职级"}, func(post string) bool { return strings.HasSuffix(next.Label, post) })
	case f.Type != next.Type:
		return false
	}
	return variants(f.Label, next.Label)
}

// variants reports whether two labels name two of the same: they are equally long and at
// least half of their characters are the same in the same places, 甲方 and 乙方.
func variants(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return false
	}
	same := 0
	for i := range x {
		if x[i] == y[i] {
			same++
		}
	}
	return same > 0 && 2*same >= len(x)
}

// Counter is the unit a whole number is in, to be said behind it, as the note (单位：天) or
// the label (天数, 参会人数) tell; empty where they tell none or the label names it itself.
func (f *Field) Counter() string {
	for _, said := range strings.FieldsFunc(f.Note, func(c rune) bool { return strings.ContainsRune("；。，", c) }) {
		if unit, found := strings.CutPrefix(said, "单位："); found {
			return unit
		}
	}
	const counters = "人次 人 户次 户 份 次 件 台 套 张 页 册 辆 处 家 名 天 周 小时 分钟 公里 平方米 亩 吨 年"
	for _, counter := range strings.Fields(counters) {
		if strings.HasSuffix(f.Label, counter+"数") {
			return counter
		}
	}
	switch {
	case strings.HasSuffix(f.Label, "月数"):
		return "个月"
	case strings.HasSuffix(f.Label, "名额"):
		return "名"
	}
	return ""
}
