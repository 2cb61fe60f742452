package reading

import (
	"strings"
	"testing"
)

func TestByValue(t *testing.T) {
	for text, want := range map[string]string{
		"":              "",
		"第十二次":          "第<12>次",
		"第12次":          "第<12>次",
		"第012次":         "第<12>次",
		"二〇一七年":         "<2017>年",
		"二○一七年":         "<2017>年",
		"2017年":         "<2017>年",
		"一九九八年":         "<1998>年",
		"二零二六年十一月二十五日":  "<2026>年<11>月<25>日",
		"伍万元":           "<50000>元",
		"5万元":           "<50000>元",
		"50,000元":       "<50000>元",
		"50,000.00元":    "<50000>元",
		"1.5万元":         "<15000>元",
		"1,234,567.80元": "<1234567.8>元",
		"12,34":         "<12>,<34>",
		"0.50":          "<0.5>",
		"0":             "<0>",
		"零":             "<0>",
		"3千万":           "<30000000>",
		"2026.11.25":    "<2026>.<11>.<25>",
		"一百零三条":         "<103>条",
		"一百二十":          "<120>",
		"一百二":           "<120>",
		"一千零一":          "<1001>",
		"一千零一十":         "<1010>",
		"三百零五万二千":       "<3052000>",
		"一万二":           "<12000>",
		"一万零二":          "<10002>",
		"一亿三千万":         "<130000000>",
		"一万亿":           "<1000000000000>",
		"十":             "<10>",
		"十万":            "<100000>",
		"二十大":           "<20>大",
		"十四五":           "<14><5>",
		"三四个":           "<3><4>个",
		"二三十个":          "<2><30>个",
		"两个":            "<2>个",
		"万一":            "万<1>",
		"百万":            "百万",
		"陆平":            "陆平",
		"伍先生":           "伍先生",
		"收拾":            "收拾",
		"陆仟伍佰元整":        "<6500>元整",
		"壹拾贰万叁仟肆佰伍拾陆元柒角": "<123456>元<7>角",
		"壹萬貳仟元":     "<12000>元",
		"5,000,12":  "<5000>,<12>",
		"12345,678": "<12345>,<678>",
		"亿亿亿":       "亿亿亿",
		"九亿亿亿亿亿":    "<90000000000000000>亿亿亿",
		"PM2.5":     "pm<2.5>",
	} {
		got := strings.ReplaceAll(ByValue(Fold(text)), mark, "|")
		want = strings.NewReplacer("<", "|", ">", "|").Replace(want)
		if got != want {
			t.Errorf("%s by value is %s, want %s", text, got, want)
		}
	}
}

// FuzzByValue: only numbers are replaced, and a value is its own value.
func FuzzByValue(f *testing.F) {
	f.Add("第十二次会议，拨付伍拾万元")
	f.Add("一万万零零〇二三十百1,000.0万亿")
	f.Fuzz(func(t *testing.T, text string) {
		text = Fold(text)
		last := 0
		Numbers(text, func(start, end int, value string) {
			if start < last || end <= start || end > len(text) || value == "" || strings.Trim(value, "0123456789.") != "" {
				t.Fatalf("%q: %d to %d is %q", text, start, end, value)
			}
			last = end
			// A value is its own value.
			if again := ByValue(value); again != mark+value+mark {
				t.Errorf("%q has %q, which by value is %q", text, value, again)
			}
		})
	})
}

// TestIsNumberTerm and what can be a piece of a longer number.
func TestIsNumberTerm(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		word              string
		term, opensNumber bool
	}{
		{"3号", true, true}, {"第3", true, true}, {"十三", true, true}, {"50,000.00元", true, true}, {"5万", true, true},
		{"3号楼", false, true}, {"第3号", false, false}, {"2026-3", false, true}, {"三四", false, true},
		{",3", true, true}, {"号3,", false, true}, {"会议", false, false}, {"万元", false, true},
	} {
		if got := IsNumberTerm(tt.word); got != tt.term {
			t.Errorf("IsNumberTerm(%s) = %v", tt.word, got)
		}
		if got := OpensNumber(tt.word); got != tt.opensNumber {
			t.Errorf("OpensNumber(%s) = %v", tt.word, got)
		}
	}
}
