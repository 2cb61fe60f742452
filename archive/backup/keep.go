package backup

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Keep is which states stay (保留): of the newest so many, and of so many days, weeks,
// months and years in which there are states, the last one each. Days are those of the
// office's clock, weeks begin on Monday (ISO 8601). A state may be kept for several
// reasons. Bags stay in any case, and so does every content that a state needs that
// stays.
type Keep struct{ Last, Daily, Weekly, Monthly, Yearly int }

// most is how many states can be kept for one reason.
const most = 10000

// ParseKeep reads what the settings or the command line say: a number of states, or
// daily=14,weekly=8,monthly=12 with last, daily, weekly, monthly and yearly.
func ParseKeep(text string) (k Keep, err error) {
	say := func(n *int, what, number string) error {
		v, err := strconv.Atoi(strings.TrimSpace(number))
		if err != nil || v < 1 || v > most {
			return fmt.Errorf("保留多少写成 %q，读不懂：%s应是 1 到 %d 的数", text, what, most)
		}
		*n = v
		return nil
	}
	if !strings.Contains(text, "=") {
		return k, say(&k.Last, "", text)
	}
	for part := range strings.SplitSeq(text, ",") {
		name, number, _ := strings.Cut(part, "=")
		of := map[string]*int{"last": &k.Last, "daily": &k.Daily, "weekly": &k.Weekly, "monthly": &k.Monthly, "yearly": &k.Yearly}[strings.TrimSpace(name)]
		switch {
		case of == nil:
			return k, fmt.Errorf("保留多少写成 %q，读不懂：%q 只能是 last（最近几次）、daily（几天）、weekly（几周）、monthly（几个月）、yearly（几年）", text, name)
		case *of != 0:
			return k, fmt.Errorf("保留多少写成 %q，%s 写了两次", text, strings.TrimSpace(name))
		}
		if err := say(of, strings.TrimSpace(name)+" 的", number); err != nil {
			return k, err
		}
	}
	return k, nil
}

// aged is a state as far as it matters for keeping it.
type aged struct {
	name  string
	taken time.Time
	whole *bool // nil for one that does not say
}

// stay are the names of the states to keep, of all there are, oldest first. The newest
// always stays, and so does the newest that is known to be whole; where none is, the
// newest that does not say.
func (k Keep) stay(states []aged) map[string]bool {
	keep := map[string]bool{}
	if len(states) == 0 {
		return keep
	}
	keep[states[len(states)-1].name] = true
	good, unsaid := "", ""
	for _, s := range states {
		switch {
		case s.whole == nil:
			unsaid = s.name
		case *s.whole:
			good = s.name
		}
	}
	if good == "" {
		good = unsaid
	}
	if good != "" {
		keep[good] = true
	}
	for _, rule := range []struct {
		n      int
		period func(time.Time) string
	}{
		{k.Last, func(t time.Time) string { return t.Format(time.RFC3339Nano) }},
		{k.Daily, func(t time.Time) string { return t.Format("2006-01-02") }},
		{k.Weekly, func(t time.Time) string { year, week := t.ISOWeek(); return fmt.Sprint(year, " ", week) }},
		{k.Monthly, func(t time.Time) string { return t.Format("2006-01") }},
		{k.Yearly, func(t time.Time) string { return t.Format("2006") }},
	} {
		left, before := rule.n, ""
		for _, s := range slices.Backward(states) {
			period := rule.period(s.taken.Local())
			if period == before {
				continue
			}
			if left == 0 {
				break
			}
			keep[s.name], before = true, period
			left--
		}
	}
	return keep
}
