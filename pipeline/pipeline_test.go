package pipeline

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

func TestPipelineEndsEverySampleAsExpected(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	ruleset, err := workspace.ReadRuleset(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := samples.Write(f.Inbox(), ruleset.Kinds); err != nil {
		t.Fatal(err)
	}
	expected, err := samples.Expected()
	if err != nil {
		t.Fatal(err)
	}
	events := map[string]Event{}
	for _, e := range once(t, f) {
		if e.Type == FaultEvent {
			t.Errorf("fault: %s", e.Reason)
		}
		events[e.File] = e
	}
	for _, file := range slices.Sorted(maps.Keys(expected)) {
		want, got := expected[file], events[file]
		outcome := samples.Outcome(got.Type)
		if twin, ok := twinOf(expected, events, file); ok {
			outcome = samples.Outcome(events[twin].Type) // of two alike either may be first
		}
		if outcome != want.Outcome {
			t.Errorf("%s: %q (%s), want %s: %s\n%+v", file, got.Type, got.Reason, want.Outcome, want.Why, got.Findings)
			continue
		}
		var cited []string
		for _, finding := range got.Findings {
			cited = append(cited, finding.Article)
		}
		for _, article := range want.Articles {
			if !slices.Contains(cited, article) {
				t.Errorf("%s: cites %v, want %s: %s", file, cited, article, want.Why)
			}
		}
	}
	if s := sums(t, f); s.Received != len(expected) {
		t.Errorf("received %d, want %d", s.Received, len(expected))
	}
}

// twinOf is the other of two samples that are the same to the letter, when it was
// first although the list has it second.
func twinOf(expected map[string]samples.Expectation, events map[string]Event, file string) (string, bool) {
	for _, pair := range [][2]string{{"-1.", "-2."}, {"-2.", "-1."}} {
		twin := strings.Replace(file, pair[0], pair[1], 1)
		outcomes := []samples.Outcome{expected[file].Outcome, expected[twin].Outcome}
		if twin != file && slices.Contains(outcomes, samples.Filed) && slices.Contains(outcomes, samples.Duplicate) {
			return twin, events[file].Type == string(expected[twin].Outcome)
		}
	}
	return "", false
}

func TestPipelineGivesTheSameFormTwiceOneNumber(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	letter(t, f, "一", "查阅城建档案")
	once(t, f)
	letter(t, f, "又一", "查阅城建档案")
	events := once(t, f)
	if len(events) != 1 || events[0].Type != "duplicate" || events[0].Number != "龙政办介字〔2026〕1号" {
		t.Errorf("events %+v", events)
	}
	if s := sums(t, f); s.Filed != 1 || s.Duplicate != 1 {
		t.Errorf("sums %+v", s)
	}
}

func TestJudgeFindsACorrectedFormAfterReturnNoDuplicate(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	letter(t, f, "信", "待定")
	if events := once(t, f); len(events) != 1 || events[0].Type != "returned" {
		t.Fatalf("events %+v", events)
	}
	// The clerk corrects the form in the folder that came back and drops the
	// folder again, notices and all.
	back := filepath.Join(f.Returned(), "区财政局", "介绍信")
	form, err := os.ReadFile(filepath.Join(back, "介绍信.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(back, "介绍信.yaml"), []byte(strings.Replace(string(form), "待定", "查阅城建档案", 1)))
	if err := os.Rename(back, filepath.Join(f.Inbox(), "区财政局", "改好的")); err != nil {
		t.Fatal(err)
	}
	if events := once(t, f); len(events) != 1 || events[0].Type != "filed" {
		t.Fatalf("events %+v", events)
	}
	if left, err := os.ReadDir(filepath.Join(f.Inbox(), "区财政局")); err != nil || len(left) != 0 {
		t.Errorf("left in the inbox: %v, %v", left, err)
	}
}

func TestTakeWaitsForTheFormsAttachment(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "attachment_wait: 1h\n")
	form := filepath.Join(f.Inbox(), "区财政局", "介绍信.yaml")
	put(t, form, example(t, "letter"))
	events := once(t, f)
	if len(events) != 1 || events[0].Type != "pending" || !strings.Contains(events[0].Reason, "区财政局介绍信.txt") {
		t.Fatalf("events %+v", events)
	}
	if s := sums(t, f); s.Pending != 1 || s.Received != 1 {
		t.Errorf("sums %+v", s)
	}
	put(t, filepath.Join(f.Inbox(), "区财政局", "区财政局介绍信.txt"), []byte("兹介绍"))
	if events := once(t, f); len(events) != 1 || events[0].Type != "filed" {
		t.Fatalf("events %+v", events)
	}
	if s := sums(t, f); s.Filed != 1 || s.Received != 1 {
		t.Errorf("sums %+v", s)
	}
}

func TestPipelineGivesBackAnAttachmentWithoutFormInTheEnd(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "attachment_wait: 1h\n")
	put(t, filepath.Join(f.Inbox(), "区财政局", "扫描件.pdf"), []byte("%PDF"))
	once(t, f)
	if s := sums(t, f); s.Pending != 1 {
		t.Errorf("sums %+v", s)
	}
	at(t, f, func(p *Pipeline) {
		p.now = func() time.Time { return time.Now().Add(2 * time.Hour) }
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	if s := sums(t, f); s.Returned != 1 || s.Received != 1 {
		t.Errorf("sums %+v", s)
	}
	if _, err := os.Stat(filepath.Join(f.Returned(), "区财政局", "扫描件", "扫描件.pdf")); err != nil {
		t.Error(err)
	}
}

func TestPipelineReturnsBadInputWithAPlainReason(t *testing.T) {
	t.Parallel()
	letter := string(example(t, "letter"))
	tests := []struct {
		name    string
		file    string
		content string
		message string // what the notice says
	}{
		{"empty", "空.yaml", "", "文件是空的"},
		{"wrong extension", "介绍信.docx", "PK", "不是表单"},
		{"a zip that is no workbook", "介绍信.xlsx", "PK\x03\x04garbage", "文件已经损坏"},
		{"text under a workbook's name", "介绍信.xlsx", letter, "文件已经损坏"},
		{"unknown kind", "用车.yaml", "表单种类: 用车申请\n", "没有“用车申请”这种表单"},
		{"two forms in one", "两份.yaml", letter + "---\n" + letter, "两份表单"},
		{"field left out", "缺栏.yaml", strings.Replace(letter, "有效期至: 2026-05-20\n", "", 1), "有效期至"},
		{"a day that does not exist", "日期.yaml", strings.Replace(letter, "有效期至: 2026-05-20", "有效期至: 2026-02-30", 1), "这一天不存在"},
		{"valid until before the issue", "有效期.yaml", strings.Replace(letter, "有效期至: 2026-05-20", "有效期至: 2026-05-01", 1), "早于开具日期"},
		{"a year far ahead", "年份.yaml", strings.Replace(letter, "开具日期: 2026-05-11", "开具日期: 2162-05-11", 1), "2162年还没有到"},
		{"blank letter", "空白.yaml", strings.Replace(letter, "联系事项: 核对2026年度市级转移支付资金下达情况", "联系事项: ××××", 1), "空白"},
		{"too large", "大.yaml", strings.Repeat("#", form.MaxText+1), "超过表单"},
		{"a rare character no font has", "生僻.yaml", strings.Replace(letter, "沈望舒", "沈\U0001F600", 1), "U+1F600"},
		{"a control character", "控制.yaml", strings.Replace(letter, "沈望舒", `"沈\u0007舒"`, 1), "控制字符"},
		{"a name with a slash", "斜线.yaml", strings.Replace(letter, "区财政局介绍信.txt", "../../etc/passwd", 1), "不能带路径"},
		{"no text at all", "乱码.yaml", "\x00\x01\x02\xff\xfe", "整份表单"},
		{"a name with a line end", "甲\n乙.yaml", "x", "整份表单"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := dataFolder(t, "attachment_wait: 0s\n")
			put(t, filepath.Join(f.Inbox(), "区财政局", test.file), []byte(test.content))
			put(t, filepath.Join(f.Inbox(), "区财政局", "区财政局介绍信.txt"), []byte("兹介绍"))
			once(t, f)
			stem := strings.TrimSuffix(test.file, path.Ext(test.file))
			back, err := filepath.Glob(filepath.Join(f.Returned(), "区财政局", "*", "退件通知.txt"))
			if err != nil {
				t.Fatal(err)
			}
			var notice []byte
			for _, file := range back {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(text), "文件：区财政局介绍信.txt") { // the attachment of a form that is none
					notice = text
				}
			}
			if !strings.Contains(string(notice), test.message) {
				t.Errorf("the notice on %s does not say %q:\n%s", stem, test.message, notice)
			}
			if s := sums(t, f); s.Pending != 0 || s.Filed != 0 {
				t.Errorf("sums %+v", s)
			}
		})
	}
}

func TestPipelineReturnsAWorkbookOfSixtyMegabytesUnread(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	file := filepath.Join(f.Inbox(), "区财政局", "大.xlsx")
	put(t, file, []byte("PK\x03\x04"))
	if err := os.Truncate(file, 60<<20); err != nil {
		t.Fatal(err)
	}
	events := once(t, f)
	if len(events) != 1 || events[0].Type != "returned" || !strings.Contains(events[0].Findings[0].Message, "60.0MB") {
		t.Errorf("events %+v", events)
	}
}
