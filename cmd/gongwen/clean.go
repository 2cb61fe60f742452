package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/pipeline"
	"gongwen/pipeline/cleaning"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/workspace"
)

func cleanCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "clean -d 文件夹 [--dry-run]",
		Short: "清理：把满了期限的副本和退件从 issued/、returned/ 移走；--dry-run 只看不动",
		Long: `按 gongwen.yaml 的 clean 把满了期限的移走，不写的不清理：
  issued/    与档案里的原件逐字节相同的副本；盖“作废”的留着
  returned/  原样没有动过的退件，或者只剩下通知的；流水里记下有哪些文件和校验值
有人改动过的、添过文件的、不是程序放的，都留着，逐处说明。档案从不清理。
run 开着时每天自己清理，不用这个命令；--dry-run 什么时候都可以。
--json 有 issued returned（days bytes paths）和 left（path why）。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	dry := cmd.Flags().Bool("dry-run", false, "只列出会移走哪些、哪些留着，不动")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		do := func(o *workspace.Workspace) error {
			report, err := pipeline.Clean(cmd.Context(), o, *dry)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(cmd, report)
			}
			return printCleaned(cmd, report)
		}
		if *dry {
			return view(*dir, do)
		}
		return change(cmd.ErrOrStderr(), *dir, do)
	}
	return cmd
}

func printCleaned(cmd *cobra.Command, r cleaning.Report) error {
	for _, paths := range [][]string{r.Issued.Paths, r.Returned.Paths} {
		for _, path := range paths {
			if _, err := fmt.Fprintln(cmd.OutOrStdout(), "移去  "+returns.Visible(path)); err != nil {
				return err
			}
		}
	}
	for _, left := range r.Left {
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), "留着  "+returns.Visible(left.Path)+"："+returns.Visible(left.Why)); err != nil {
			return err
		}
	}
	fmt.Fprintln(cmd.ErrOrStderr(), pipeline.CleanText(r))
	return nil
}
