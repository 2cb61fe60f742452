package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"gongwen/pipeline/rules/duty"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

func dutiesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "duties -d 文件夹",
		Short: "时限：规则要求定期做、到期要了结的事，哪些逾期、将到期、已完成",
		Long: `时限：规则要求定期做、到期要了结的事，对照档案逐项查问，逾期的在前。
只认已归档、未作废的记录；日期在所问那天之后的不算。
--json 每项有 duty article severity what who period due status（overdue、due、unknown、open、met；往期的 late、missed）progress basis note。
遇休息日顺延的时限，按数据文件夹里的 calendar.yaml；没有这个文件时，周六、周日休息：

  放假: [2026-10-01 至 2026-10-07]
  上班: [2026-10-10]`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	on := cmd.Flags().String("on", "", "问哪一天的，如 2026-12-31，默认今天")
	past := cmd.Flags().Bool("past", false, "往期：迟办的和过去各期没有办够的")
	workbook := cmd.Flags().String("xlsx", "", "另存为 Excel 清单")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		day := templates.Today(time.Now())
		if *on != "" {
			var err error
			if day, err = templates.ParseDate(*on); err != nil {
				return fmt.Errorf("--on：%w", err)
			}
		}
		return view(*dir, func(o *workspace.Workspace) error {
			ruleset, err := o.Ruleset()
			if err != nil {
				return err
			}
			watch := ruleset.Duties(o.Catalogue)
			ask := watch.On
			if *past {
				ask = watch.Past
			}
			items, err := ask(cmd.Context(), day)
			if err != nil {
				return err
			}
			if *workbook != "" {
				if err := saveDuties(*workbook, items, day); err != nil {
					return err
				}
			}
			if *asJSON {
				return printJSON(cmd, items)
			}
			return duty.WriteTable(cmd.OutOrStdout(), items)
		})
	}
	return cmd
}

func saveDuties(path string, items []duty.Item, day templates.Date) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(duty.WriteWorkbook(file, items, day), file.Close())
}
