package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongwen/pipeline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/office"
)

// checked is the verdict on one file, as --json prints it.
type checked struct {
	File     string         `json:"file"`
	Kind     string         `json:"kind"`
	Verdict  string         `json:"verdict"` // accepted, returned or unreadable
	Findings []form.Finding `json:"findings"`
}

// exit is the code that tells the verdict to scripts.
func (c checked) exit() exitCode {
	return map[string]exitCode{"accepted": 0, "returned": 1, "unreadable": 2}[c.Verdict]
}

func checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [-d 文件夹] 表单…",
		Short: "只核对、不办理：表单能否通过，不能通过的原因",
		Long: `只核对、不办理。附件在表单所在的文件夹里找。
不指明数据文件夹时按内置的规则核对，没有花名册，涉及人员职务的规则会报告无法判断。
退出码：0 全部通过，1 有退回的，2 有读不了的。`,
		Args: cobra.MinimumNArgs(1),
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		law, err := office.ReadLaw(office.Folder(*dir))
		if err != nil {
			return err
		}
		var results []checked
		var worst exitCode
		for _, file := range files {
			result, err := check(law, file)
			if err != nil {
				return err
			}
			results = append(results, result)
			worst = max(worst, result.exit())
		}
		if *asJSON {
			err = printJSON(cmd, results)
		} else {
			for _, r := range results {
				word := map[string]string{"accepted": "通过", "returned": "退回", "unreadable": "读不了"}[r.Verdict]
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\n", word, r.File)
				printFindings(cmd.OutOrStdout(), r.Findings)
			}
		}
		if err == nil && worst != 0 {
			err = worst
		}
		return err
	}
	return cmd
}

func check(law *office.Law, file string) (checked, error) {
	folder := filepath.Dir(file)
	f, found, err := form.ReadFile(os.DirFS(folder), filepath.Base(file), law.Kinds)
	var unreadable *form.Unreadable
	if errors.As(err, &unreadable) {
		return checked{File: file, Verdict: "unreadable", Findings: []form.Finding{unreadable.Finding()}}, nil
	}
	if err != nil {
		return checked{}, err
	}
	verdict := pipeline.Judge(law, nil, f, found, func(name string) bool {
		info, err := os.Lstat(filepath.Join(folder, name))
		return err == nil && info.Mode().IsRegular()
	})
	result := checked{File: file, Kind: f.Kind.Key, Verdict: "accepted", Findings: verdict.Findings}
	if verdict.Returned() {
		result.Verdict = "returned"
	}
	if result.Findings == nil {
		result.Findings = []form.Finding{}
	}
	return result, nil
}
