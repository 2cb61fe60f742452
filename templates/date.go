package templates

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongwen/templates/normal"
)

var (
	datePattern    = regexp.MustCompile(`^(\d{4})\s*[-–—/.年]\s*(\d{1,2})\s*[-–—/.月]\s*(\d{1,2})\s*[日号]?$`)
	compactPattern = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	// hanDatePattern is a day in characters, as documents bore before GB/T 9704—2012.
	hanDatePattern = regexp.MustCompile(`^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]`)
	timePattern    = regexp.MustCompile(`^(.*?\d\s*[日号]?)[ T,，]*(凌晨|早晨|早上|清晨|上午|中午|下午|傍晚|晚上|晚)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})(?::\d{2})?\s*分?|(半|整|一刻|三刻))?$`)
)

// halves are the minutes people have words for.
var halves = map[string]int{"半": 30, "一刻": 15, "三刻": 45}

func (f *Field) parseTime(t time.Time) (any, error) {
	switch f.Type {
	case TypeDate:
		if t.Hour() != 0 || t.Minute() != 0 {
			return nil, fmt.Errorf("“%s”带有时刻，请只填日期", t.Format("2006-01-02 15:04"))
		}
		return Today(t), checkYear(t.Year())
	case TypeTime:
		if t.Hour() == 0 && t.Minute() == 0 {
			// A cell that holds a day only; midnight itself can be written as text.
			return nil, fmt.Errorf("“%s”没有写明时刻，请写成 2026-05-01 09:30 的样子", t.Format(time.DateOnly))
		}
		return Moment{time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)}, checkYear(t.Year())
	}
	return nil, fmt.Errorf("“%s”是日期，这一栏不填日期", t.Format(time.DateOnly))
}

// ParseDate reads 2026-05-01, 2026/5/1, 2026.5.1, 20260501, 2026年5月1日 or 1号 and
// 二〇二六年五月一日, in any width and with blanks around the marks. A day the calendar
// does not have, such as 2026-02-30, is an error, and so is a year of two figures.
func ParseDate(s string) (Date, error) {
	plain := inFigures(strings.TrimSpace(normal.Narrow(s)))
	m := datePattern.FindStringSubmatch(plain)
	if m == nil {
		m = compactPattern.FindStringSubmatch(plain)
	}
	if m == nil {
		return Date{}, fmt.Errorf("“%s”不是日期，请写成 2026-05-01 的样子", clip(s))
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	day, _ := strconv.Atoi(m[3])
	d := NewDate(year, time.Month(month), day)
	if int(d.Month()) != month || d.Day() != day {
		return Date{}, fmt.Errorf("“%s”这一天不存在，请核对年月日", clip(s))
	}
	return d, checkYear(year)
}

// inFigures writes the day a text begins with in figures where it is in characters.
func inFigures(s string) string {
	m := hanDatePattern.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	var year strings.Builder
	for _, r := range strings.ReplaceAll(m[1], "○", "〇") {
		digit, _ := hanDigit(string(r))
		year.WriteString(strconv.FormatInt(digit, 10))
	}
	month, ok := smallNumeral(m[2])
	day, ok2 := smallNumeral(m[3])
	if !ok || !ok2 {
		return s
	}
	return fmt.Sprintf("%s年%d月%d日", year.String(), month, day) + s[len(m[0]):]
}

// ParseMoment reads a date as ParseDate does, followed by 9:30, 9时30分, 9时, 9点半 or
// 下午3时. What could be two points in time, such as 晚上12时, is an error.
func ParseMoment(s string) (Moment, error) {
	m := timePattern.FindStringSubmatch(inFigures(strings.TrimSpace(normal.Narrow(s))))
	if m == nil {
		return Moment{}, fmt.Errorf("“%s”不是日期和时刻，请写成 2026-05-01 09:30 的样子", clip(s))
	}
	d, err := ParseDate(m[1])
	if err != nil {
		return Moment{}, err
	}
	hour, _ := strconv.Atoi(m[3])
	minute, _ := strconv.Atoi("0" + m[4])
	minute += halves[m[5]]
	if hour > 23 || minute > 59 {
		return Moment{}, fmt.Errorf("“%s”的时刻不存在，请核对", clip(s))
	}
	hour, certain := hourOf(m[2], hour)
	if !certain {
		return Moment{}, fmt.Errorf("“%s”的“%s%s时”说不准是几时，请按24小时制写成 2026-05-01 09:30 的样子", clip(s), m[2], m[3])
	}
	return Moment{d.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)}, nil
}

// hourOf is an hour by the part of the day it is said with, on the clock of 24 hours.
// Certain is false where that leaves a choice, or the two contradict each other.
func hourOf(part string, hour int) (on24 int, certain bool) {
	switch part {
	case "":
		return hour, true
	case "凌晨":
		return hour, hour >= 1 && hour <= 6
	case "早晨", "早上", "清晨", "上午":
		return hour, hour >= 4 && hour < 12
	case "中午":
		if hour == 1 || hour == 2 {
			hour += 12
		}
		return hour, hour >= 11 && hour <= 14
	case "下午":
		if hour < 8 {
			hour += 12
		}
		return hour, hour >= 13 && hour < 20
	}
	if hour >= 4 && hour < 12 { // 傍晚, 晚上
		hour += 12
	}
	return hour, hour >= 16
}

func checkYear(year int) error {
	if year < 1949 || year > 2199 {
		return fmt.Errorf("年份%d不合情理，请核对", year)
	}
	return nil
}
