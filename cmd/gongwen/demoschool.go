package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

// demoSchool shows another office: all that makes it one is files in its data folder, which
// whoever sets up an office of their own may take for a pattern.
func demoSchool(cmd *cobra.Command, f workspace.Folder) error {
	progress := cmd.ErrOrStderr()
	fmt.Fprintf(progress, "一、建数据文件夹 %s：一所学校的，规则、表单、人员都是它自己的\n", f)
	if _, err := os.Lstat(f.Config()); !errors.Is(err, fs.ErrNotExist) {
		return alreadyThere(f)
	}
	if err := os.CopyFS(string(f), samples.School()); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(string(f), samples.SchoolExpectedName)); err != nil { // for tests
		return err
	}
	if err := furnish(cmd, f); err != nil {
		return err
	}
	fmt.Fprintf(progress, "二、办理 %s 里的示范表单\n", f.Inbox())
	if err := runDemo(cmd, f); err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	return view(string(f), func(o *workspace.Workspace) error {
		if err := printPlaces(cmd.Context(), w, o); err != nil {
			return err
		}
		fmt.Fprintln(w, "\n它与别的机关不同的，都在这几个文件里，可以照着写自己的：")
		for _, each := range [][2]string{
			{f.Config(), "学校的名称、编号的字头、叫法"}, {filepath.Join(string(f), "roster.yaml"), "人员、单位和类别"},
			{f.Templates(), "自己的表单和公文"}, {f.Rules(), "校务工作规则：规则、审批步骤、时限，连同例子"},
			{filepath.Join(string(f), "regulation.txt"), "规则的原文，gongwen regulation load 由它写出规则册的骨架"},
		} {
			fmt.Fprintf(w, "  %s：%s\n", filepath.ToSlash(each[0]), each[1])
		}
		_, err := fmt.Fprintf(w, "\n可以试试：\n  gongwen regulation -d %s --try\n  gongwen run -d %[1]s --serve 127.0.0.1:8080\n怎样建自己的机关：gongwen help office\n", f)
		return err
	})
}
