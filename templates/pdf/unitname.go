package pdf

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
)

// What a unit is called within its district, 区政府办公室 and 区财政局, is not what it
// signs with: 青山区人民政府办公室, 青山区财政局. The district is known from the name of
// its government.

const (
	peoples = "人民政府"
	shortly = "政府"
)

// fullName is the name a unit signs with; one that does not begin as units of the
// government's own district do, such as 望湖社区工作站, has no other.
func fullName(government, unit any) string {
	place, name := strings.TrimSuffix(templates.Text(government), peoples), templates.Text(unit)
	level, _ := utf8.DecodeLastRuneInString(place)
	within, ours := strings.CutPrefix(name, string(level))
	if place == templates.Text(government) || !ours || within == "" {
		return name
	}
	if rest, ok := strings.CutPrefix(within, shortly); ok {
		return place + peoples + rest
	}
	return place + within
}

// localName is the name of a government, or of its office, within its district: 区政府
// for 青山区人民政府.
func localName(government any) string {
	name := templates.Text(government)
	place, rest, ok := strings.Cut(name, peoples)
	if !ok || place == "" {
		return name
	}
	level, _ := utf8.DecodeLastRuneInString(place)
	return string(level) + shortly + rest
}

// organisations are what names of organisations end with, and names of people do not.
var organisations = []string{
	"公司", "集团", "工厂", "合作社", "中心", "协会", "学会", "商会", "联合会", "基金会", "委员会", "理事会", "工作室", "事务所",
	"研究院", "研究所", "医院", "学校", "大学", "学院", "中学", "小学", "幼儿园", "工作站", "办事处", "办公室", "政府", "报社", "杂志社", "酒店", "商店", "厂", "局",
}

// addressed is how a letter calls the one it is written to: 你, 你们 for several people,
// 你单位 for an organisation.
func addressed(name any) string {
	text := templates.Text(name)
	if slices.ContainsFunc(organisations, func(end string) bool { return strings.HasSuffix(text, end) }) && utf8.RuneCountInString(text) > 3 {
		return "你单位"
	}
	if strings.ContainsAny(text, "、，,；") {
		return "你们"
	}
	return "你"
}

// people are what the name of those who come to a meeting ends with, behind their unit.
var people = []string{
	"主要负责同志", "分管负责同志", "有关负责同志", "负责同志", "主要负责人", "分管负责人", "有关负责人", "相关负责人", "负责人",
	"主要领导", "分管领导", "有关领导", "班子成员", "法定代表人", "联络员", "经办人", "工作人员", "业务骨干", "全体人员", "全体干部",
	"局长", "主任", "镇长", "科长", "站长", "书记", "各1人", "各一人", "1人", "一人",
}

// persons are what those end with who belong to no unit that a notice is addressed to.
var persons = []string{"区长", "县长", "市长", "秘书长", "领导", "同志", "代表", "委员", "成员", "党员", "干部", "职工", "群众", "专家", "家长", "人员", "组员", "居民"}

// addressees are the units out of those who come to a meeting, as a notice is addressed:
// 城关镇人民政府、区政府有关部门 for 副区长、城关镇人民政府、区政府有关部门主要负责人.
// Each is named once. What has brackets is left as it is; where there are no units, it
// is empty.
func addressees(v any) string {
	text := clause(v)
	if strings.ContainsAny(text, "（(") {
		return text
	}
	var units []string
	for _, item := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;。\n"+paragraphEnd, r) }) {
		unit := trimEnd(item, people...)
		if slices.Contains(people, unit) || slices.ContainsFunc(persons, func(end string) bool { return strings.HasSuffix(unit, end) }) {
			continue
		}
		unit = trimEnd(trimEnd(unit, "的", "及其", "及", "和"), "副")
		if !slices.Contains(units, unit) {
			units = append(units, unit)
		}
	}
	return strings.Join(units, "，")
}
