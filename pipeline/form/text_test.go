package form

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"gongwen/templates"
)

// said writes findings the way the tables in these tests do.
func said(findings []Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, strings.TrimSuffix(f.Field+"（"+f.Cell+"）："+f.Message+"；"+f.Advice, "；"))
	}
	return strings.Join(lines, "\n")
}

// leave is an acceptable 请假外出 in YAML; tests change single lines of it.
const leave = `表单种类: 请假外出
申请日期: 2026-05-18
单位: 区教育局
请假人: 方听澜
职务: 区教育局局长
人员类别: 部门主要负责人
请假类别: 公出
事由: 参加现场会
起始日期: 2026-05-20
结束日期: 2026-05-22
天数: 3
前往地点: 哈尔滨市
联系方式: 13936880217
代行职责人: 秦晚舟
期间有重要会议或重大活动: 否
审批意见:
  - {职务: 副区长, 姓名: 程以宁, 意见: 同意, 日期: 2026-05-18}
`

func TestReadYAMLFindings(t *testing.T) {
	set := builtin(t)
	for _, test := range []struct{ name, old, new, want string }{
		{"as it is", "", "", ""},
		{"no such day", "结束日期: 2026-05-22", "结束日期: 2026-02-30",
			"结束日期（第10行）：“2026-02-30”这一天不存在；请核对年月日"},
		{"label changed", "天数: 3", "天数合计: 3",
			"天数合计（第11行）：没有“天数合计”这一栏，是不是“天数”？；请按“请假外出”的栏目名称改正，或删去它"},
		{"unknown", "天数: 3", "天数: 3\n备注: 无", "备注（第12行）：没有“备注”这一栏；请按“请假外出”的栏目名称改正，或删去它"},
		{"key and label", "天数: 3", "天数: 3\ndays: 4", "天数（第12行）：与第11行重复；同一栏只能填一次，请删去多余的"},
		{"empty", "事由: 参加现场会", "事由:", "事由（第8行）：没有填写；这一栏必须填写"},
		{"list for a value", "天数: 3", "天数: [3]", "天数（第11行）：这里应当是单个值，不能是一组内容；请在这一栏只写一个值"},
		{"value for a list", "审批意见:\n  - {职务: 副区长, 姓名: 程以宁, 意见: 同意, 日期: 2026-05-18}", "审批意见: 同意",
			"审批意见（第16行）：这里应当是列表，每项一组内容；请每行以“- ”开头，写明职务、姓名、意见、日期、批示"},
		{"text for a row", "审批意见:\n", "审批意见:\n  - 程以宁同意\n",
			"审批意见（第17行）：这一行应当是一组内容；请写明职务、姓名、意见、日期、批示"},
		{"row wanting", "日期: 2026-05-18}", "时间: 2026-05-18}",
			"时间（第17行）：没有“时间”这一列；请按“请假外出”的栏目名称改正，或删去它\n" +
				"审批意见·日期（第17行）：没有填写；这一栏必须填写"},
		{"choice", "请假类别: 公出", "请假类别: 出差",
			"请假类别（第7行）：“出差”不在可选项中；请从“公出”“事假”“病假”“年休假”“其他假”中选一项"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(leave, test.old, test.new, 1)
			if test.old != "" && text == leave {
				t.Fatal("the test changes nothing")
			}
			_, findings, err := Read("f.yaml", []byte(text), set)
			if err != nil {
				t.Fatal(err)
			}
			if got := said(findings); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// What is typed is what is read: no zero, digit or date is lost on the way.
func TestReadTextScalarsAsTyped(t *testing.T) {
	set := builtin(t)
	want := templates.Values{"phone": "0459-6240118", "errand": "0010.50", "bearer_post": "null", "unit": "😀/中",
		"people": int64(2), "issue_date": templates.NewDate(2026, time.May, 1)}
	for name, text := range map[string]string{
		"f.yaml": "kind: letter\nphone: 04596240118\nerrand: 0010.50\nbearer_post: 'null'\nunit: \"\\U0001F600/中\"\npeople: 2\nissue_date: 2026-05-01\nmatter: ~\n",
		"f.json": `{"kind":"letter","phone":"04596240118","errand":"0010.50","bearer_post":"null","unit":"\ud83d\ude00\/\u4e2d","people":2,` +
			"\n\t" + `"issue_date":"2026-05-01","matter":null}`,
	} {
		form, _, err := Read(name, []byte(text), set)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !reflect.DeepEqual(form.Values, want) {
			t.Errorf("%s: got %#v", name, form.Values)
		}
	}
}

func TestReadTextPlaces(t *testing.T) {
	set := builtin(t)
	json := "{\n\"kind\": \"leave\",\n\"days\":\n3, \"approvals\": [\n{\"post\": \"x\",\n\"name\": \"y\"}]}"
	for name, want := range map[string]map[string]string{
		"f.yaml": {"days": "第11行", "approvals": "第16行", "approvals[0].date": "第17行"},
		"f.json": {"days": "第3行", "approvals": "第4行", "approvals[0].post": "第5行", "approvals[0].name": "第6行"},
	} {
		text := leave
		if name == "f.json" {
			text = json
		}
		form, _, err := Read(name, []byte(text), set)
		if err != nil {
			t.Fatal(err)
		}
		for path, place := range want {
			if got := form.Places[path]; got != place {
				t.Errorf("%s: %s stands at %q, want %q", name, path, got, place)
			}
		}
	}
}

func TestUnreadableText(t *testing.T) {
	set := builtin(t)
	for _, test := range []struct {
		name, file, text, want string
		maybeAttachment        bool
	}{
		{"empty", "f.yaml", "", "文件是空的（0字节）", false},
		{"comments only", "f.yaml", "# 无\n", "文件里没有内容", true},
		{"full-width colons", "f.yaml", "表单种类：介绍信\n申请单位：区财政局\n", "第1、2行的栏目名称后面是全角冒号“：”", false},
		{"no kind", "f.yaml", "单位: x\n", "没有写明“表单种类”", true},
		{"empty kind", "f.yaml", "表单种类:\n", "“表单种类”（第1行）没有填写", false},
		{"strange kind", "f.yaml", "单位: x\n表单种类: 介绍函\n", "没有“介绍函”这种表单（第2行）", false},
		{"two kinds", "f.yaml", "表单种类: 介绍信\nkind: leave\n", "“表单种类”写了两次（第1行和第2行）", false},
		{"two documents", "f.yaml", leave + "---\n" + leave, "一个文件里有两份表单", false},
		{"syntax", "f.yaml", "表单种类: 介绍信\n单位: [x\n", "第2行不合 YAML 的写法，内容以“[”开头而没有另一半", false},
		{"alias", "f.yaml", "表单种类: 介绍信\n单位: *x\n", "第2行有特殊符号“*”", false},
		{"GBK", "f.yaml", "\xb1\xed\xb5\xa5: x\n", "文字不是 UTF-8 编码", true},
		{"syntax", "f.json", "{\"kind\": \"letter\",\n\"unit\" \"x\"}", "第2行不合 JSON 的写法，这里少了逗号或冒号", false},
		{"cut off", "f.json", "{\"kind\": \"letter\",\n\"unit\": \"x\"", "第2行不合 JSON 的写法，没有写完", false},
		{"two values", "f.json", "{\"kind\": \"letter\"}\n{}", "一个文件里有两份表单", false},
		{"no map", "f.json", "[1]", "内容不是“栏目: 内容”的形式", true},
		{"old Excel", "f.xls", "x", "表单不能用 .xls 格式", true},
		{"attachment", "f.pdf", "x", "不是表单（表单为 .xlsx、.yaml 或 .json 文件）", true},
	} {
		t.Run(test.file+" "+test.name, func(t *testing.T) {
			unreadable(t, test.file, []byte(test.text), test.want, test.maybeAttachment, set)
		})
	}
}

func unreadable(t *testing.T, name string, data []byte, reason string, maybeAttachment bool, set *templates.Set) {
	t.Helper()
	form, findings, err := Read(name, data, set)
	outcome(t, form, findings, err)
	var u *Unreadable
	if !errors.As(err, &u) {
		t.Fatalf("got %v, want an Unreadable: %s", err, reason)
	}
	if u.Reason != reason || u.MaybeAttachment != maybeAttachment {
		t.Errorf("got %q, may be an attachment %t; want %q, %t", u.Reason, u.MaybeAttachment, reason, maybeAttachment)
	}
}

// Texts made to exhaust a parser are refused; parsed, each would run into the
// test's time limit or the stack's.
func TestReadHostileText(t *testing.T) {
	set := builtin(t)
	for name, text := range map[string]string{
		"brackets.yaml":  "表单种类: " + strings.Repeat("[", 200_000),
		"dashes.yaml":    strings.Repeat("- ", 200_000),
		"questions.yaml": strings.Repeat("? ", 200_000),
		"keys.yaml":      strings.Repeat("a: b\n", 200_000),
		"blank.yaml":     "a: |\n" + strings.Repeat("\n", 1_000_000),
		"gaps.yaml":      "a: |\n" + strings.Repeat(" x"+strings.Repeat("\n", 100), 2_000),
		"deep.yaml":      "a: {b: {c: {d: {e: {f: {g: {h: {i: {j: {}}}}}}}}}}",
		"laughs.yaml":    "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
		"large.yaml":     strings.Repeat("#\n", MaxText),
		"brackets.json":  strings.Repeat("[", 1_000_000),
	} {
		form, findings, err := Read(name, []byte(text), set)
		outcome(t, form, findings, err)
		if err == nil {
			t.Errorf("%s: was read", name)
		}
	}
}

// TestReadJSONNumbers: programs write numbers as they like; they are the same.
func TestReadJSONNumbers(t *testing.T) {
	kinds := builtin(t)
	for number, want := range map[string]string{
		"2571208.36": "2,571,208.36", "2.57120836e+06": "2,571,208.36", "1E3": "1,000.00", "1000.0": "1,000.00", "5e-2": "0.05",
	} {
		form, _, err := Read("funds.json", []byte(`{"kind": "funds", "amount": `+number+`}`), kinds)
		if err != nil || templates.Text(form.Values["amount"]) != want {
			t.Errorf("%s is read as %v, %v; want %s", number, form.Values["amount"], err, want)
		}
	}
}
