package templates

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongwen/templates/normal"
	"gongwen/templates/numfmt"
)

var (
	datePattern    = regexp.MustCompile(`^(?:公元)?(\d{4})\s*[-/.年。｡、､·\\]\s*(\d{1,2})\s*[-/.月。｡、､·\\]\s*(\d{1,2})(?:\s*[日号])?`)
	compactPattern = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})`)
	// hanDatePattern is a day in characters, as documents bore before GB/T 9704—2012.
	// People type a figure or a letter for 〇.
	hanDatePattern = regexp.MustCompile(`^([〇零○￮◯0Oo一二三四五六七八九]{4})年\s*([一二三四五六七八九十]{1,2}|\d{1,2})月\s*([一二三四五六七八九十]{1,3}|\d{1,2})[日号]`)
	weekdayPattern = regexp.MustCompile(`^\s*\(?\s*(?:星期|周|礼拜)([一二三四五六日天])\s*\)?`)
	// midnight is what programs put behind a day that has no time.
	midnight = regexp.MustCompile(`^[ T]\s*0?0:00(?::00(?:\.0+)?)?(?:Z|\+08:?00)?$`)
)

var dashes = strings.NewReplacer("–", "-", "—", "-", "―", "-", "‐", "-", "‑", "-", "−", "-", "─", "-")

// notDays are what is near to a day, with why it is none.
var notDays = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`^\d{1,2}\s*[-/.月。｡、､]\s*\d{1,2}\s*[日号]?$`), "没有写明年份"},
	{regexp.MustCompile(`^\d{4}\s*[-/.年。｡、､]\s*\d{1,2}\s*月?$`), "没有写明是哪一天"},
	{regexp.MustCompile(`^\d{2}\s*[-/.年。｡、､]\s*\d{1,2}\s*[-/.月。｡、､]\s*\d{1,2}\s*[日号]?$`), "没有把年份写成四位"},
	{regexp.MustCompile(`^\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{4}$`), "分不清哪个是月、哪个是日"},
	{regexp.MustCompile(`^(?:1[89]|[2-9]\d|10)\d{3}(?:\.\d+)?$`), "是表格里日期的序号，不是日期"},
}

// How a day and a moment are written, for messages.
const (
	likeDay    = "2026-05-01"
	likeMoment = "2026-05-01 09:30"
)

// unread is the error for what cannot be read as a day or moment: the value found, what
// is wrong with it, and how to write it.
func unread(s, why, like string) error {
	return mistake("请写成 "+like+" 的样子", "“%s”%s", clip(s), why)
}

// wrongDay is the error for what can be read and is wrong.
func wrongDay(s, why string) error {
	return mistake("请核对年月日", "“%s”%s", clip(s), why)
}

func (f *Field) parseTime(t numfmt.Time) (any, error) {
	switch f.Type {
	case TypeDate:
		switch {
		case !t.Shows.Day:
			return nil, unread(t.String(), "没有写明是哪一天", likeDay)
		case t.Shows.Clock && (t.Hour() != 0 || t.Minute() != 0):
			return nil, mistake("请只填日期", "“%s”带有时刻", t)
		case !ofOurTime(t.Year()):
			return nil, wrongDay(t.String(), "的年份不合情理")
		}
		return Today(t.Time), nil
	case TypeTime:
		switch {
		case !t.Shows.Clock:
			return nil, unread(t.String(), "没有写明时刻", likeMoment)
		case !t.Shows.Day:
			return nil, unread(t.String(), "没有写明是哪一天", likeMoment)
		case !ofOurTime(t.Year()):
			return nil, wrongDay(t.String(), "的年份不合情理")
		}
		return Moment{time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)}, nil
	}
	return nil, mistake("这一栏不填日期，请核对", "“%s”是日期", t)
}

// ParseDate reads 2026-05-01, 2026/5/1, 2026.5.1, 20260501, 2026年5月1日 or 1号 and
// 二〇二六年五月一日, in any width and with blanks around the marks, with the day of the week
// that it is, and with the midnight programs put behind it. A day the calendar does not
// have, such as 2026-02-30, is an error, and so are a year of two figures, a month
// before its year that could be a day, and a time of day.
func ParseDate(s string) (Date, error) {
	d, rest, err := dayIn(s, likeDay)
	switch {
	case err != nil:
		return Date{}, err
	case rest == "" || midnight.MatchString(rest):
		return d, nil
	case clockPattern.MatchString(rest):
		return Date{}, mistake("请只填日期", "“%s”带有时刻", clip(s))
	}
	return Date{}, unread(s, "不是日期", likeDay)
}

// dayIn reads the day a text begins with, that should be like another. Rest is what
// follows it, in half width.
func dayIn(s, like string) (d Date, rest string, err error) {
	plain := inFigures(dashes.Replace(strings.TrimSpace(normal.Narrow(s))))
	m := datePattern.FindStringSubmatch(plain)
	if m == nil {
		m = compactPattern.FindStringSubmatch(plain)
	}
	if m != nil {
		rest = plain[len(m[0]):]
	}
	if m == nil || digitBegins(rest) && !strings.HasSuffix(m[0], "日") && !strings.HasSuffix(m[0], "号") {
		for _, near := range notDays {
			if near.pattern.MatchString(plain) {
				return d, "", unread(s, near.why, like)
			}
		}
		if like == likeMoment {
			return d, "", unread(s, "不是日期和时刻", like)
		}
		return d, "", unread(s, "不是日期", like)
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	day, _ := strconv.Atoi(m[3])
	d = NewDate(year, time.Month(month), day)
	if int(d.Month()) != month || d.Day() != day {
		return d, "", wrongDay(s, "这一天不存在")
	}
	if !ofOurTime(year) {
		return d, "", wrongDay(s, "的年份不合情理")
	}
	if m := weekdayPattern.FindStringSubmatch(rest); m != nil {
		rest = rest[len(m[0]):]
		if written := strings.Replace(m[1], "天", "日", 1); written != weekday(d) {
			return d, "", wrongDay(s, fmt.Sprintf("写的是星期%s，%s却是星期%s", m[1], d, weekday(d)))
		}
	}
	return d, strings.TrimRight(rest, " .。｡,;、､"), nil
}

func digitBegins(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

func weekday(d Date) string {
	return string([]rune("日一二三四五六")[d.Weekday()])
}

// inFigures writes the day a text begins with in figures where it is in characters.
func inFigures(s string) string {
	m := hanDatePattern.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	var year strings.Builder
	for _, r := range m[1] {
		digit, ok := hanDigit(string(r))
		if !ok { // what is typed for 〇
			digit = 0
		}
		year.WriteString(strconv.FormatInt(digit, 10))
	}
	month, ok := smallNumber(m[2])
	day, ok2 := smallNumber(m[3])
	if !ok || !ok2 {
		return s
	}
	return fmt.Sprintf("%s年%d月%d日", year.String(), month, day) + s[len(m[0]):]
}

// smallNumber is a number below a hundred in figures or in characters.
func smallNumber(s string) (n int64, ok bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	return smallNumeral(s)
}

// ofOurTime reports whether a year is one that a form can speak of.
func ofOurTime(year int) bool { return year >= 1949 && year <= 2199 }
