package form

import (
	"strings"
	"testing"

	"gongwen/templates"
)

// TestReadAScanThatIsNotAskedAnyMore: a form that was filled in while its kind was signed on
// paper with a scan says so when the kind has left that; a blank place for it says nothing.
func TestReadAScanThatIsNotAskedAnyMore(t *testing.T) {
	t.Parallel()
	kinds := builtin(t)
	scanned := kinds.WithScans(func(*templates.Kind) bool { return true }).Named("letter")
	filled := typedIn(t, scanned, func(h hand) { h.write(h.value("签批扫描件"), "审批单.pdf") })
	for name, c := range map[string]struct {
		file string
		data []byte
		told bool
	}{
		"yaml":                {"信.yaml", []byte("表单种类: 介绍信\n签批扫描件: 审批单.pdf\n"), true},
		"yaml, by key":        {"信.yaml", []byte("表单种类: 介绍信\napproval_scan: 审批单.pdf\n"), true},
		"json":                {"信.json", []byte(`{"表单种类": "介绍信", "签批扫描件": "审批单.pdf"}`), true},
		"workbook":            {"信.xlsx", filled, true},
		"workbook, no scan":   {"信.xlsx", blankForm(t, scanned), false},
		"nobody approves it":  {"号.yaml", []byte("表单种类: 手机号码变更\n签批扫描件: 审批单.pdf\n"), false},
		"another unknown one": {"信.yaml", []byte("表单种类: 介绍信\n扫描件: 审批单.pdf\n"), false},
	} {
		_, found, err := Read(c.file, c.data, kinds)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		told := 0
		for _, f := range found {
			if f.Field == "签批扫描件" && strings.Contains(f.Message, "介绍信的签批方式改过了，不再填“签批扫描件”") && strings.Contains(f.Advice, "删去") {
				told++
			} else if c.told && strings.Contains(f.Message, "签批扫描件") {
				t.Errorf("%s: told otherwise, too: %s", name, f.Message)
			}
		}
		if (told == 1) != c.told || told > 1 {
			t.Errorf("%s: told %d times: %v", name, told, found)
		}
		if name == "workbook, no scan" && strings.Contains(fmtAll(found), "签批扫描件") {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func fmtAll(found []Finding) string {
	var all strings.Builder
	for _, f := range found {
		all.WriteString(f.Field + f.Message + "\n")
	}
	return all.String()
}
