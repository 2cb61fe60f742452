package register

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// parts of a year, by what is written behind it, with how many months each has.
var parts = []struct {
	pattern *regexp.Regexp
	months  int
}{
	{regexp.MustCompile(`^年?度?()$`), 12},
	{regexp.MustCompile(`^(?:[-/. ]?[hH]([12])|年度?([上下])半年)$`), 6},
	{regexp.MustCompile(`^(?:[-/. ]?[qQ]([1-4])|年度?第?([1-4一二三四])季度?)$`), 3},
	{regexp.MustCompile(`^(?:[-/.](\d{1,2})|(\d{2})|年\s*(\d{1,2}|[一二三四五六七八九]|十[一二]?)月份?)$`), 1},
}

var (
	yearPattern = regexp.MustCompile(`^(?:公元)?(\d{4}|[〇零○一二三四五六七八九]{4})\s*`)
	hanDigits   = strings.NewReplacer("〇", "0", "零", "0", "○", "0", "一", "1", "二", "2", "三", "3", "四", "4", "五", "5",
		"六", "6", "七", "7", "八", "8", "九", "9")
	// places are the words for the first part of a year, the second and so on.
	places = map[string]int{"": 1, "上": 1, "下": 2, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
		"十": 10, "十一": 11, "十二": 12}

	untilPattern = regexp.MustCompile(`\s*(?:至|到|~|—+|--+|\.\.+)\s*`)
	yearsPattern = regexp.MustCompile(`^(\d{4})\s*-\s*(\d{4})$`)
)

// ParsePeriod reads the days that a text names, both included:
//
//	2026  2026年                           a year
//	2026年上半年  2026-H1                    half of one
//	2026-Q1  2026年第1季度  2026年一季度         a quarter
//	2026-03  202603  2026年3月               a month
//	2026-03-05, and all else that ParseDate reads
//	2025-2026  2026-01-01至2026-03-31  2026年1月至3月   from the one to the other
//	2026年3月1日起  至2026年3月31日              open at one end, which is zero then
//
// A period without its year, such as 3月 or 上月, is an error: what is asked for should be
// the same tomorrow.
func ParsePeriod(text string) (from, to templates.Date, err error) {
	plain := strings.TrimSpace(normal.Narrow(text))
	if begin, open := strings.CutSuffix(plain, "起"); open {
		from, _, err = onePeriod(begin)
		return from, templates.Date{}, err
	}
	ends := untilPattern.Split(plain, 2)
	if years := yearsPattern.FindStringSubmatch(plain); years != nil {
		ends = years[1:]
	}
	if len(ends) == 1 {
		return onePeriod(plain)
	}
	if ends[0] != "" {
		if from, _, err = onePeriod(ends[0]); err != nil {
			return templates.Date{}, templates.Date{}, err
		}
	}
	if _, to, err = onePeriod(completed(ends[1], from)); err != nil {
		return templates.Date{}, templates.Date{}, err
	}
	if to.Before(from.Time) {
		return templates.Date{}, templates.Date{}, fmt.Errorf("“%s”截止在起始以前，请核对", text)
	}
	return from, to, nil
}

// completed puts before the end of a period what it leaves out because the beginning says
// it: the year, the month.
func completed(end string, from templates.Date) string {
	switch {
	case end == "" || from.IsZero() || yearPattern.MatchString(end):
		return end
	case strings.HasSuffix(end, "日") && !strings.Contains(end, "月"):
		return fmt.Sprintf("%d年%d月%s", from.Year(), int(from.Month()), end)
	}
	return fmt.Sprintf("%d年%s", from.Year(), end)
}

func onePeriod(text string) (from, to templates.Date, err error) {
	begin := yearPattern.FindStringSubmatch(text)
	if begin == nil {
		return from, to, fmt.Errorf("期间“%s”没有写明年份，请写成 2026、2026-Q1、2026-03 或 2026-03-05 的样子", text)
	}
	rest := strings.TrimSpace(text[len(begin[0]):])
	for _, part := range parts {
		m := part.pattern.FindStringSubmatch(rest)
		if m == nil {
			continue
		}
		year, _ := strconv.Atoi(hanDigits.Replace(begin[1]))
		word := strings.Join(m[1:], "")
		n, isWord := places[word]
		if !isWord {
			n, _ = strconv.Atoi(word)
		}
		from = templates.NewDate(year, time.Month((n-1)*part.months+1), 1)
		if n < 1 || n*part.months > 12 {
			return templates.Date{}, templates.Date{}, fmt.Errorf("期间“%s”：一年只有12个月，请核对", text)
		}
		// Years that nobody means are found where days are read.
		if _, err := templates.ParseDate(from.ISO()); err != nil {
			return templates.Date{}, templates.Date{}, fmt.Errorf("期间“%s”的年份不合情理，请核对", text)
		}
		return from, templates.Date{Time: from.AddDate(0, part.months, -1)}, nil
	}
	day, err := templates.ParseDate(text)
	if err != nil {
		return from, to, fmt.Errorf("期间%w；整月、整季写成 2026-03、2026-Q1", err)
	}
	return day, day, nil
}

// PeriodText writes the days from one to another, both included, as ParsePeriod reads
// them: 2026年, 2026年第1季度, 2026年3月, 2026年3月1日至15日. An end that is zero is open.
// Without either it is empty.
func PeriodText(from, to templates.Date) string {
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case to.IsZero():
		return from.String() + "起"
	case from.IsZero():
		return "至" + to.String()
	case from == to:
		return from.String()
	}
	sameYear := from.Year() == to.Year()
	first, last := int(from.Month()), int(to.Month())
	if from.Day() != 1 || to.AddDays(1).Day() != 1 { // not of whole months
		switch {
		case sameYear && first == last:
			return fmt.Sprintf("%s至%d日", from, to.Day())
		case sameYear:
			return fmt.Sprintf("%s至%d月%d日", from, last, to.Day())
		}
		return from.String() + "至" + to.String()
	}
	months := last - first + 1
	switch {
	case first == 1 && last == 12 && sameYear:
		return fmt.Sprintf("%d年", from.Year())
	case first == 1 && last == 12:
		return fmt.Sprintf("%d年至%d年", from.Year(), to.Year())
	case !sameYear:
		return fmt.Sprintf("%d年%d月至%d年%d月", from.Year(), first, to.Year(), last)
	case months == 1:
		return fmt.Sprintf("%d年%d月", from.Year(), first)
	case months == 3 && first%3 == 1:
		return fmt.Sprintf("%d年第%d季度", from.Year(), last/3)
	case months == 6 && first%6 == 1:
		return fmt.Sprintf("%d年%s半年", from.Year(), []string{"上", "下"}[last/6-1])
	}
	return fmt.Sprintf("%d年%d月至%d月", from.Year(), first, last)
}
