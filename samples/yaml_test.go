package samples

import (
	"fmt"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// Whatever a field holds, the form written from it reads back the same, but for blanks
// around lines and blank ones, which no paragraph has.
func TestFormYAMLReadsBack(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds(t)
	minutes := kinds.Named("minutes")
	_, example, err := parseForm([]byte(minutes.Example), kinds.Named)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{
		"普通文字", "冒号: 在中间", "井号 # 在中间", "12", "3.50", "2026-05-01", "是", "null", "~", "- 短横", "{花括号}", "[方括号]",
		`引号"和'撇号`, `反斜杠\n`, "&锚", "*星", "!叹", "|竖", ">尖", "%百分", "@圈", "`撇", "全角：冒号，逗号", "𠮷野家", "喆堃祎", "逗号,半角",
	} {
		checkText(t, kinds, example, "name", s)
		checkText(t, kinds, example, "circulation", s)
	}
	for _, s := range []string{"两行\n文字", "空一行\n\n文字", "冒号: 一行\n二行", "一行\n  缩进", "一行 \n行尾空格", "- 一\n- 二"} {
		checkText(t, kinds, example, "circulation", s)
	}
}

func checkText(t *testing.T, kinds *templates.Set, example templates.Values, key, text string) {
	t.Helper()
	v := shift(example, 0)
	v[key] = text
	minutes := kinds.Named("minutes")
	source := formYAML(minutes, v)
	read, findings, err := form.Read("会议纪要.yaml", source, kinds)
	if err != nil || len(findings) > 0 {
		t.Errorf("%s %q: %v %+v", key, text, err, findings)
		return
	}
	if v[key], err = minutes.Field(key).Parse(text); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(read.Values), fmt.Sprint(v); got != want {
		t.Errorf("%s %q reads back as\n%s\nwant\n%s", key, text, got, want)
	}
}
