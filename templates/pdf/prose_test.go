package pdf

import (
	"testing"
	"time"

	"gongwen/templates"
)

func TestProseOfAmounts(t *testing.T) {
	for fen, want := range map[templates.Fen]string{
		3_600_000: "3.6万元", 10_000_000_000: "1亿元", 12_800_000_000: "1.28亿元", 12_345_000_000: "12,345万元", 3_654_500: "36,545元",
		96_000: "960元", 96_050: "960.50元", 123_456_789: "1,234,567.89元", 0: "0元", -3_600_000: "-3.6万元", 999_900: "9,999元", 1_000_000: "1万元",
	} {
		if got, err := prose(fen); err != nil || got != want {
			t.Errorf("prose(%d) = %s, %v, want %s", fen, got, err, want)
		}
	}
	if got, err := prose(""); got != "" || err != nil {
		t.Errorf("prose of nothing is %q, %v", got, err)
	}
	if _, err := prose("钱"); err == nil {
		t.Error("prose takes a text for an amount")
	}
}

func TestAfterPlaceSaysThePlaceOnce(t *testing.T) {
	for _, c := range []struct{ place, name, want string }{
		{"龙凤区东湖街东湖花园3号楼2单元", "东湖花园3号楼燃气泄漏", "燃气泄漏"},
		{"望湖大街与龙凤大街路口", "望湖大街与龙凤大街路口多车相撞", "多车相撞"},
		{"化工园区", "化工厂爆炸", "化工厂爆炸"},
		{"城东变电站", "城东变电站", "城东变电站"},
		{"某小区5号", "火灾", "火灾"},
		{"青禾村", "青禾村村", "青禾村村"},
	} {
		if got := afterPlace(c.place, c.name); got != c.want {
			t.Errorf("afterPlace(%s, %s) = %s, want %s", c.place, c.name, got, c.want)
		}
	}
}

func TestThisYearAndWeekday(t *testing.T) {
	day := templates.NewDate(2026, 7, 14)
	if got := thisYear(day, templates.NewDate(2026, 7, 3)); got != "7月3日" {
		t.Errorf("of this year: %s", got)
	}
	if got := thisYear(day, templates.NewDate(2025, 12, 31)); got != "2025年12月31日" {
		t.Errorf("of last year: %s", got)
	}
	sunday := templates.Moment{Time: day.AddDays(5).Add(9*time.Hour + 30*time.Minute)}
	if got := withWeekday(day) + withWeekday(sunday) + withWeekday("待定"); got != "2026年7月14日（星期二）2026年7月19日（星期日）9时30分待定" {
		t.Errorf("weekdays: %s", got)
	}
}
