package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"gongwen/templates"
)

// TestSeamsSayThingsOnce: what clerks type already says what the document says around it
// – the government before a title, the number before a heading, the colon after an
// addressee –, and the document says it once.
func TestSeamsSayThingsOnce(t *testing.T) {
	section := func(key, text string, more templates.Values) []templates.Values {
		more[key] = text
		return []templates.Values{more}
	}
	renderer := testRenderer(t)
	for i, c := range []struct {
		kind      string
		values    templates.Values
		says, not string
	}{
		{"letter", templates.Values{"errand": "关于核对资金下达情况事宜"}, "前往贵处联系核对资金下达情况事宜，", "事宜事宜"},
		{"letter", templates.Values{"errand": "赴市财政局联系有关核对资金事宜。"}, "联系核对资金事宜，", "前往贵处联系有关"},
		{"letter", templates.Values{"unit": "区教育局", "bearer_post": "区教育局副局长"}, "兹介绍区教育局副局长沈望舒", "区教育局区教育局"},
		{"incident", templates.Values{"name": "关于东湖花园3号楼发生燃气泄漏的情况报告"}, "3号楼2单元发生燃气泄漏，属", "发生发生"},
		{"incident", templates.Values{"dead": int64(0), "injured": int64(0)}, "没有人员伤亡，直接经济损失3.6万元。", "0人"},
		{"incident", templates.Values{"dead": int64(1), "injured": int64(0), "loss": nil}, "死亡（含失踪）1人。", "受伤0人"},
		{"incident", templates.Values{"dead": int64(1), "injured": int64(2)}, "死亡（含失踪）1人，受伤2人，", "没有人员伤亡"},
		{"incident", templates.Values{"happened": templates.Moment{Time: templates.NewDate(2025, 12, 31).Time}}, "2025年12月31日0时，", "发生于"},
		{"minutes", templates.Values{"circulation": "发放范围：区政府领导。", "name": "龙凤区人民政府第12次常务会议纪要"}, "分送：区政府领导。", "纪要纪要"},
		{"minutes", templates.Values{"agenda": section("topic", "一、关于城区防汛准备工作情况", templates.Values{"decision": "会议同意。"})}, "\n一、关于城区防汛", "一、一、"},
		{"outgoing", templates.Values{"title": "龙凤区人民政府关于做好防汛工作的通知", "addressee": "区政府各部门："}, "\n区政府各部门：\n", "人民政府龙凤区"},
		{"outgoing", templates.Values{"sections": section("heading", "（一）压实责任。", templates.Values{"text": "好。"}), "copied_to": "抄送：区委办公室。"}, "\n一、压实责任\n", "抄送：抄送"},
		{"outgoing-office", templates.Values{"title": "区政府办公室关于值班的通知", "addressee": "区政府各部门:"}, "龙凤区人民政府办公室关于值班的通知\n区政府各部门：\n", "办公室区政府办公室"},
		{"outgoing-letter", templates.Values{"title": "龙凤区人民政府办公室关于商请支持的函", "copied_to": "抄送：区财政局"}, "\n龙凤区人民政府办公室关于商请支持的函", "抄送：抄送"},
		{"outgoing-letter", templates.Values{"annexes": section("name", "附件1：移交管网清单", templates.Values{"file": "a.txt"})}, "附件：移交管网清单\n", "附件1"},
	} {
		t.Run(fmt.Sprint(c.kind, i), func(t *testing.T) {
			kind := kindNamed(t, c.kind)
			d := exampleData(t, kind)
			for key, value := range c.values {
				d.Values[key] = value
			}
			var b bytes.Buffer
			printed, err := renderer.Print(&b, parsed(t, kind), d)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(printed.Text, c.says) || strings.Contains(printed.Text, c.not) {
				t.Errorf("not %q, or %q:\n%s", c.says, c.not, printed.Text)
			}
		})
	}
}

func TestUnnumbered(t *testing.T) {
	for said, want := range map[string]string{
		"一、压实责任": "压实责任", "（二）排查隐患。": "排查隐患", "1.严格值守": "严格值守", "3、值守": "值守", "十二、值守": "值守", "附件2：清单": "清单", "附件：清单": "清单", "附件一：清单": "清单",
		"一是抓落实": "一是抓落实", "2026年安排": "2026年安排", "1.5万元补贴": "1.5万元补贴", "一、": "一", "三年行动": "三年行动", "": "",
	} {
		if got := unnumbered(said); got != want {
			t.Errorf("unnumbered(%s) = %s, want %s", said, got, want)
		}
	}
}
