package returns

import (
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
)

var received = time.Date(2026, 5, 11, 9, 30, 0, 0, time.UTC)

func TestNoticeText(t *testing.T) {
	n := Notice{
		File: "介绍信\n.xlsx", Kind: "介绍信", Unit: "区财政局", Received: received, Office: "龙凤区人民政府办公室", Phone: "0459-6240551", Marked: true,
		Quote: func(cited string) string { return map[string]string{"81(6)": "介绍信须填写\n期限。"}[cited] },
		Findings: []form.Finding{
			{Article: "81(6)", Severity: form.Must, Field: "有效期至", Cell: "B12", Value: "2026年5月1日", Message: "早于开具日期", Advice: "请改为办完事的日期。"},
			{Article: "79(6)", Severity: form.Principle, Field: "审批意见", Message: "没有写明主任不在", Excused: true},
			{Article: "81(4)", Severity: form.Principle, Code: "K123", Field: "联系事项", Cell: "第9行", Message: "一信一事", Because: "两件事（第八十一条第（四）项）→ 分别开具"},
			{Article: "81(6)", Severity: form.Confirm, Code: "M456", Field: "有效期至", Message: "有效期比一年还长"},
			{Severity: form.Must, Message: "文件里有\u202e怪字符"},
		},
	}
	want := `退件通知

文件：介绍信□.xlsx
表单：介绍信
单位：区财政局
收到：2026-05-11 09:30

这份表单有4处不符合要求，未予办理：

1. 早于开具日期
   位置：有效期至（B12）
   所填：2026年5月1日
   依据：《工作规则》第八十一条第（六）项“介绍信须填写□期限。”
   办法：请改为办完事的日期。

2. 一信一事
   位置：联系事项（第9行）
   缘由：两件事（第八十一条第（四）项）→ 分别开具
   依据：《工作规则》第八十一条第（四）项
   办法：请核对“联系事项”，改正后重新提交。
   或者：这是原则上的要求，确有特殊情况的，可在“例外”里写一行：针对写K123，理由写明缘由。

3. 有效期比一年还长
   位置：有效期至
   依据：《工作规则》第八十一条第（六）项“介绍信须填写□期限。”
   办法：请核对“有效期至”，改正后重新提交。
   或者：这一处请核实，确实无误的，在“例外”里写一行：针对写M456，理由写“属实”。

4. 文件里有□怪字符
   位置：整份表单
   办法：请核对整份表单，改正后重新提交。

有问题的格子在批注本中已经标出。
请按上述办法改正后，把表单连同附件重新放入收件文件夹 inbox/区财政局。
需要重新填写的，空白表单是 forms 文件夹的“介绍信.xlsx”。
如有疑问，请与龙凤区人民政府办公室联系，电话0459-6240551。

龙凤区人民政府办公室
`
	if got := strings.ReplaceAll(n.Text(), "\r\n", "\n"); got != want {
		t.Errorf("notice:\n%s\nwant:\n%s", got, want)
	}
	if strings.Count(n.Text(), "\n") != strings.Count(n.Text(), "\r\n") {
		t.Error("a line does not end as Notepad likes it")
	}
	if printed := n.forRenderer(); len(printed.Findings) != 4 || printed.Findings[1].Way == "" || printed.Findings[1].Because == "" || printed.Findings[0].Way != "" || printed.Findings[0].Article != "第八十一条第（六）项" {
		t.Errorf("for the renderer: %+v", printed.Findings)
	}
}

func TestNoticeTextOfADuplicate(t *testing.T) {
	text := Notice{File: "介绍信.yaml", Received: received, Office: "办公室", Duplicate: "龙政办介字〔2026〕1号"}.Text()
	for _, want := range []string{"此前已经办理，编号龙政办介字〔2026〕1号", "确需另行办理的，请在表单里写明与前一份的区别后提交"} {
		if !strings.Contains(text, want) {
			t.Errorf("the notice does not say %q:\n%s", want, text)
		}
	}
}

// TestNoticeOfAnEnding says how it ended, why, and what may be done now, and nothing of
// what is to be corrected; it is known as ours when it comes back.
func TestNoticeOfAnEnding(t *testing.T) {
	const key = "20260511T013000.000-abcde23456"
	again := "改好以后，把表单连同附件和这份通知重新放入收件文件夹 inbox/区财政局。\n"
	blank := "需要重新填写的，空白表单是 forms 文件夹的“介绍信.xlsx”。\n"
	for ending, test := range map[form.Ending]struct{ heading, next string }{
		form.Refused:  {"这份表单不再办理：", blank},
		form.SentBack: {"这份表单由签批人退回：", again + blank},
		form.Recalled: {"这份表单已经撤回，不再等候签批：", again + blank},
		form.Replaced: {"这份表单不再办理：", ""},
		form.Waiting:  {"这份表单没有另行送签：", ""},
	} {
		n := Notice{File: "信.xlsx", Kind: "介绍信", Unit: "区财政局", Received: received, Arrival: key, Office: "办公室",
			Findings: []form.Finding{{Severity: form.Must, Ending: ending, Message: "区长张三说：不急\u202e。", Because: "事实。", Advice: "该这样办。"}}}
		want := "退件通知\n\n文件：信.xlsx\n表单：介绍信\n单位：区财政局\n收到：2026-05-11 09:30\n收件号：" + key + "\n\n" +
			test.heading + "\n\n区长张三说：不急□。事实。\n\n该这样办。\n" + test.next + "如有疑问，请与办公室联系。\n\n办公室\n"
		if got := strings.ReplaceAll(n.Text(), "\r\n", "\n"); got != want {
			t.Errorf("%s:\n%s\nwant:\n%s", ending, got, want)
		}
		text := []byte(ours.WithCode(n.Text()))
		if about, ok := ours.Arrival(text); !ours.Is("退件通知.txt", text) || !ok || about != key {
			t.Errorf("%s: the notice is not known: %q, %v", ending, about, ok)
		}
		p := n.forRenderer()
		if p.Ending+"：" != strings.TrimPrefix(test.heading, "这份表单") || p.Said != "区长张三说：不急□。事实。" || !strings.HasPrefix(p.Next, "该这样办。") ||
			strings.Contains(test.next, again) != strings.Contains(p.Next, strings.TrimSpace(again)) || (p.Blank == "") != (test.next == "") || p.Findings != nil {
			t.Errorf("%s, for the renderer: %+v", ending, p)
		}
		if got := Where(n.Findings[0]); got != "签批" {
			t.Errorf("%s: where %s", ending, got)
		}
	}
}
