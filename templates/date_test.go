package templates

import (
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	want := NewDate(2026, time.December, 3)
	for _, text := range []string{"2026年12月3号", "2026年12月3日", "2026年12月03日", "2026-12-3", "2026-12-03", "2026/12/3", "2026.12.3", "20261203", "２０２６年１２月３日", "２０２６－１２－３",
		" 2026 年 12 月 3 日 ", "2026 - 12 - 3", "2026—12—3", "2026. 12. 3", "二〇二六年十二月三日", "二○二六年十二月三日", "二零二六年十二月三号", "2026年12月3"} {
		if got, err := ParseDate(text); got != want || err != nil {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"26年12月3日", "26-12-3", "12/3/2026", "3/12/2026", "2026-12", "12月3日", "2026年12月", "2026 12 3", "2026-1 2-3", "202612 3", "2026123", "2026-02-30", "20260230",
		"2026年13月1日", "1026-12-03", "2026年12月3日前", "约2026年12月3日", "2026年12月三日", "46000", "昨天", "二〇二六年十四月三日"} {
		if got, err := ParseDate(text); err == nil || !strings.Contains(err.Error(), text) && !strings.Contains(err.Error(), "1026") {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
}

func TestParseMoment(t *testing.T) {
	for text, want := range map[string]string{
		"2026年12月3日上午9时": "09:00", "2026年12月3日9:00": "09:00", "2026-12-03 09:30": "09:30", "2026-12-03T09:30": "09:30", "2026-12-03 09:30:59": "09:30", "2026/12/3 9点半": "09:30",
		"2026年12月3日 9 时 30 分": "09:30", "2026年12月3日下午3时": "15:00", "2026年12月3日下午3点半": "15:30", "2026年12月3日下午15:30": "15:30", "2026年12月3号上午9点一刻": "09:15", "20261203 9:00": "09:00",
		"2026年12月3日，上午9:30": "09:30", "２０２６年１２月３日９：００": "09:00", "2026年12月3日晚上7时30分": "19:30", "2026年12月3日晚8点": "20:00", "2026年12月3日中午12时": "12:00", "2026年12月3日中午1时": "13:00",
		"2026年12月3日9时整": "09:00", "2026年12月3日0时": "00:00", "2026年12月3日凌晨2时": "02:00", "2026年12月3日23:59": "23:59", "二〇二六年十二月三日9时": "09:00",
	} {
		if got, err := ParseMoment(text); err != nil || got.Format("2006-01-02 15:04") != "2026-12-03 "+want {
			t.Errorf("%q is %v, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"2026年12月3日晚上12时", "2026年12月3日上午12时", "2026年12月3日下午12时", "2026年12月3日上午15时", "2026年12月3日凌晨12时", "2026年12月3日24时", "2026年12月3日9时60分",
		"2026年12月3日9时许", "2026年12月3日上午", "2026年12月3日", "9时", "26年12月3日9时", "2026年12月3日9时-11时", "2026年12月3日下午9时", "2026年12月3日约9时"} {
		if got, err := ParseMoment(text); err == nil || !strings.Contains(err.Error(), text) && !strings.Contains(err.Error(), "26年") {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
}

// FuzzParseMoment: days and moments are read back from what is printed of them.
func FuzzParseMoment(f *testing.F) {
	for _, s := range []string{"2026年12月3日上午9时", "20261203 9:00", "2026.12.3", "二〇二六年十二月三日9点半", "2026-05-01T15:04"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := ParseDate(s); err == nil {
			for _, printed := range []string{d.String(), d.ISO(), d.Format("20060102")} {
				if again, err := ParseDate(printed); again != d || err != nil {
					t.Errorf("%q is %s, and that is %v, %v", s, printed, again, err)
				}
			}
		}
		if m, err := ParseMoment(s); err == nil {
			for _, printed := range []string{m.String(), m.Format(momentISO)} {
				if again, err := ParseMoment(printed); again != m || err != nil {
					t.Errorf("%q is %s, and that is %v, %v", s, printed, again, err)
				}
			}
		}
	})
}
