package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/samples"
)

// TestSlipTellsWhatSigningCannotHelp: a day on the form that passed while it waited, and a post
// that nobody holds any more; with what to do. It does so after a restart, too.
func TestSlipTellsWhatSigningCannotHelp(t *testing.T) {
	director := strings.NewReplacer("职务: 区政府办公室主任, 类别: 部门主要负责人, 任职自: 2023-03-01", "职务: 区政府办公室主任, 类别: 部门主要负责人, 任职自: 2023-03-01, 任职至: 2026-05-11",
		"任职自: 2023-03-01, 代行职务: 区政府办公室主任", "任职自: 2023-03-01")
	const vain, stuck, fine = "签了也不能办：", "现在没有人能签：区政府办公室主任自2026年5月12日起空缺，没有人代行。", "签完随即办理"
	for what, test := range map[string]struct {
		roster      string
		dated       bool // with a day on it
		says, hides []string
	}{
		"a day that passes":    {string(samples.Roster()), true, []string{vain, "请撤回，改正表单上的有关日期后重新提交"}, []string{stuck, fine}},
		"a post that is empty": {director.Replace(string(samples.Roster())), false, []string{stuck, "会处理，不必重送", "撤回，改正后重新送签", fine}, []string{vain}},
		"neither":              {string(samples.Roster()), false, []string{fine}, []string{vain, "现在没有人能签"}},
	} {
		t.Run(what, func(t *testing.T) {
			f := dataFolder(t, "approvals: {letter: desk}\n")
			put(t, filepath.Join(string(f), "roster.yaml"), []byte(test.roster))
			slip := func() string {
				text, err := os.ReadFile(filepath.Join(f.Waiting(), "区财政局", "待签-介绍信.txt"))
				if err != nil {
					t.Fatal(err)
				}
				return string(text)
			}
			at(t, f, func(p *Pipeline) {
				if test.dated {
					unsignedLetter(t, f, "信", "查阅城建档案")
				} else {
					unsignedLetter(t, f, "信", "查阅城建档案", "开具日期: 2026-05-11\n", "")
				}
				onDay(p, "2026-05-11")
				if err := p.Once(t.Context()); err != nil {
					t.Fatal(err)
				}
				if text := slip(); !strings.Contains(text, fine) || strings.Contains(text, vain) || strings.Contains(text, "没有人") {
					t.Errorf("on the first day:\n%s", text)
				}
			})
			for _, again := range []bool{false, true} {
				at(t, f, func(p *Pipeline) {
					onDay(p, "2026-05-12")
					if again {
						if err := os.RemoveAll(f.Waiting()); err != nil {
							t.Fatal(err)
						}
					} else if err := lookNow(t, p); err != nil {
						t.Fatal(err)
					}
					if err := p.followSlips(t.Context()); err != nil {
						t.Fatal(err)
					}
				})
				text := slip()
				for _, want := range test.says {
					if strings.Count(text, want) != 1 {
						t.Errorf("it has not once %s", want)
					}
				}
				for _, not := range test.hides {
					if strings.Contains(text, not) {
						t.Errorf("it has %s", not)
					}
				}
				if t.Failed() {
					t.Fatal(text)
				}
			}
		})
	}
}
