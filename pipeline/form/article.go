package form

import (
	"regexp"
	"strconv"
	"strings"
)

var articlePattern = regexp.MustCompile(`^(\d{1,3})(?:\((\d{1,2})\))?$`)

// ArticleName writes an article as Chinese text cites it: 81(6) is
// 第八十一条第（六）项. What is not written like that stays as it is.
func ArticleName(article string) string {
	m := articlePattern.FindStringSubmatch(article)
	if m == nil {
		return article
	}
	name := "第" + inChinese(m[1]) + "条"
	if m[2] != "" {
		name += "第（" + inChinese(m[2]) + "）项"
	}
	return name
}

// inChinese writes a number below 1000 as articles are counted: 10 十, 81
// 八十一, 101 一百零一, 110 一百一十.
func inChinese(figures string) string {
	n, _ := strconv.Atoi(figures)
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	var b strings.Builder
	hundreds, tens, ones := n/100, n/10%10, n%10
	if hundreds > 0 {
		b.WriteString(digits[hundreds] + "百")
	}
	switch {
	case tens == 1 && hundreds == 0:
		b.WriteString("十")
	case tens > 0:
		b.WriteString(digits[tens] + "十")
	case hundreds > 0 && ones > 0:
		b.WriteString("零")
	}
	b.WriteString(digits[ones])
	return b.String()
}
