package workspace

import (
	"os"
	"strings"
	"testing"

	"gongwen/templates"
)

func TestApprovalsAreReadFromTheSettings(t *testing.T) {
	kinds, err := ReadKinds("")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, wrong string }{
		{"", ""},
		{"approvals:\n", ""},
		{"approvals: paper\n", ""},
		{"approvals: desk\n", ""},
		{"approvals: {default: paper-scan, letter: desk}\n", ""},
		{"approvals:\n  介绍信: desk\n", ""},
		{"office: 某办公室\napprovals: online\n", "gongwen.yaml 有误：第2行：approvals 不认识“online”，可写 paper、paper-scan、desk"},
		{"approvals:\n  default: paper\n  letter: 网上\n", "第3行：approvals 的 letter 不认识“网上”"},
		{"approvals:\n  letter: [desk]\n", "第2行：approvals 的 letter 不认识"},
		{"approvals: [desk]\n", "第1行：approvals 写成 approvals: paper，或"},
		{"approvals: {letter: }\n", "第1行：approvals 的 letter 不认识"},
		{"# 设置\n\napprovals:\n  letter: desk\n  letters: desk\n", "第5行：approvals 里的“letters”不是表单种类"},
		{"approvals: {letter: desk, 介绍信: paper}\n", "是同一种表单，请只写一个"},
		{"approvals: {minutes: desk, agenda: paper, contact: desk}\n", ""},
	} {
		folder := folderWith(t, map[string]string{ConfigName: c.text})
		config, err := ReadConfig(folder)
		if err == nil {
			_, err = config.Approvals.of(kinds)
		}
		switch {
		case c.wrong == "" && err != nil:
			if !strings.Contains(err.Error(), "没有审批意见栏") {
				t.Errorf("%q: %v", c.text, err)
			}
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%q: %v, want %s", c.text, err, c.wrong)
		}
	}
}

// A new data folder has paper, and says so.
func TestConfigTemplateBeginsOnPaper(t *testing.T) {
	config, err := ReadConfig(folderWith(t, map[string]string{ConfigName: NewConfig(DefaultConfig())}))
	if err != nil || config.Approvals.Default != templates.Paper || len(config.Approvals.Kinds) > 0 || !strings.Contains(NewConfig(DefaultConfig()), "approvals: paper") {
		t.Errorf("%+v, %v", config.Approvals, err)
	}
}

func TestTakeOverManners(t *testing.T) {
	e := edit(t, nil)
	text, err := os.ReadFile(e.Folder.Config())
	if err != nil {
		text = nil
	}
	e.write(ConfigName, string(text)+"\napprovals: {letter: desk, 合同: paper-scan}\n")
	e.tells(by + "签批方式办理：合同 改为书面签批，附扫描件；介绍信 改为网上签批$")
	c := Change{Before: e.Current(), After: e.Current()}
	if m := e.Current().Manner(e.Current().Kinds.Named("letter")); m != templates.Desk || len(c.Registers()) > 0 {
		t.Errorf("%s, registers %v", m, c.Registers())
	}
	e.write(ConfigName, string(text)+"\napprovals: {letter: desk, 合同: scan}\n")
	e.tells(`^改动有误.*gongwen.yaml 有误：.*approvals 的 合同 不认识“scan”`)
	e.write(ConfigName, string(text)+"\napprovals: paper\n")
	e.tells(by + "签批方式办理：(合同、介绍信|介绍信、合同) 改为书面签批，经办人填报。先前写错的已改正$")
}
