package templates

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// counters are measure words that say nothing beside the number, after which it is
// the same: 12份 is 12. 万, 千 and 百 are none.
var counters = strings.Fields("个 人 名 位 人次 户次 份 次 件 台 套 张 页 户 只 本 册 项 条 辆 部 场 期 家 栋 间 盒 箱 支 枚 把 组 队 批 包 卷 " +
	"架 座 处 口 岁 棵 株 瓶 袋 桶 幅 篇 顶 根 块 片 面 扇 副 双 对 颗 粒 床 幢 艘 头 捆 罐 具 门 例 起 宗 班 届 轮 笔 段 盏 盘 丛 匹 枝 杆 筒 板")

// measures are units of measurement: they stand only where the field is in them, since
// 2小时 are not 2天.
var measures = [][]string{
	{"天", "日", "day", "days"}, {"工作日", "个工作日"}, {"周", "星期", "个星期"}, {"月", "个月"}, {"年"},
	{"小时", "个小时"}, {"分钟"}, {"公里", "千米"}, {"平方米"}, {"米"}, {"亩"}, {"吨"},
}

var (
	// A comma counts only where it groups thousands: 1,2 may be meant as 1.2.
	// Programs write whole numbers as 12.0, too.
	integerPattern = regexp.MustCompile(`^(-?)(?:(\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?|([〇零一二两三四五六七八九十]{1,3}))\s*([^\d.]*)$`)
	manyPattern    = regexp.MustCompile(`^[-\d.,]+\s*[百千万亿]`)
)

// integer reads a whole number in figures, grouped or not, or in characters up to
// 九十九, with or without its measure word. S is what was typed, plain that in half
// width.
func (f *Field) integer(s, plain string) (any, error) {
	m := integerPattern.FindStringSubmatch(plain)
	if m != nil {
		m = []string{m[0], m[1], m[2] + m[3], m[4]} // figures or characters
	}
	if m == nil || manyPattern.MatchString(plain) || m[3] != "" && !isCounter(m[3]) {
		advice := "请只填数字"
		switch {
		case manyPattern.MatchString(plain):
			advice = "请把数写全，如 10000"
		case strings.Contains(plain, "半") || strings.Contains(plain, "."):
			advice = "请按填表说明取整后只填数字"
		}
		return nil, mistake(advice, "“%s”不是整数", clip(s))
	}
	if m[3] != "" && !f.countedIn(m[3]) {
		return nil, mistake("请换算或核对后只填数字", "“%s”不是整数：“%s”与“%s”这一栏的单位不同", clip(s), m[3], f.Label)
	}
	n, small := smallNumeral(m[2])
	if !small {
		var err error
		n, err = strconv.ParseInt(ungroup(m[2]), 10, 64)
		switch {
		case errors.Is(err, strconv.ErrSyntax): // 三四人
			return nil, mistake("请只填数字", "“%s”不是整数", clip(s))
		case err != nil || n > maxNumber:
			return nil, mistake("请核对", "“%s”超出可以登记的数字", clip(s))
		}
	}
	if m[1] != "" {
		n = -n
	}
	return n, nil
}

func isCounter(word string) bool {
	return slices.Contains(counters, word) || slices.ContainsFunc(measures, func(m []string) bool { return slices.Contains(m, word) })
}

// countedIn reports whether a number with this counter is one of the field's: of a
// measure the field is in, or a plain counter where it is in none. A 数量 is in whatever
// its row is counted in: 会议室 2天.
func (f *Field) countedIn(counter string) bool {
	if f.Label == "数量" {
		return true
	}
	for _, m := range measures {
		if slices.Contains(m, counter) {
			return f.measuredIn(m)
		}
	}
	return !slices.ContainsFunc(measures, f.measuredIn)
}

// measuredIn reports whether the label or the note says that the field is in a unit:
// 天数, 面积（亩）, or a note with 单位：天.
func (f *Field) measuredIn(units []string) bool {
	return slices.ContainsFunc(units, func(unit string) bool {
		return strings.HasSuffix(f.Label, unit+"数") || strings.Contains(f.Label, "（"+unit+"）") || strings.Contains(f.Note, "单位："+unit)
	})
}

// smallNumeral is a number below a hundred in characters: 三, 十二, 二十, 九十九.
func smallNumeral(s string) (n int64, ok bool) {
	tens, ones, ten := strings.Cut(s, "十")
	if !ten {
		if s == "两" {
			return 2, true
		}
		return hanDigit(s)
	}
	n, one := int64(1), int64(0)
	if tens != "" {
		if n, ok = hanDigit(tens); !ok || n == 0 {
			return 0, false
		}
	}
	if ones != "" {
		if one, ok = hanDigit(ones); !ok || one == 0 {
			return 0, false
		}
	}
	return n*10 + one, true
}

// hanDigit is the value of one of 〇 to 九.
func hanDigit(s string) (int64, bool) {
	if s == "零" {
		s = "〇"
	}
	i := slices.Index(strings.Split("〇一二三四五六七八九", ""), s)
	return int64(i), i >= 0
}
