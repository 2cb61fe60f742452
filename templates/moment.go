package templates

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"gongwen/templates/normal"
)

// clockPattern is a time of day behind its day.
var clockPattern = regexp.MustCompile(`^[ T,、､]*(凌晨|早晨|早上|清晨|上午|中午|下午|傍晚|晚上|晚|(?i:am|pm))?\s*(\d{1,2}|[〇零一二两三四五六七八九十]{1,3})\s*` +
	`(?::\s*(\d{1,2})(?::\d{2}(?:\.\d+)?)?\s*分?|(?:[时点]|点钟)\s*(?:(\d{1,2}|[〇零一二三四五六七八九十]{1,3})\s*分?(?:\s*\d{1,2}\s*秒)?|(半|整|一刻|三刻))?)\s*((?i:am|pm))?(?:\+08:?00)?$`)

// clockOnly is a time of day without its day.
var clockOnly = regexp.MustCompile(`^(?:\D{1,2})?\d{1,2}\s*[:时点]`)

// halves are the minutes people have words for.
var halves = map[string]int64{"半": 30, "一刻": 15, "三刻": 45}

// ParseMoment reads a date as ParseDate does, followed by 9:30, 9时30分, 9时, 9点半,
// 下午3时 or 3:00 PM. What could be two points in time, such as 晚上12时, is an error, and so
// is 24时, which is written as the 0时 of the next day.
func ParseMoment(s string) (Moment, error) {
	if clockOnly.MatchString(strings.TrimSpace(normal.Narrow(s))) {
		return Moment{}, unread(s, "没有写明是哪一天", likeMoment)
	}
	d, rest, err := dayIn(s, likeMoment)
	if err != nil {
		return Moment{}, err
	}
	m := clockPattern.FindStringSubmatch(rest)
	switch {
	case rest == "":
		return Moment{}, unread(s, "没有写明时刻", likeMoment)
	case m == nil:
		return Moment{}, unread(s, "不是日期和时刻", likeMoment)
	}
	part := strings.ToLower(m[1] + m[6])
	hour, ok := smallNumber(m[2])
	minute, ok2 := int64(0), true
	switch {
	case m[5] != "":
		minute = halves[m[5]]
	case m[3]+m[4] != "":
		minute, ok2 = smallNumber(m[3] + m[4])
	}
	switch {
	case hour == 24 && minute == 0 && ok && ok2:
		return Moment{}, mistake("请写成 "+d.AddDays(1).ISO()+" 00:00 的样子", "“%s”里的24时就是次日0时", clip(s))
	case !ok || !ok2 || hour > 23 || minute > 59:
		return Moment{}, unread(s, "的时刻不存在", likeMoment)
	}
	on24, certain := hourOf(part, int(hour))
	if !certain {
		return Moment{}, unread(s, fmt.Sprintf("里的“%s%d时”说不准是几时，按24小时制", m[1]+m[6], hour), likeMoment)
	}
	return Moment{d.Add(time.Duration(on24)*time.Hour + time.Duration(minute)*time.Minute)}, nil
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
	case "am":
		return hour, hour < 12
	case "中午":
		if hour == 1 || hour == 2 {
			hour += 12
		}
		return hour, hour >= 11 && hour <= 14
	case "下午", "pm":
		if hour < 8 || part == "pm" && hour < 12 {
			hour += 12
		}
		return hour, hour >= 13 && (hour < 20 || part == "pm")
	case "傍晚", "晚上", "晚":
		if hour >= 4 && hour < 12 {
			hour += 12
		}
		return hour, hour >= 16
	}
	return hour, false // 上午9时 AM
}
