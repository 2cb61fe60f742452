package form

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// However an opinion with words is written, it is read as one: in one cell or two, in a
// workbook that has no column for the words yet, in YAML or JSON.
func TestReadOpinion(t *testing.T) {
	t.Parallel()
	set := builtin(t)
	inYAML := func(opinion string) []byte { return []byte(strings.Replace(leave, "意见: 同意", opinion, 1)) }
	want := []templates.Values{{"post": "副区长", "name": "程以宁", "opinion": "同意", "words": "请财政局阅办",
		"date": templates.NewDate(2026, time.May, 18)}}
	var content string
	for _, test := range []struct {
		name, file string
		data       []byte
	}{
		{"one value", "f.yaml", inYAML(`意见: 同意，请财政局阅办`)},
		{"two values", "f.yaml", inYAML(`意见: 同意, 批示: 请财政局阅办`)},
		{"by the keys", "f.yaml", inYAML(`opinion: 同意, words: 请财政局阅办`)},
		{"all in the words", "f.yaml", inYAML(`批示: 同意，请财政局阅办`)},
		{"JSON", "f.json", []byte(`{"kind": "leave", "审批意见": [{"职务": "副区长", "姓名": "程以宁", "意见": "同意。请财政局阅办", "日期": "2026-05-18"}]}`)},
		{"workbook", "f.xlsx", edited(t, func(f *excelize.File, s string) {
			must(t, f.SetCellValue(s, "C22", "同意"), f.SetCellValue(s, "E22", "请财政局阅办"))
		})},
		{"workbook, one cell", "f.xlsx", edited(t, func(f *excelize.File, s string) {
			must(t, f.SetCellValue(s, "C22", "同意，请财政局阅办"))
		})},
		{"workbook without the column", "f.xlsx", edited(t, func(f *excelize.File, s string) {
			must(t, f.SetCellValue(s, "E21", nil), f.SetCellValue(s, "C22", "同意，\n请财政局阅办"))
		})},
	} {
		form, _, err := Read(test.file, test.data, set)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		rows, _ := form.Values["approvals"].([]templates.Values)
		if len(rows) == 0 || !reflect.DeepEqual(rows[:1], want) {
			t.Errorf("%s: %v", test.name, rows)
		}
		if strings.HasSuffix(test.file, ".yaml") {
			if got := form.Content(nil); content != "" && got != content {
				t.Errorf("%s: another content", test.name)
			} else {
				content = got
			}
		}
	}
}

func TestReadOpinionFindings(t *testing.T) {
	t.Parallel()
	set := builtin(t)
	for _, test := range []struct{ opinion, want string }{
		{"意见: 请财政局阅办", "审批意见·意见（第17行）：“请财政局阅办”里看不出是同意、不同意还是退回；请先写“同意”“不同意”“退回”中的一项，再写批示，如：同意，请财政局阅办"},
		{"意见: 同意, 批示: 不同意，请再议", "审批意见·意见（第17行）：意见是“同意”，批示却写“不同意，请再议”；请改成一致"},
		{"批示: 请财政局阅办", "审批意见·意见（第17行）：没有填写；这一栏必须填写"},
		{"意见: [同意]", "审批意见·意见（第17行）：这里应当是单个值，不能是一组内容；请在这一栏只写一个值"},
	} {
		_, findings, err := Read("f.yaml", []byte(strings.Replace(leave, "意见: 同意", test.opinion, 1)), set)
		if err != nil || said(findings) != test.want {
			t.Errorf("%s: %v\n%s", test.opinion, err, said(findings))
		}
	}
}
