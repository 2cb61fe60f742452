package templates

import "testing"

func TestSecrecyOf(t *testing.T) {
	k := &Kind{Secrecy: "degree"}
	for said, want := range map[any]string{nil: "", "": "", "秘密": "秘密", "内部": "内部", "不涉密": "", "公开": "", "秘密★5年": "秘密★5年"} {
		if got := k.SecrecyOf(Values{"degree": said}); got != want {
			t.Errorf("%v is %q, want %q", said, got, want)
		}
	}
}
