package xlsx

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestPageHead(t *testing.T) {
	const title, scope = `&C&"黑体,Regular"&16 `, "\n" + `&"宋体,Regular"&11 `
	long := strings.Repeat("区财政局、", 12)
	for name, c := range map[string]struct {
		title, scope, want string
		lines              int
	}{
		"a title alone":        {"2026年合同台账", "", title + "2026年合同台账", 0},
		"codes are text":       {"R&D&P", "A&B", title + "R&&D&&P" + scope + "A&&B", 1},
		"a line break is none": {"甲\n乙", "丙\r\n丁", title + "甲 乙" + scope + "丙 丁", 1},
		"a scope of two lines": {"甲", long + "；" + long, title + "甲" + scope + long + "；\n" + long, 2},
		"a part too long":      {"甲", strings.Repeat("乙", 71), title + "甲" + scope + strings.Repeat("乙", 70) + "\n乙", 2},
	} {
		if got, lines := pageHead(c.title, c.scope, scopeWide); got != c.want || lines != c.lines {
			t.Errorf("%s: %q in %d lines, want %q in %d", name, got, lines, c.want, c.lines)
		}
	}
}

// TestPageHeadIsCut: Excel takes no more than 255 characters, and would repair a workbook
// with half a code at the end.
func TestPageHeadIsCut(t *testing.T) {
	for n := range 8 {
		head, _ := pageHead("甲", strings.Repeat("乙", 200+n)+strings.Repeat("&", 50), scopeWide)
		if units := len(utf16.Encode([]rune(head))); units > 255 || !strings.HasSuffix(head, "…") {
			t.Errorf("%d: %d characters, %q", n, units, head)
		}
		if cut := strings.TrimSuffix(head, "…"); (len(cut)-len(strings.TrimRight(cut, "&")))%2 != 0 {
			t.Errorf("%d: a code is cut: %q", n, head)
		}
	}
}
