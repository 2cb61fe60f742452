package screen

import (
	"slices"
	"strings"
	"testing"
)

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{"": 0, "a": 1, "公文": 4, "“公”": 6, "〔2026〕1号": 11, "é": 1, "e\u0301": 1} {
		if got := Width(text); got != want {
			t.Errorf("%q takes %d columns, want %d", text, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text string
		most int
		want []string
	}{
		{"", 10, []string{""}},
		{"一二三四五", 4, []string{"一二", "三四", "五"}},
		{"一二，三四", 4, []string{"一", "二，", "三四"}},
		{"一（二三）四", 6, []string{"一（二", "三）四"}},
		{"用 gongwen run 收件", 12, []string{"用 gongwen", "run 收件"}},
		{"见gongwen.yaml里", 14, []string{"见gongwen.yaml", "里"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"一行\n两行", 10, []string{"一行", "两行"}},
	} {
		if got := Wrap(test.text, test.most); !slices.Equal(got, test.want) {
			t.Errorf("%q in %d columns: %q, want %q", test.text, test.most, got, test.want)
		}
	}
}

// FuzzWrap: no line is wider than asked for, and nothing but blanks is lost.
func FuzzWrap(f *testing.F) {
	f.Add("程序用专用用户运行（如 `gongwen`），数据文件夹归它所有。", 20)
	f.Add("a。。。。。。。。b", 4)
	f.Fuzz(func(t *testing.T, text string, most int) {
		if most < 4 || most > 200 || strings.ContainsAny(text, "\n\x00") || strings.ToValidUTF8(text, "") != text {
			return
		}
		lines := Wrap(text, most)
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got := squeeze(strings.Join(lines, "")); got != squeeze(text) {
			t.Errorf("%q in %d columns lost something: %q", text, most, lines)
		}
		for _, line := range lines {
			if Width(line) > most {
				t.Errorf("%q in %d columns: %q has %d", text, most, line, Width(line))
			}
		}
	})
}

func TestPad(t *testing.T) {
	for text, want := range map[string]string{"": "    ", "台账": "台账", "a台": "a台 ", "退回及": "退回及"} {
		if got := Pad(text, 4); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
