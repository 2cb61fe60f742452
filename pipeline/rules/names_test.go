package rules

import (
	"testing"

	"cel.dev/cel-go/common/types"
)

func TestNamesOverlooksHowANameIsWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, name string
		want       bool
	}{
		{"关于印发《龙凤区养犬管理办法》的通知", "龙凤区养犬管理办法", true},
		{"关于印发龙凤区养犬管理办法（试行）的通知", "龙凤区养犬管理办法(试行)", true},
		{"龙凤 1 号桥施工合同", "龙凤1号桥施工合同", true},
		{"龙凤区养犬管理办法", "龙凤区养犬管理规定", false},
		{"龙凤区养犬管理办法", "", false},
		{"龙凤区养犬管理办法", "——", false},
	} {
		if got := names(types.String(c.text), types.String(c.name)); got != types.Bool(c.want) {
			t.Errorf("%s, %s: %v", c.text, c.name, got)
		}
	}
}

func TestHasBlankLeavesMaskedNumbersAlone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"身份证号2306031974****0019": false,
		"电话138****0112":          false,
		"关于做好**工作的通知":            true,
		"龙政发〔2026〕**号":           true,
		"**":                     true,
	} {
		if got := hasBlank(types.String(text)); got != types.Bool(want) {
			t.Errorf("%s: %v", text, got)
		}
	}
}
