package normal

import (
	"strings"
	"testing"
)

func TestDistance(t *testing.T) {
	for pair, want := range map[[2]string]int{
		{"甲方", "甲方"}: 0, {"甲芳", "甲方"}: 1, {"甲", "甲方"}: 1, {"方甲", "甲方"}: 2, {"", "甲方"}: 2,
		{"采购申请单", "采够申请"}:               2,
		{strings.Repeat("甲", 51), "甲"}:  51,
		{strings.Repeat("甲", 50), "甲"}:  49,
		{"kitten", "sitting"}:           3,
		{strings.Repeat("甲", 60), "乙甲"}: 60,
	} {
		for _, p := range [][2]string{pair, {pair[1], pair[0]}} {
			if got := Distance([]rune(p[0]), []rune(p[1])); got != want {
				t.Errorf("%s and %s: got %d, want %d", p[0], p[1], got, want)
			}
		}
	}
}
