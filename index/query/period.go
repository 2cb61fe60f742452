package query

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gongwen/index/reading"
)

func dateIn(value string, v Vocabulary) (Node, string) {
	r := &periodReader{}
	if v.Today != nil {
		r.today = v.Today().Time
	}
	from, to, reason := span(r.apart(value), r.read)
	if reason != "" {
		return nil, reason
	}
	return ranging(Date, from, to), ""
}

// period is some days one after the other, the first and the last included.
type period struct{ from, to time.Time }

// periodReader reads what people call a period, once or, for a span of them, twice.
type periodReader struct {
	today time.Time // zero where it is not known
	// first is what was read before, unless it was a whole year: 5月 of 2025年3月至5月 is
	// in that year, and 30日 of 4月28日至30日 in that month.
	first period
}

// read gives the first and the last day of what a folded text names.
func (r *periodReader) read(text string) (first, last, reason string) {
	p, ok := r.period(text)
	switch {
	case !ok && r.today.IsZero() && isRelative(text):
		return "", "", fmt.Sprintf("“%s”要知道今天是哪一天，请写明年月日，如 2026-03-05", text)
	case !ok:
		return "", "", fmt.Sprintf("“%s”不是日期，请写成 2026-03-05、2026年3月、上个月、近30天 或 2026-01..2026-06", text)
	}
	if p.to.Sub(p.from) < 360*24*time.Hour {
		r.first = p
	}
	return p.from.Format(time.DateOnly), p.to.Format(time.DateOnly), ""
}

// period is what a folded text names.
func (r *periodReader) period(text string) (p period, ok bool) {
	plain := reading.Figures(strings.ReplaceAll(text, ".", "-"))
	if p, ok = absolute(plain); !ok && !r.today.IsZero() {
		p, ok = r.relative(plain)
	}
	return p, ok
}

// isRelative reports whether a text names a period that is counted from today.
func isRelative(text string) bool {
	_, ok := (&periodReader{today: day(2026, 1, 1)}).period(text)
	return ok
}

// apart writes a hyphen that parts two periods as 至: 2026年1-6月, 2026.3—2026.5. Hyphens
// also part the figures of a day, so both sides of it must be periods.
func (r *periodReader) apart(value string) string {
	folded := reading.Fold(value)
	if _, ok := r.period(folded); ok {
		return value
	}
	for at, sign := range folded {
		if sign != '-' {
			continue
		}
		left, right := folded[:at], folded[at+1:]
		for _, left := range []string{left, left + unitOf(right)} {
			first := *r
			if _, _, reason := first.read(left); reason != "" {
				continue
			}
			if _, ok := first.period(right); ok {
				return left + "至" + right
			}
		}
	}
	return value
}

// unitOf is the first unit of a period: 月 of 6月, which is that of the 1 in 1-6月, too.
func unitOf(text string) string {
	at := strings.IndexAny(text, "年月日号季")
	if at < 0 {
		return ""
	}
	_, size := utf8.DecodeRuneInString(text[at:])
	return text[at : at+size]
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// yearOf, halfOf, monthOf and so on are the periods of the calendar. The n-th is counted
// from 1.
func yearOf(year int) period { return period{day(year, 1, 1), day(year, 12, 31)} }

func months(year int, from time.Month, n int) period {
	begin := day(year, from, 1)
	return period{begin, begin.AddDate(0, n, -1)}
}

func oneDay(t time.Time) period { return period{t, t} }

func weekOf(t time.Time) period {
	monday := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	return period{monday, monday.AddDate(0, 0, 6)}
}

var (
	dayPattern     = regexp.MustCompile(`^(\d{4})[年/-](\d{1,2})[月/-](\d{1,2})[日号]?$`)
	monthPattern   = regexp.MustCompile(`^(\d{4})[年/-](\d{1,2})[月/-]?份?$`)
	compactPattern = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)$`)
	yearPattern    = regexp.MustCompile(`^(\d{4})(?:年度?|[/-])?$`)
	inYearPattern  = regexp.MustCompile(`^(\d{4})(?:年度?)?(\D.*|\d{1,2}月.+)$`)
)

// absolute is a period that says its year.
func absolute(text string) (p period, ok bool) {
	for _, pattern := range []*regexp.Regexp{dayPattern, compactPattern} {
		if m := pattern.FindStringSubmatch(text); m != nil {
			return dayIn(number(m[1]), number(m[2]), number(m[3]))
		}
	}
	if m := yearPattern.FindStringSubmatch(text); m != nil {
		return yearOf(number(m[1])), true
	}
	if m := monthPattern.FindStringSubmatch(text); m != nil {
		return monthIn(number(m[1]), number(m[2]))
	}
	if m := inYearPattern.FindStringSubmatch(text); m != nil {
		return within(number(m[1]), m[2])
	}
	return period{}, false
}

func number(figures string) int {
	n, _ := strconv.Atoi(figures) // of a pattern for figures
	return n
}

func dayIn(year, month, d int) (p period, ok bool) {
	p = oneDay(day(year, time.Month(month), d))
	return p, p.from.Day() == d && int(p.from.Month()) == month
}

func monthIn(year, month int) (p period, ok bool) {
	return months(year, time.Month(month), 1), month >= 1 && month <= 12
}

var (
	quarterPattern = regexp.MustCompile(`^(?:第?([1-4])季度?|q([1-4]))$`)
	partPattern    = regexp.MustCompile(`^(\d{1,2})月(?:份|(上旬|中旬|下旬)|(\d{1,2})[日号])?$`)
)

// within is a part of a year: 上半年, 第三季度, 4月, 4月下旬, 4月28日.
func within(year int, text string) (p period, ok bool) {
	switch text {
	case "上半年":
		return months(year, 1, 6), true
	case "下半年":
		return months(year, 7, 6), true
	case "全年":
		return yearOf(year), true
	}
	if m := quarterPattern.FindStringSubmatch(text); m != nil {
		return months(year, time.Month(3*number(m[1]+m[2])-2), 3), true
	}
	m := partPattern.FindStringSubmatch(text)
	switch {
	case m == nil:
		return period{}, false
	case m[3] != "":
		return dayIn(year, number(m[1]), number(m[3]))
	}
	p, ok = monthIn(year, number(m[1]))
	return third(p, m[2]), ok
}

// third is the part of a month (旬) that is named, or all of it.
func third(month period, name string) period {
	switch name {
	case "上旬":
		month.to = month.from.AddDate(0, 0, 9)
	case "中旬":
		month.from, month.to = month.from.AddDate(0, 0, 10), month.from.AddDate(0, 0, 19)
	case "下旬":
		month.from = month.from.AddDate(0, 0, 20)
	}
	return month
}

// namedDays are by how many days they are from today.
var namedDays = map[string]int{"今天": 0, "今日": 0, "当天": 0, "今": 0, "现在": 0, "昨天": -1, "昨日": -1, "前天": -2, "前日": -2, "大前天": -3, "明天": 1, "明日": 1, "后天": 2}

// namedYears are by how many years they are from this one.
var namedYears = map[string]int{"今年": 0, "本年": 0, "本年度": 0, "今年度": 0, "当年": 0, "去年": -1, "上年": -1, "上年度": -1, "上1年": -1, "去年度": -1, "前年": -2, "大前年": -3, "明年": 1, "下年": 1, "下年度": 1}

// whichOne is how people say which of the periods of a length it is, from this one on.
var whichOne = map[string]int{"本": 0, "这": 0, "当": 0, "上": -1, "上1": -1, "上上": -2, "下": 1, "下1": 1}

var (
	agoPattern    = regexp.MustCompile(`^(\d{1,4})(天|日|周|个?星期|个月|年)前$`)
	recentPattern = regexp.MustCompile(`^(?:最近|近|过去)的?(\d{1,4}|半)?个?(天|日|周|星期|月|季度|年)(?:内|来|以来|之内)?$`)
	weekPattern   = regexp.MustCompile(`^(本|这|上|上1|上上|下|下1)?个?(?:周|星期|礼拜)([1-6日天])?$`)
	monthsPattern = regexp.MustCompile(`^(本|这|当|上|上1|上上|下|下1)个?月份?(上旬|中旬|下旬)?$`)
	quartersNear  = regexp.MustCompile(`^(本|这|上|上1|上上|下|下1)个?季度?$`)
	sincePattern  = regexp.MustCompile(`^(.+?)以来$`)
	dayOnly       = regexp.MustCompile(`^(\d{1,2})[日号]$`)
)

// relative is a period that is counted from today, or from what came before it.
func (r *periodReader) relative(text string) (p period, ok bool) {
	today := r.today
	if days, ok := namedDays[text]; ok {
		return oneDay(today.AddDate(0, 0, days)), true
	}
	if text == "年初" {
		return oneDay(day(today.Year(), 1, 1)), true
	}
	if m := sincePattern.FindStringSubmatch(text); m != nil && !recentPattern.MatchString(text) {
		if p, ok = absolute(m[1]); !ok {
			p, ok = r.relative(m[1])
		}
		p.to = today
		return p, ok && !p.from.After(today)
	}
	for _, name := range slices.SortedFunc(maps.Keys(namedYears), longest) {
		rest, found := strings.CutPrefix(text, name)
		switch year := today.Year() + namedYears[name]; {
		case found && rest == "":
			return yearOf(year), true
		case found:
			return within(year, rest)
		}
	}
	if m := agoPattern.FindStringSubmatch(text); m != nil {
		return oneDay(back(today, number(m[1]), m[2])), true
	}
	if m := recentPattern.FindStringSubmatch(text); m != nil {
		return recent(today, m[1], m[2]), true
	}
	if m := weekPattern.FindStringSubmatch(text); m != nil {
		p = weekOf(today.AddDate(0, 0, 7*whichOne[cmp.Or(m[1], "本")]))
		if n := strings.IndexAny("1234567", strings.NewReplacer("日", "7", "天", "7").Replace(m[2])); m[2] != "" {
			return oneDay(p.from.AddDate(0, 0, n)), true
		}
		return p, m[1] != ""
	}
	if m := monthsPattern.FindStringSubmatch(text); m != nil {
		return third(months(today.Year(), today.Month()+time.Month(whichOne[m[1]]), 1), m[2]), true
	}
	if m := quartersNear.FindStringSubmatch(text); m != nil {
		begin := (int(today.Month())-1)/3*3 + 1 + 3*whichOne[m[1]]
		return months(today.Year(), time.Month(begin), 3), true
	}
	year, month := today.Year(), today.Month()
	if !r.first.from.IsZero() {
		year, month = r.first.from.Year(), r.first.from.Month()
	}
	if m := dayOnly.FindStringSubmatch(text); m != nil && !r.first.from.IsZero() {
		return dayIn(year, int(month), number(m[1]))
	}
	return within(year, text)
}

// longest orders names so that none comes before one that begins with it.
func longest(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) }

// back is the day so many units before another. A month before 31 March is the last
// day of February.
func back(t time.Time, n int, unit string) time.Time {
	switch strings.TrimPrefix(unit, "个") {
	case "天", "日":
		return t.AddDate(0, 0, -n)
	case "周", "星期":
		return t.AddDate(0, 0, -7*n)
	case "季度":
		n *= 3
	case "年":
		n *= 12
	}
	month := months(t.Year(), t.Month()-time.Month(n), 1)
	return month.from.AddDate(0, 0, min(t.Day(), month.to.Day())-1)
}

// recent are the last days up to today, which counts: 近30天, 最近三个月, 近半年.
func recent(today time.Time, n, unit string) period {
	switch {
	case n == "半" && unit == "年":
		n, unit = "6", "月"
	case n == "半" && unit == "月":
		n, unit = "15", "天"
	}
	return period{back(today, max(1, number(n)), unit).AddDate(0, 0, 1), today}
}
