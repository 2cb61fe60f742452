package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
	"gongwen/pipeline"
	"gongwen/pipeline/workspace"
)

func writeOffCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "write-off -d 文件夹 编号 --reason 理由 --by 经手人",
		Short: "核销：档案确实找不回来的，由人写明理由和经手人，此后不再当作遗失",
		Long: `核销：归档过而找不到的档案（gongwen verify 的 bag-lost），确实找不回来、备份里也没有的，由负责人决定核销。
理由和经手人记入流水；编号仍算用过，收件登记和台账里这一件都在，注明核销。档案文件夹还在的不能核销。
后来又找到了的，放回原处，用 --withdraw 撤销核销；没有撤销以前，gongwen verify 会提示。`,
		Args: cobra.ExactArgs(1),
	}
	dir := dataFlag(cmd)
	reason := cmd.Flags().String("reason", "", "核销的理由，必填")
	by := cmd.Flags().String("by", "", "经手人，必填")
	withdraw := cmd.Flags().Bool("withdraw", false, "撤销核销")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		do, done := pipeline.WriteOff, "已核销：收件登记和台账里注明核销，编号不再使用。"
		if *withdraw {
			do, done = pipeline.Withdraw, "已撤销核销。请运行 gongwen verify 查验；档案是后来放回的，请运行 gongwen rebuild。"
		}
		return change(cmd.ErrOrStderr(), *dir, func(o *workspace.Workspace) error {
			number, err := do(cmd.Context(), o, args[0], *reason, *by)
			if errors.Is(err, catalogue.ErrUnknown) {
				return fmt.Errorf("%w，流水里也没有归档过这一件", err)
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s %s\n", number, done)
			return nil
		})
	}
	return cmd
}

// printLost names records that cannot be found, with what to do, and gives the exit code
// that tells of them. Where a whole folder is gone the advice stands once.
func printLost(cmd *cobra.Command, lost []holdings.Loss) error {
	if len(lost) == 0 {
		return nil
	}
	for i, l := range lost {
		fmt.Fprintf(cmd.OutOrStdout(), "遗失  %s  %s\n", l.Number, l.Message())
		if i == len(lost)-1 || lost[i+1].Advice() != l.Advice() {
			fmt.Fprintf(cmd.OutOrStdout(), "    %s\n", l.Advice())
		}
	}
	return exitCode(1)
}
