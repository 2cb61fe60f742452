package form

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongwen/templates"
)

// toldOf reads a text form and writes what is said of it: findings, or why it cannot be read.
func toldOf(t *testing.T, set *templates.Set, name, text string) (*Form, string) {
	t.Helper()
	form, findings, err := Read(name, []byte(text), set)
	outcome(t, form, findings, err)
	var u *Unreadable
	if errors.As(err, &u) {
		return nil, u.Reason + "。" + u.Advice
	}
	return form, strings.TrimSuffix(saidAll(findings), "\n")
}

// What stands behind a value and YAML takes for a comment is told of; what nobody can
// mistake for a value is a comment.
func TestReadYAMLComments(t *testing.T) {
	set := builtin(t)
	const lost = "“#”和它后面的文字成了注释，没有读入；“#”是内容的，请给整个内容加引号"
	const line = "；确是说明的，请另起一行"
	for _, test := range []struct{ old, new, want string }{
		{"事由: 参加现场会", "事由: 东湖花园 3 #楼", "must 事由（第8行）：" + lost + "，写成 \"东湖花园 3 #楼\" " + line + "；所填：东湖花园 3 #楼"},
		{"事由: 参加现场会", "事由: 东湖\"花园\" # 楼", "must 事由（第8行）：" + lost + "，写成 '东湖\"花园\" # 楼' " + line + "；所填：东湖\"花园\" # 楼"},
		{"天数: 3", "天数: 3 #天", "must 天数（第11行）：" + lost + "，写成 \"3 #天\" " + line + "；所填：3 #天"},
		{"事由: 参加现场会", "事由: # 待定", "must 事由（第8行）：" + lost + "，写成 \"# 待定\" " + line + "；所填：# 待定\n" +
			"must 事由（第8行）：没有填写；这一栏必须填写"},
		{"事由: 参加现场会", "事由: 参加\n  现场会 #3", "must 事由（第9行）：" + lost + line + "；所填：现场会 #3"},
		{"姓名: 程以宁,", "姓名: 程以宁 #代,", "第17行里“#”后面的文字成了注释。“#”是内容的，请给整个内容加引号" + line},
		{"表单种类: 请假外出", "表单种类: 请假外出 # 一份", "must 表单种类（第1行）：" + lost + "，写成 \"请假外出 # 一份\" " + line + "；所填：请假外出 # 一份"},
		{"事由: 参加现场会", "事由: '东湖 #3' # 说明", ""},
		{"事由: 参加现场会", "事由: \"东湖\" # 说明", ""},
		{"事由: 参加现场会", "# 说明\n事由: 参加现场会", ""},
		{"事由: 参加现场会", "事由: |\n  东湖 # 3\n  花园", ""},
		{"事由: 参加现场会", "事由: 东湖#3", ""},
		{"审批意见:\n", "审批意见: # 按先后\n", ""},
		{"日期: 2026-05-18}", "日期: 2026-05-18} # 好", ""},
	} {
		t.Run(test.new, func(t *testing.T) {
			if _, got := toldOf(t, set, "f.yaml", strings.Replace(leave, test.old, test.new, 1)); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// What is mistyped is read, or comes back with its line and the way to write it.
func TestReadYAMLMistyped(t *testing.T) {
	set := builtin(t)
	const colon = "栏目名称后面请写半角冒号“:”再空一格"
	const applicant, cause = "请假人: 方听澜", "事由: 参加现场会"
	const row = "  - {职务: 副区长, 姓名: 程以宁, 意见: 同意, 日期: 2026-05-18}"
	for _, test := range []struct{ old, new, want string }{
		{applicant, "请假人：方听澜", "第4行的栏目名称后面是全角冒号“：”。请改成半角冒号“:”再空一格"},
		{applicant, "请假人:方听澜", "第4行的冒号后面没有半角空格。请在栏目名称后的“:”与内容之间空一格（半角）"},
		{applicant, "请假人:　方听澜", "第4行的冒号后面没有半角空格。请在栏目名称后的“:”与内容之间空一格（半角）"},
		{applicant, "请假人:\u00a0方听澜", "第4行的冒号后面没有半角空格。请在栏目名称后的“:”与内容之间空一格（半角）"},
		{applicant + "\n职务: ", "请假人：方听澜\n职务:", "第4行的栏目名称后面是全角冒号“：”，第5行的冒号后面没有空格。栏目名称后面请都写半角冒号“:”再空一格"},
		{applicant, " 请假人：方听澜", "must 请假人（第4行）：这一行接在“单位”的内容后面了；" + colon + "，并与其他栏目左端对齐；确是内容的，请给整个内容加引号；所填：请假人：方听澜"},
		{applicant, " 请假人: 方听澜", "第4行不合 YAML 的写法，行首的空格与上面不齐。请与同一级的其他栏目左端对齐"},
		{applicant, "\t请假人: 方听澜", "第4行不合 YAML 的写法，行首有制表符（Tab）。行首的缩进请改用半角空格"},
		{applicant, "*请假人: 方听澜", "第4行有特殊符号“*”。这里用不着它，请去掉；如果它是内容的一部分，请给整个内容加上引号"},
		{applicant, "请假人: 方: 听澜", "第4行不合 YAML 的写法，内容里有冒号“:”。请给整个内容加上引号"},
		{applicant, "请假人: “方听澜”", "confirm 请假人（第4行）：整个内容在中文引号“”里，引号会当作内容；引号不是内容的，请删去；所填：“方听澜”"},
		{applicant, "请假人: '方听澜", "第4行不合 YAML 的写法，引号没有成对。请补上另一半引号"},
		{applicant, "请假人: \"方\"听澜", "第4行不合 YAML 的写法，引号没有包住整个内容。请把整个内容放进一对引号；内容里本来就有引号的，请改用“”"},
		{cause, "事由: @现场会", "第8行不合 YAML 的写法，内容以“@”开头。请给整个内容加上引号"},
		{cause, "事由: - 现场会", "第8行不合 YAML 的写法，内容以“-”开头。请给整个内容加上引号"},
		{cause, "事由: [重要]现场会", "第8行不合 YAML 的写法，内容以“[”开头。请给整个内容加上引号"},
		{"天数: 3", "天数：3天: 多", "must 天数（第11行）：栏目名称后面是全角冒号“：”；" + colon},
		{row, "  - 职务：副区长\n    姓名：程以宁", "must 审批意见（第17行）：这一行应当是一组内容；" + colon + "\n" +
			"must 审批意见（第16行）：没有填写；至少填写一行：按审批先后填写"},
		{row, "  -职务: 副区长\n   姓名: 程以宁", "第17行不合 YAML 的写法，“-”后面没有空格。请在“-”后面空一格（半角）"},
		{row, strings.TrimSuffix(row, "}"), "第17行不合 YAML 的写法，花括号没有成对。请补上另一半“}”"},
		{row, strings.Replace(row, "- ", "", 1) + "\n" + row, "第17行不合 YAML 的写法，行首没有“- ”。列表的每一行请以“- ”开头"},
		{row, strings.Replace(row, "- ", "－ ", 1), "第17行不合 YAML 的写法，行首是全角的“－”。请改成半角“-”再空一格"},
		{row, strings.NewReplacer("{", "｛", "}", "｝").Replace(row), "第17行不合 YAML 的写法，用了全角的花括号。请改成半角的“{”“}”"},
		{cause, "事由; 参加现场会", "第8行不合 YAML 的写法，这一行没有半角冒号“:”。请写成“栏目名称: 内容”；是上一栏的内容的，请在行首空两格"},
		{cause, "事由: 参加现场会\"", "confirm 事由（第8行）：引号没有成对；引号不是内容的，请删去；所填：参加现场会\""},
		{cause, "事由: 更换86\"触控一体机", ""},
		{cause, "事由: 更换触控一体机，86\"", ""},
		{cause, "事由: |\n  参加现场会\n  抄报单位: 市委", "confirm 抄报单位（第8行）：“事由”的内容里有一行像是“抄报单位”这一栏；是另一栏的，请减少行首的空格，与其他栏目左端对齐；所填：抄报单位: 市委"},
		{"表单种类: 请假外出", "表单种类：请假外出", "第1行的栏目名称后面是全角冒号“：”。请改成半角冒号“:”再空一格"},
		// Read as it was meant.
		{applicant, "请 假　人 *: 方听澜", ""},
		{applicant, "1. 请假人（必填）: 方听澜", ""},
		{applicant, "“请假人”: 方听澜", ""},
		{applicant, "　请假人: 方听澜", ""},
		{applicant, "请假人:\t方听澜", ""},
		{"天数: 3", "天数: 3.0", ""},
		{"天数: 3", "天数: \"3.00\"", ""},
		{cause, "事由: |\n  时间：两天\n  前往地点:哈尔滨", ""},
		{"表单种类: 请假外出", "---\n表单种类 : 请假外出", ""},
		{leave, strings.ReplaceAll(leave, "\n", "\r"), ""},
	} {
		t.Run(test.new, func(t *testing.T) {
			form, got := toldOf(t, set, "f.yaml", strings.Replace(leave, test.old, test.new, 1))
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if want, _ := toldOf(t, set, "f.yaml", leave); test.want == "" && !strings.HasPrefix(test.new, "事由") && !reflect.DeepEqual(form.Values, want.Values) {
				t.Errorf("got %v", form.Values)
			}
		})
	}
}

// Text over several lines is folded as YAML says, wherever lines end.
func TestReadYAMLFolds(t *testing.T) {
	set := builtin(t)
	for text, want := range map[string]string{
		"'夜市\n  整治'":            "夜市 整治",
		"\"夜市\n\n  整治\"":        "夜市\n整治",
		"夜市\n  整治":              "夜市 整治",
		"|\n  夜市\n  整治":         "夜市\n整治",
		">\n  夜市\n  整治\n\n  收市": "夜市 整治\n收市",
	} {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			text := strings.ReplaceAll(strings.Replace(leave, "事由: 参加现场会", "事由: "+text, 1), "\n", end)
			form, got := toldOf(t, set, "f.yaml", text)
			if got != "" || form.Values["cause"] != want {
				t.Errorf("%q: got %q %v, want %q", text, form.Values["cause"], got, want)
			}
		}
	}
}

// Words that YAML has another use for are what was typed, but for those that say nothing.
func TestReadYAMLWords(t *testing.T) {
	set := builtin(t)
	for typed, want := range map[string]any{
		"yes": "yes", "no": "no", "on": "on", "off": "off", "true": "true", "0x1F": "0x1F", "1_000": "1_000", "007": "007",
		"2026-05-11": "2026-05-11", "123456789012345678901": "123456789012345678901", "'null'": "null", "null": nil, "~": nil, "": nil,
	} {
		form, _ := toldOf(t, set, "f.yaml", strings.Replace(leave, "职务: 区教育局局长", "职务: "+typed, 1))
		if got := form.Values["post"]; got != want {
			t.Errorf("%s: got %v", typed, got)
		}
	}
}

func TestReadJSONMistyped(t *testing.T) {
	set := builtin(t)
	for text, want := range map[string]string{
		`"unit": "x", // 单位`:            "第2行不合 JSON 的写法，里面有注释。JSON 里不能写注释，请删去",
		`"unit": "x" /* y */`:           "第2行不合 JSON 的写法，里面有注释。JSON 里不能写注释，请删去",
		`"unit": "x",`:                  "第3行不合 JSON 的写法，最后一项后面多了逗号。请删去这个逗号",
		`"approvals": [{"post": "x"},]`: "第2行不合 JSON 的写法，最后一项后面多了逗号。请删去这个逗号",
		`"unit": 'x'`:                   "第2行不合 JSON 的写法，用了单引号。请改用半角双引号 \"",
		`“unit”: "x"`:                   "第2行不合 JSON 的写法，用了中文引号。请改用半角双引号 \"",
		`"unit"： "x"`:                   "第2行不合 JSON 的写法，用了全角的“：”。请改用半角的标点",
		`"unit": "x"，`:                  "第2行不合 JSON 的写法，用了全角的“，”。请改用半角的标点",
		`"unit": x`:                     "第2行不合 JSON 的写法，文字没有加引号。请给文字两头加半角双引号",
		`unit: "x"`:                     "第2行不合 JSON 的写法，文字没有加引号。请给文字两头加半角双引号",
		`"unit": "x"y"`:                 "第2行不合 JSON 的写法，内容里有双引号。内容里的双引号请写成 \\\"，或改用“”",
		`"unit": "C:\x"`:                "第2行不合 JSON 的写法，引号或反斜杠写得不对。内容里的双引号请写成 \\\"，反斜杠写成 \\\\",
		"\"unit\": \"x\ny\"":            "第2行不合 JSON 的写法，一段文字在引号里换了行。请把换行写成 \\n，或写在一行里",
		`"people": 007`:                 "第2行不合 JSON 的写法，数字写得不对。请写成普通的数，或给它两头加半角双引号",
		`"unit" "x"`:                    "第2行不合 JSON 的写法，这里少了逗号或冒号。两项之间写半角逗号，栏目名称与内容之间写半角冒号",
		`"unit": "x"]`:                  "第2行不合 JSON 的写法，括号没有成对。请核对方括号和花括号",
	} {
		if _, got := toldOf(t, set, "f.json", "{\"kind\": \"letter\",\n"+text+"\n}"); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", text, got, want)
		}
	}
	_, got := toldOf(t, set, "f.json", "{\"kind\": \"letter\",\n\"unit\": \"x\"")
	if want := "第2行不合 JSON 的写法，没有写完。请补上末尾的引号和括号“]”“}”"; got != want {
		t.Errorf("got %s", got)
	}
}

// What is advised is said in the words of the format.
func TestReadAdviceOfTheFormat(t *testing.T) {
	set := builtin(t)
	for name, text := range map[string]string{
		"f.yaml": "kind: letter\n审批: x\npeople: 12.5\napprovals: 同意\nunit: [x]\n",
		"f.json": `{"kind": "letter", "审批": "x", "people": 12.5, "approvals": "同意", "unit": ["x"]}`,
	} {
		_, got := toldOf(t, set, name, text)
		for _, word := range []string{"单元格", "格子", "表头", "空白表单"} {
			if strings.Contains(got, word) {
				t.Errorf("%s speaks of %s:\n%s", name, word, got)
			}
		}
		if name == "f.json" && (strings.Contains(got, "“- ”") || strings.Contains(got, "缩进")) {
			t.Errorf("JSON is advised as YAML is:\n%s", got)
		}
		if !strings.Contains(got, "“12.5”不是整数") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Text forms are read in the encodings Notepad writes.
func TestReadTextEncodings(t *testing.T) {
	set := builtin(t)
	want, _ := toldOf(t, set, "f.yaml", leave)
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(leave)
	must(t, err)
	var little, big []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + strings.ReplaceAll(leave, "\n", "\r\n"))) {
		little, big = append(little, byte(unit), byte(unit>>8)), append(big, byte(unit>>8), byte(unit))
	}
	for name, text := range map[string]string{"UTF-8 with a mark": "\ufeff" + leave, "ANSI": gbk, "Unicode": string(little), "Unicode big endian": string(big)} {
		form, got := toldOf(t, set, "f.yaml", text)
		if got != "" || !reflect.DeepEqual(form.Values, want.Values) {
			t.Errorf("%s: %s", name, got)
		}
	}
	for name, text := range map[string]string{
		"a broken byte":    strings.Replace(leave, "局长", "局\xff长", 1),
		"cut in a letter":  gbk[:len(gbk)-1] + "\xd6",
		"not a form's GBK": "\xb1\xed\xb5\xa5: x\n",
	} {
		if form, got := toldOf(t, set, "f.yaml", text); form != nil || !strings.HasPrefix(got, "文字不是 UTF-8 编码") {
			t.Errorf("%s: %s", name, got)
		}
	}
}
