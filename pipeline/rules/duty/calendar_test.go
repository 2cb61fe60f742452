package duty

import (
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/templates"
)

func calendar(t *testing.T, text string) Calendar {
	t.Helper()
	c, err := ReadCalendar(fstest.MapFS{CalendarName: {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNextWorkingDay(t *testing.T) {
	plain, err := ReadCalendar(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	festive := calendar(t, "放假:\n  - 2026年10月1日至2026年10月7日\n  - 2026-12-31 至 2027-01-03\n上班: [2026-10-10, 2026-12-26]\n")
	for _, test := range []struct {
		name     string
		calendar Calendar
		day      string
		want     string
	}{
		{"a Friday", plain, "2026-10-09", "2026-10-09"},
		{"a Saturday", plain, "2026-10-10", "2026-10-12"},
		{"a Sunday", plain, "2026-10-11", "2026-10-12"},
		{"without a calendar no holidays are known", plain, "2026-10-01", "2026-10-01"},
		{"the day before", festive, "2026-09-30", "2026-09-30"},
		{"the first day", festive, "2026-10-01", "2026-10-08"},
		{"the last day", festive, "2026-10-07", "2026-10-08"},
		{"a Saturday worked", festive, "2026-10-10", "2026-10-10"},
		{"its Sunday is not", festive, "2026-10-11", "2026-10-12"},
		{"over the end of the year", festive, "2026-12-31", "2027-01-04"},
		{"never worked again", calendar(t, "放假: [2026-01-01 至 2028-12-31]\n"), "2026-05-11", "2026-05-11"},
	} {
		if got := test.calendar.Next(date(t, test.day)).ISO(); got != test.want {
			t.Errorf("%s: %s moves to %s, want %s", test.name, test.day, got, test.want)
		}
	}
}

func TestCalendarAfterCountsWorkingDays(t *testing.T) {
	c, err := ReadCalendar(fstest.MapFS{CalendarName: {Data: []byte("放假: [2026-10-01 至 2026-10-07]\n上班: [2026-10-10]\n")}})
	if err != nil {
		t.Fatal(err)
	}
	closed := Calendar{holidays: []span{{from: templates.NewDate(2000, 1, 1), until: templates.NewDate(2100, 1, 1)}}}
	for _, test := range []struct {
		calendar Calendar
		day      templates.Date
		n        int
		want     templates.Date
	}{
		{Calendar{}, templates.NewDate(2026, 5, 11), 3, templates.NewDate(2026, 5, 14)},
		{Calendar{}, templates.NewDate(2026, 5, 15), 1, templates.NewDate(2026, 5, 18)}, // over a weekend
		{Calendar{}, templates.NewDate(2026, 5, 16), 1, templates.NewDate(2026, 5, 18)}, // from a Saturday
		{c, templates.NewDate(2026, 9, 30), 3, templates.NewDate(2026, 10, 10)},         // over the holidays, to a Saturday that is worked
		{closed, templates.NewDate(2026, 5, 11), 3, templates.NewDate(2026, 5, 14)},
	} {
		if got := test.calendar.After(test.day, test.n); got != test.want {
			t.Errorf("%d working days after %s: %s, want %s", test.n, test.day, got, test.want)
		}
	}
}

func TestCalendarMistakesNameTheLine(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"no date", "放假:\n  - 国庆\n", "第2行：“国庆”不是日期"},
		{"no such day", "放假: [2026-02-29]\n", "第1行：“2026-02-29”"},
		{"backwards", "放假:\n  - 2026-10-07 至 2026-10-01\n", "第2行：“2026-10-07 至 2026-10-01”止于开始之前"},
		{"unknown key", "放假: []\n休息: [2026-10-01]\n", "休息"},
		{"aliases", "放假: &a [*a, *a]\n", "calendar.yaml 有误：第1行有特殊符号“&”"},
		{"too large", strings.Repeat("#\n", 1<<20), "calendar.yaml 太大"},
		{"a mapping", "放假: [{国庆: 2026-10-01}]\n", "第1行：应是日期"},
	} {
		_, err := ReadCalendar(fstest.MapFS{CalendarName: {Data: []byte(test.text)}})
		if err == nil || !strings.Contains(err.Error(), "calendar.yaml") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

// FuzzCalendar: a calendar.yaml is refused by its name, or it knows a working day
// for every day, no earlier.
func FuzzCalendar(f *testing.F) {
	f.Add([]byte("放假: [2026-10-01 至 2026-10-07]\n上班: [2026-10-10]\n"))
	f.Add([]byte("放假: [2026-01-01 至 2199-12-31]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := ReadCalendar(fstest.MapFS{CalendarName: {Data: text}})
		if err != nil {
			if !strings.HasPrefix(err.Error(), CalendarName) {
				t.Error(err)
			}
			return
		}
		day := date(t, "2026-10-01")
		if next := c.Next(day); next.Before(day.Time) || !c.Works(next) && next != day {
			t.Errorf("after %s comes %s", day, next)
		}
	})
}
