package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var articlePattern = regexp.MustCompile(`^([1-9]\d{0,2})(?:\(([1-9]\d?)\))?$`)

// Article is the 81 and the 6 of 81(6); item is 0 when the article is cited as a
// whole.
func Article(cited string) (article, item int, err error) {
	m := articlePattern.FindStringSubmatch(cited)
	if m == nil {
		return 0, 0, fmt.Errorf("“%s”不是条款号，请写成 81 或 81(6)", cited)
	}
	article, _ = strconv.Atoi(m[1])
	item, _ = strconv.Atoi(m[2])
	return article, item, nil
}

// ArticleName writes an article as Chinese text cites it: 81(6) is
// 第八十一条第（六）项. What is not written like that stays as it is.
func ArticleName(cited string) string {
	article, item, err := Article(cited)
	if err != nil {
		return cited
	}
	name := "第" + inChinese(article) + "条"
	if item > 0 {
		name += "第（" + inChinese(item) + "）项"
	}
	return name
}

// inChinese writes a number below 1000 as articles are counted: 10 十, 81
// 八十一, 101 一百零一, 110 一百一十.
func inChinese(n int) string {
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
