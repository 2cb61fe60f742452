package register

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"gongwen/templates"
)

// Name is what the file of a register or view is called, without its extension, of which
// title (合同台账) is what it is. A file that has not all records or columns of a year never
// has the name of the whole one:
//
//	2026年合同台账
//	2026年合同台账（2026年3月，区财政局）
//	2025年度至2026年度合同台账     by numbers
//	2025年至2026年合同台账         by days
//	合同台账（2026年3月）
//
// What the file system does not take in it, and more than it takes, is for
// archive.SafeName to mend.
func (s Selection) Name(title string) string {
	years, told := s.years(), []string{}
	period := PeriodText(s.From, s.To)
	switch {
	case years == "" && s.spansYears():
		years = period // a register over years: that is its title
	case period != "" && s.From.Year() == s.To.Year() && strings.HasSuffix(period, "年"):
		// The year by its days is not the year by its numbers.
		told = append(told, fmt.Sprintf("%d年1月至12月", s.From.Year()))
	case period != "":
		told = append(told, period)
	case years == "":
		told = append(told, "全部年度")
	}
	if s.Unit != "" {
		told = append(told, s.Unit)
	}
	if len(s.Columns) > 0 {
		told = append(told, cmp.Or(s.Set, "所选栏目"))
	}
	if len(told) == 0 {
		return years + title
	}
	return years + title + "（" + strings.Join(told, "，") + "）"
}

// Title is what stands above the register's pages: its years, without what else is
// selected, which stands in the line below it.
func (s Selection) Title(title string) string {
	years := s.years()
	if years == "" && s.spansYears() {
		years = PeriodText(s.From, s.To)
	}
	return years + title
}

// Scope is the line below the title: which records, by which date, when it was made and by
// whom. Day is the label of the date that counts (签订日期).
//
//	按签订日期，2026年3月，区财政局；2026年4月2日9时30分，贺知秋
func (s Selection) Scope(day string, made time.Time) string {
	which := []string{}
	if day != "" {
		which = append(which, "按"+day)
	}
	period := PeriodText(s.From, s.To)
	years := s.years()
	switch {
	case period == "" && years == "":
		which = append(which, "全部年度")
	case years != "":
		which = append(which, "编号为"+years+"的")
	}
	if period != "" {
		which = append(which, period)
	}
	which = append(which, cmp.Or(s.Unit, "全部单位"))
	if len(s.Columns) > 0 && s.Set != "" {
		which = append(which, "栏目“"+s.Set+"”")
	}
	line := strings.Join(which, "，") + "；" + templates.Moment{Time: made}.String()
	if s.By != "" {
		line += "，" + s.By
	}
	return line
}

// years are the years of the numbers that are wanted; empty for every year.
func (s Selection) years() string {
	switch {
	case s.Year == 0:
		return ""
	case s.LastYear > s.Year:
		return fmt.Sprintf("%d年度至%d年度", s.Year, s.LastYear) // not to be taken for the days of those years
	}
	return fmt.Sprintf("%d年", s.Year)
}

// spansYears reports whether the days wanted are those of several whole years.
func (s Selection) spansYears() bool {
	return !s.From.IsZero() && !s.To.IsZero() && s.From.Year() < s.To.Year() && s.From.YearDay() == 1 && s.To.AddDays(1).YearDay() == 1
}
