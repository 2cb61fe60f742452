package pdf

import (
	"bytes"
	"strings"
	"testing"
)

// TestMeetingNoticeIsWhoseItIs: the office's has a number of its own series, that of a
// department, which numbers its own, has none; both are addressed to units alone, and a
// meeting of a day does not say that it is one.
func TestMeetingNoticeIsWhoseItIs(t *testing.T) {
	kind := kindNamed(t, "meeting")
	renderer, notice := testRenderer(t), parsed(t, kind).Further()[0]
	for notifier, says := range map[string]struct {
		days    int64
		yes, no []string
	}{
		"区政府办公室": {1, []string{"龙政办会〔2026〕7号", "龙凤区人民政府办公室关于召开全区防汛抗旱工作会议的通知",
			"\n龙凤镇人民政府，各社区工作站，区政府有关部门：\n", "2026年5月15日（星期五）14时。\n", "主要负责人。\n五、有关要求：请"}, []string{"会期", "\n区政府办公室"}},
		"区应急管理局": {2, []string{"龙凤区应急管理局关于召开", "14时，会期2天。\n"}, []string{"龙政办会〔2026〕7号", "办公室关于"}},
	} {
		d := exampleData(t, kind)
		d.Number = notice.FormatNumber(2026, 7)
		d.Values["notifier"], d.Values["days"] = notifier, says.days
		var b bytes.Buffer
		printed, err := renderer.Print(&b, notice.Template, d)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range says.yes {
			if !strings.Contains(printed.Text, want) {
				t.Errorf("%s does not say %q:\n%s", notifier, want, printed.Text)
			}
		}
		for _, not := range says.no {
			if strings.Contains(printed.Text, not) {
				t.Errorf("%s says %q:\n%s", notifier, not, printed.Text)
			}
		}
		if printed.Pages != 1 {
			t.Errorf("%s: %d pages", notifier, printed.Pages)
		}
		if *contactSheets != "" {
			savePicture(t, *contactSheets+"/"+notifier+".png", drawnAt(t, b.Bytes(), 1, "60"))
		}
	}
}
