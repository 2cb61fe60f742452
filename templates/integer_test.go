package templates

import (
	"fmt"
	"strings"
	"testing"
)

// TestInteger: a number is one with its measure word or without, but only in the
// field's own measure.
func TestInteger(t *testing.T) {
	days, people, period := Field{Label: "天数"}, Field{Label: "人数"}, Field{Label: "会期", Note: "单位：天；不足一天的填1"}
	area, hours, months := Field{Label: "面积（亩）"}, Field{Label: "小时数"}, Field{Label: "月数"}
	quantity := Field{Label: "数量"}
	for _, c := range []struct {
		field Field
		text  string
		want  int64 // -1 for an error
	}{
		{days, "3", 3}, {days, "3天", 3}, {days, "３　天", 3}, {days, "3日", 3}, {days, "三天", 3}, {days, "十二天", 12}, {days, "二十", 20}, {days, "九十九天", 99}, {days, "两天", 2},
		{days, "二十一", 21}, {days, "03", 3}, {days, "零", 0}, {days, "〇", 0}, {days, "０天", 0},
		{days, "3天半", -1}, {days, "3.5", -1}, {days, "3.5天", -1}, {days, "约3", -1}, {days, "3天左右", -1}, {days, "3-5天", -1}, {days, "三四天", -1}, {days, "半天", -1},
		{days, "3小时", -1}, {days, "3个月", -1}, {days, "3年", -1}, {days, "3人", -1}, {days, "天", -1}, {days, "十两天", -1}, {days, "十十", -1}, {days, "十零", -1}, {days, "3 4", -1},
		{period, "2天", 2}, {period, "2小时", -1}, {area, "12亩", 12}, {area, "12平方米", -1}, {hours, "8小时", 8}, {hours, "8个小时", 8}, {hours, "8天", -1}, {months, "3个月", 3}, {months, "3月", 3},
		{people, "2人", 2}, {people, "12 份", 12}, {people, "1,200", 1200}, {people, "1,234,567人", 1234567}, {people, "1，200名", 1200}, {people, "300人次", 300}, {people, "0人", 0},
		{people, "12.0", 12}, {people, "12.00人", 12}, {days, "3.0天", 3}, {people, "1,200.0", 1200}, {people, "12.5", -1}, {people, "12.05", -1}, {people, "12.", -1}, {people, "1.0万", -1},
		{quantity, "2天", 2}, {quantity, "12平方米", 12}, {quantity, "3台", 3}, {quantity, "3顶", 3}, {quantity, "1 200 盏", -1}, {quantity, "12根", 12}, {quantity, "3元", -1},
		{people, "1万人", -1}, {people, "1万", -1}, {people, "2千人", -1}, {people, "三百人", -1}, {people, "3百人", -1}, {people, "1.5万人", -1}, {people, "1亿", -1}, {people, "一万人", -1},
		{people, "1,2", -1}, {people, "12,00", -1}, {people, "2天", -1}, {people, "2人2", -1}, {people, "二人", 2}, {people, "2元", -1}, {people, "第2", -1}, {people, "2左右", -1},
		{people, "999999999999999", maxNumber}, {people, "1000000000000000", -1}, {people, "99999999999999999999", -1}, {people, "", -2},
	} {
		c.field.Type = TypeInteger
		got, err := c.field.Parse(c.text)
		switch {
		case c.want == -1 && (err == nil || !strings.Contains(err.Error(), "“"+strings.TrimSpace(c.text)+"”")):
			t.Errorf("%s %q is %v, %v", c.field.Label, c.text, got, err)
		case c.want >= 0 && (got != c.want || err != nil):
			t.Errorf("%s %q is %v, %v, want %d", c.field.Label, c.text, got, err, c.want)
		}
	}
	if got, err := (&Field{Type: TypeInteger}).Parse("-3"); got != int64(-3) || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

// FuzzInteger: a number is read back from what is printed of it, with every counter.
func FuzzInteger(f *testing.F) {
	for _, s := range []string{"3天", "1,200人", "九十九", "-0", "三四人", "1万人", "3天半"} {
		f.Add(s)
	}
	field := &Field{Type: TypeInteger, Label: "份数"}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := fixed(t, field, s).(int64)
		if !ok {
			return
		}
		for _, counter := range counters {
			if got, err := field.Parse(fmt.Sprint(n, " ", counter)); got != n || err != nil {
				t.Errorf("%q is %d, with %s %v, %v", s, n, counter, got, err)
			}
		}
	})
}
