package reading

import (
	"strings"
	"testing"
)

// TestDays: a day is read in whatever form a text writes it, and what is no day is none.
func TestDays(t *testing.T) {
	for text, want := range map[string]string{
		"定于2026-04-28召开": "2026-04-28", "2026/4/28": "2026-04-28", "2026.4.28": "2026-04-28", "20260428": "2026-04-28",
		"2026年4月28日": "2026-04-28", "2026 年 4 月 28 号": "2026-04-28", "二〇二六年四月二十八日": "2026-04-28", "二○二六年四月二十八日": "2026-04-28",
		"２０２６－０４－２８": "2026-04-28", "2026—04—28": "2026-04-28", "2026年\n4月28日": "2026-04-28", "2026年⽉": "", "2026年4⽉28⽇": "2026-04-28",
		"二零二六年十二月三十一日": "2026-12-31", "一九九八年十月十日": "1998-10-10", "2026年四月二十八日": "2026-04-28",
		"4月28日": "04-28", "四月二十八日": "04-28", "４月２８日": "04-28", "去年4月28号下午": "04-28", "26年4月28日": "04-28", "2月29日": "02-29", "4月 28日": "04-28",
		"2026-04": "2026-04", "2026年4月": "2026-04", "2026年4月份": "2026-04", "二〇二六年四月": "2026-04", "2026年4月下旬": "2026-04", "2026/04": "2026-04",
		"2026-04-28 10:30": "2026-04-28", "2026-04-28 3号楼": "2026-04-28", "2026年4月28日3人": "2026-04-28",
		"4月28、29日": "04-28 04-29", "4月28日、29日": "04-28 04-29", "2026年4月28日至5月2日": "2026-04-28 2026-05-02", "2026年4月28-30日": "2026-04-28 2026-04-30",
		"2025年12月30日至1月2日": "2025-12-30 2026-01-02", "2026-04-28至2026-05-02": "2026-04-28 2026-05-02", "4月28日-30日": "04-28 04-30",
		"3月1日，2026年4月2日": "03-01 2026-04-02", "2026年4月28日、3号楼": "2026-04-28", "2026年4月28号、29号": "2026-04-28 2026-04-29",
		// No days.
		"2026-02-30": "", "2026-13-01": "", "13月1日": "", "2月30日": "", "230604198001010012": "", "120260428": "", "202604281": "", "4月28人": "", "4月": "", "2026年": "",
		"2026.04元": "", "12.4.28": "", "3号": "", "28日": "", "0459-2026-04": "", "一月三十五日": "", "二十十日": "", "2026-4": "", "1.4月28日": "", "2026-04-281": "", "20261328": "",
	} {
		var got []string
		end := 0
		Days(text, func(from, to int, d Day) {
			if from < end || to <= from || to > len(text) {
				t.Errorf("%s: %d..%d after %d", text, from, to, end)
			}
			end = to
			got = append(got, d.String())
		})
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %s", text, got, want)
		}
	}
}

// TestDaysPlaces: where a day stands is what a reader would mark.
func TestDaysPlaces(t *testing.T) {
	for text, want := range map[string]string{
		"于二〇二六年四月二十八日召开":        "二〇二六年四月二十八日",
		"截至 2026 年 4 月 28 日 止":  "2026 年 4 月 28 日",
		"（２０２６／４／２８）":           "２０２６／４／２８",
		"2026年4月28日至5月2日":       "2026年4月28日|5月2日",
		"2026年4月份，4月28、29日（周三）": "2026年4月份|4月28|29日",
	} {
		var got []string
		Days(text, func(from, to int, _ Day) { got = append(got, text[from:to]) })
		if strings.Join(got, "|") != want {
			t.Errorf("%s: got %q, want %s", text, got, want)
		}
	}
}

func TestOnlyDay(t *testing.T) {
	for text, want := range map[string]string{
		"2026-04-28": "2026-04-28", "4月28日": "04-28", "2026年4月": "2026-04", "2026-4": "2026-04", "2026.04": "2026-04", "2026.4": "2026-04", " 20260428 ": "2026-04-28",
		"四月二十八日": "04-28", "2026年4月28": "", "4月28日会议": "", "4月28日至30日": "", "2026": "", "2026年": "", "4月": "", "": "", "2026-3号": "", "防汛": "",
	} {
		d, ok := OnlyDay(text)
		got := ""
		if ok {
			got = d.String()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// FuzzDays: days are in the text, in order, and real; and one that is written as it is
// printed is read back.
func FuzzDays(f *testing.F) {
	f.Add("2026年4月28日至5月2日")
	f.Add("二○二六年四月二十八日 2026-04-28")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		Days(text, func(from, to int, d Day) {
			if from < end || to <= from || to > len(text) || !d.isReal() {
				t.Errorf("%q: %v at %d..%d", text, d, from, to)
			}
			end = to
			if d.Year != 0 {
				if again, ok := OnlyDay(d.String()); !ok || again != d {
					t.Errorf("%v is read as %v", d, again)
				}
			}
		})
	})
}
