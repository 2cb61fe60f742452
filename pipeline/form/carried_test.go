package form

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongwen/templates"
	"gongwen/templates/docx/docxtest"
)

// carried is what a kind's form becomes with the one file that is named on it.
func carried(t *testing.T, kind *templates.Kind, v templates.Values, file []byte) (*Form, []string) {
	t.Helper()
	f := &Form{Kind: kind, Values: v, Places: map[string]string{"body_file": "B20"}}
	full, findings, err := f.Carry(func(string) ([]byte, bool, error) { return file, file != nil, nil })
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, found := range findings {
		said = append(said, fmt.Sprintf("%s %s %s", found.Severity, found.Path, found.Message))
	}
	return full, said
}

// typedOut is a text with a paragraph style for a line that begins with one: h1 甲.
func typedOut(text string) (body string) {
	for _, line := range strings.Split(text, "\n") {
		style, rest, found := strings.Cut(line, " ")
		if !found || len(style) != 2 {
			style, rest = "", line
		}
		body += docxtest.Paragraph(style, rest)
	}
	return body
}

func TestCarryIntoSections(t *testing.T) {
	kind := builtin(t).Named("outgoing")
	for name, c := range map[string]struct{ text, want string }{
		"typed numbers":        {"开头。\n一、甲事\n甲的内容。\n（一）细目\n细目的内容。\n二、乙事\n乙的内容。", "开头。/甲事:甲的内容。 （一）细目 细目的内容。/乙事:乙的内容。"},
		"styles":               {"开头。\nh1 甲事\nh2 细目\n内容。\nh3 再细\n内容。\nh2 又一\n内容。", "开头。/甲事:（一）细目 内容。 1.再细 内容。 （二）又一 内容。"},
		"a title over it":      {"h1 龙凤区人民政府关于防汛的通知\n各部门：\n开头。\nh2 甲事\n内容。\nh3 细目\n内容。", "开头。/甲事:内容。 （一）细目 内容。"},
		"no headings":          {"甲。\n乙。", "甲。 乙。"},
		"numbered sentences":   {"如下：\n一、各单位于五月底前报送名单。\n二、逾期的通报。", "如下： 一、各单位于五月底前报送名单。 二、逾期的通报。"},
		"chapters are no part": {"h1 第一章 总则\n第一条 甲。", "第一章 总则 第一条 甲。"},
	} {
		f, findings := carried(t, kind, templates.Values{"body_file": "正文.docx", "title": "关于防汛的通知", "addressee": "各部门"}, docxtest.Document(typedOut(c.text), docxtest.Headings, ""))
		got := templates.Text(f.Values["lead"])
		rows, _ := f.Values["sections"].([]templates.Values)
		for _, row := range rows {
			got += "/" + templates.Text(row["heading"]) + ":" + templates.Text(row["text"])
		}
		if got = strings.ReplaceAll(got, "\n", " "); got != c.want || findings != nil {
			t.Errorf("%s: %q, %q", name, got, findings)
		}
		if f.Places["lead"] != "B20" {
			t.Errorf("%s: at %q", name, f.Places["lead"])
		}
	}
}

// twoByTwo is a table whose second row has only its first cell filled in.
var twoByTwo = `<w:tbl><w:tr><w:tc>` + docxtest.Paragraph("", "事项") + `</w:tc><w:tc>` + docxtest.Paragraph("", "备注") + `</w:tc></w:tr>` +
	`<w:tr><w:tc>` + docxtest.Paragraph("", "甲") + `</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>`

// TestCarryTable: a row stays one where its last cells are empty.
func TestCarryTable(t *testing.T) {
	f, findings := carried(t, builtin(t).Named("outgoing"), templates.Values{"body_file": "正文.docx"}, docxtest.Document(typedOut("开头。")+twoByTwo+typedOut("结尾。"), "", ""))
	lead, _ := f.Values["lead"].(string)
	p := templates.Passages(lead)
	if len(p) != 3 || fmt.Sprintf("%q", p[1].Rows) != `[["事项" "备注"] ["甲" ""]]` || findings != nil {
		t.Errorf("%q, %q", lead, findings)
	}
}

func TestCarryFindings(t *testing.T) {
	kind := builtin(t).Named("outgoing")
	plain := docxtest.Document(typedOut("开头。\n一、甲\n内容。"), docxtest.Headings, "")
	for name, c := range map[string]struct {
		values templates.Values
		file   []byte
		want   string
	}{
		"picture":          {nil, docxtest.Document(docxtest.Paragraph("", "见下图")+docxtest.Picture, "", ""), "must body_file “正文.docx”里有印不出的内容：第1段“见下图”处的图片"},
		"two places":       {templates.Values{"lead": "开头。"}, plain, "must body_file “开头”已经填在表单里，又附了“正文.docx”"},
		"no docx inside":   {nil, []byte("text"), "must body_file “正文.docx”读不出：不是 Word 的 .docx 文件"},
		"password":         {nil, []byte("\xD0\xCF\x11\xE0"), "must body_file “正文.docx”读不出：文件有打开密码"},
		"another format":   {templates.Values{"body_file": "正文.wps"}, nil, "must body_file “正文.wps”不是docx文件"},
		"nothing in it":    {nil, docxtest.Document("<w:p/>", "", ""), "must body_file “正文.docx”里没有文字"},
		"no opening":       {nil, docxtest.Document(typedOut("一、甲\n内容。"), "", ""), "must body_file “正文.docx”第一段就是小标题“甲”，前面没有“开头”"},
		"an empty section": {nil, docxtest.Document(typedOut("开头。\n一、甲\n二、乙\n内容。"), "", ""), "must body_file “正文.docx”里小标题“甲”下面没有内容"},
		"order":            {nil, docxtest.Document(typedOut("开头。\n一、甲\n内容。\n三、乙\n内容。"), "", ""), "confirm body_file “正文.docx”里小标题“乙”的序号是“三”，按先后应当是“二”"},
		"another title":    {nil, docxtest.Document(`<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>关于抗旱的通知</w:t></w:r></w:p>`+typedOut("开头。\n一、甲\n内容。"), "", ""), "confirm body_file “正文.docx”开头的“关于抗旱的通知”像是标题，与表单上填的不同"},
		"date at its end":  {nil, docxtest.Document(typedOut("开头。\n一、甲\n内容。\n龙凤区人民政府\n2026年5月15日"), "", ""), "must body_file “正文.docx”末尾写着“2026年5月15日”"},
		"date set apart":   {nil, docxtest.Document(typedOut("开头。\n２０２６ 年 5 月 15 日"), "", ""), "must body_file “正文.docx”末尾写着“２０２６ 年 5 月 15 日”"},
		"tables in a row":  {nil, docxtest.Document(typedOut("开头。")+twoByTwo+"<w:p/>"+twoByTwo, "", ""), "must body_file “正文.docx”第2段是表格，紧接着又是一张表格，会印成一张"},
		"not there":        {nil, nil, ""},
	} {
		v := templates.Values{"body_file": "正文.docx", "title": "关于防汛的通知", "addressee": "各部门"}
		for key, value := range c.values {
			v[key] = value
		}
		if _, findings := carried(t, kind, v, c.file); strings.Join(findings, "；") != c.want {
			t.Errorf("%s: %q", name, findings)
		}
	}
}

// TestCarryLeavesTheFormAsItIs: it may be read once more.
func TestCarryLeavesTheFormAsItIs(t *testing.T) {
	v := templates.Values{"body_file": "正文.docx"}
	f := &Form{Kind: builtin(t).Named("outgoing"), Values: v, Places: map[string]string{}}
	file := docxtest.Document(typedOut("开头。"), "", "")
	for range 2 {
		if full, findings, err := f.Carry(func(string) ([]byte, bool, error) { return file, true, nil }); err != nil || findings != nil || full.Values["lead"] != "开头。" {
			t.Fatalf("%v %v %v", full.Values, findings, err)
		}
	}
	if len(v) != 1 || len(f.Places) != 0 {
		t.Errorf("%v %v", v, f.Places)
	}
	broken := errors.New("the disk")
	if _, _, err := f.Carry(func(string) ([]byte, bool, error) { return nil, false, broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

// TestReadAsksForNothingThatIsCarried: what a file is read into need not be filled in,
// and is asked for where no file is named.
func TestReadAsksForNothingThatIsCarried(t *testing.T) {
	set := builtin(t)
	for line, want := range map[string]bool{"": true, "正文文件: 正文.docx\n": false, "正文文件: ''\n": true} {
		_, findings, err := Read("表单.yaml", []byte("表单种类: 区政府发文\n"+line), set)
		if err != nil {
			t.Fatal(err)
		}
		asked := false
		for _, f := range findings {
			asked = asked || f.Path == "lead"
		}
		if asked != want {
			t.Errorf("%q: asked for the opening: %v", line, asked)
		}
	}
}

// TestCarryAnnexes: what a Word document of an annex says is printed, unless its text
// stands on the form; one that cannot be printed is asked about and stays attached, as
// other files do.
func TestCarryAnnexes(t *testing.T) {
	kind := builtin(t).Named("outgoing")
	plain := docxtest.Document(typedOut("附件1\n任务分工表\n甲。\nh1 乙\n丙。"), docxtest.Headings, "")
	for name, c := range map[string]struct {
		row  templates.Values
		file []byte
		text any
		want string
	}{
		"docx":         {templates.Values{"name": "任务分工表", "file": "附件1.docx"}, plain, "甲。\n一、乙\n丙。", ""},
		"typed":        {templates.Values{"name": "任务分工表", "file": "附件1.docx", "text": "丁。"}, plain, "丁。", ""},
		"another":      {templates.Values{"name": "任务分工表", "file": "附件1.xlsx"}, plain, nil, ""},
		"picture":      {templates.Values{"name": "任务分工表", "file": "附件1.docx"}, docxtest.Document(docxtest.Picture, "", ""), nil, "confirm annexes[0].file “附件1.docx”里有印不出的内容：开头的图片"},
		"damaged":      {templates.Values{"name": "任务分工表", "file": "附件1.docx"}, docxtest.Document("<w:p>", "", ""), nil, "confirm annexes[0].file “附件1.docx”读不出：文件不完整或已损坏"},
		"not with it":  {templates.Values{"name": "任务分工表", "file": "附件1.docx"}, nil, nil, ""},
		"no file":      {templates.Values{"name": "任务分工表"}, nil, nil, ""},
		"nothing said": {templates.Values{"name": "任务分工表", "file": "附件1.docx"}, docxtest.Document(typedOut("任务分工表"), "", ""), nil, "confirm annexes[0].file “附件1.docx”里没有文字"},
	} {
		full, findings := carried(t, kind, templates.Values{"annexes": []templates.Values{c.row}}, c.file)
		if got := full.Values["annexes"].([]templates.Values)[0]["text"]; got != c.text || strings.Join(findings, "；") != c.want {
			t.Errorf("%s: %q, %q", name, got, findings)
		}
	}
}
