package pdf

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"gongwen/templates"
)

// usualNotice has six findings of several kinds, as long as they usually are.
var usualNotice = Notice{
	Marked: true, Blank: "forms 文件夹的“介绍信.xlsx”", Phone: "0459-6240551",
	Office: "龙凤区人民政府办公室", Kind: "介绍信", File: "介绍信-沈望舒.xlsx", Unit: "区财政局", Date: templates.NewDate(2026, 5, 11),
	Findings: []NoticeFinding{
		{Where: "有效期至（B12）", Value: "2026年5月1日", Article: "第八十一条第（六）项", Words: "“开具时要写明有效的天数，过了期的作废，办事没有办完的重新办理手续，不得涂改后再用，也不得借给别人。”",
			Message: "有效期至2026年5月1日，早于开具日期2026年5月11日，这封信一开出就已失效", Because: "开具日期2026年5月11日，有效期至2026年5月1日（第八十一条第（六）项）→ 介绍信填写有效期限", Advice: "请把“有效期至”改为办完事的日期。"},
		{Where: "审批意见", Article: "第八十一条第（二）项", Message: "须经区政府办公室主任顾怀瑾审批，审批意见里没有其同意；温如言（区政府办公室副主任）在2026年5月11日代签，没有据以代签的依据",
			Advice: "请送区政府办公室主任顾怀瑾审批。其人不在、确由温如言代行的，请先归档其请假单（写明代行职责人），或请管理花名册的人在“委托”里登记委托人、受托人、起止日期和依据。"},
		{Where: "联系事项（B9）", Value: "核对转移支付资金，并联系培训事宜", Article: "第八十一条第（四）项", Message: "一封介绍信只办一件事，这里像是两件", Because: "联系事项里有“并联系”（第八十一条第（四）项）→ 一事一信",
			Advice: "请分别开具；确是一件事的，请核实。", Way: "确有特殊情况的，写例外K123。"},
		{Where: "人数（B8）", Value: "12", Article: "第八十一条", Message: "12人持一封介绍信，比平常多", Advice: "请核对人数。", Way: "确实无误的，写例外M456。"},
		{Where: "本单位介绍信（B13）", Value: "区财政局介绍信.pdf", Message: "附件“区财政局介绍信.pdf”没有送来", Advice: "请把这个文件与表单放在同一个文件夹里一起送来；文件名要与表单上填的一致，包括扩展名"},
		{Where: "D15", Value: "急！请张主任先看", Message: "“急！请张主任先看”左边没有栏目名称", Advice: "请补上栏目名称，或删去它"},
	},
}

func TestPrintNoticeKeepsSixFindingsOnOnePage(t *testing.T) {
	var b bytes.Buffer
	printed, err := testRenderer(t).PrintNotice(&b, usualNotice)
	if err != nil {
		t.Fatal(err)
	}
	if printed.Pages != 1 {
		t.Errorf("%d pages, want 1", printed.Pages)
	}
	for _, f := range usualNotice.Findings {
		for _, want := range []string{f.Where, f.Value, f.Message, f.Advice, f.Way} {
			if !strings.Contains(printed.Text, want) {
				t.Errorf("the notice does not say %q", want)
			}
		}
	}
	for _, want := range []string{"空白表单是 forms 文件夹的“介绍信.xlsx”。", "电话0459-6240551。", "过了期的作废……”", "写例外：", "依据：第八十一条第（六）项，介绍信填写有效期限“", "依据：联系事项里有“并联系”（第八十一条第（四）项）→ 一事一信", "依据：第八十一条第（二）项"} {
		if !strings.Contains(printed.Text, want) {
			t.Errorf("the notice does not say %q:\n%s", want, printed.Text)
		}
	}
	if *contactSheets != "" {
		savePicture(t, filepath.Join(*contactSheets, "notice.png"), drawnAt(t, b.Bytes(), 1, "80"))
	}
}

func TestGist(t *testing.T) {
	long := "“" + strings.Repeat("介绍信的编号应当连续，", 9) + "”"
	for quotation, want := range map[string]string{
		"":        "",
		"“一事一信。”": "“一事一信。”",
		long:      "“介绍信的编号应当连续，介绍信的编号应当连续……”",
		"“" + strings.Repeat("字", 80) + "”": "“" + strings.Repeat("字", 28) + "……”",
	} {
		if got := gist(quotation); got != want || utf8.RuneCountInString(got) > longestQuotation {
			t.Errorf("%s: %s, want %s", quotation, got, want)
		}
	}
}

// The notice says of a finding what its reader needs, once and in short.
func TestNoticeFindingInShort(t *testing.T) {
	f := NoticeFinding{Value: "一般事项", Message: "解决意见是“从区级预备费中安排补助资金三百万元”，性质却选了“一般事项”", Article: "第四十五条",
		Because: "议题名称关于帮助小微企业有关工作，议题性质一般事项，所需财力3,000,000.00（第四十五条）→ 会前报区长同意", Advice: "请核对", Way: "确实无误的，写例外K1。"}
	for got, want := range map[string]string{
		f.found():        "",
		f.toDo():         "请核对。确实无误的，写例外K1。",
		f.basis():        "第四十五条，会前报区长同意",
		brief(f.Message): "解决意见是“从区级预备费中安排补助资金……”，性质却选了“一般事项”",
		NoticeFinding{Because: "人数12", Article: "第八十一条", Words: "“一事一信。”"}.basis(): "第八十一条“一事一信。”",
		NoticeFinding{Because: "人数12"}.basis():                                     "人数12",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestPrintNoticeOfAnEnding speaks of what was decided, not of what is to be corrected.
func TestPrintNoticeOfAnEnding(t *testing.T) {
	n := Notice{Office: "龙凤区人民政府办公室", Kind: "介绍信", File: "信.xlsx", Unit: "区财政局", Date: templates.NewDate(2026, 5, 11), Phone: "0459-6240551",
		Ending: "不再办理", Said: "区长张三批示不同意：今年不安排。", Next: "不必改正后再送。", Names: "为免重名。", Blank: "forms 文件夹的“介绍信.xlsx”"}
	var b bytes.Buffer
	printed, err := testRenderer(t).PrintNotice(&b, n)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"表单（文件名：信.xlsx）不再办理：\n", "\n" + n.Said + "\n", n.Next + "需要重新填写的，空白表单是 " + n.Blank, n.Names, "电话0459-6240551。"} {
		if strings.Count(printed.Text, want) != 1 {
			t.Errorf("the notice does not say once %q:\n%s", want, printed.Text)
		}
	}
	for _, not := range []string{"需要改正", "在原表上逐处改正", "怎样改正"} {
		if strings.Contains(printed.Text, not) {
			t.Errorf("the notice says %q:\n%s", not, printed.Text)
		}
	}
}
