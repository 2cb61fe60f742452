package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/archive/register"
	"gongwen/pipeline"
	"gongwen/pipeline/workspace"
)

func registersCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "registers -d 文件夹 --out 文件夹",
		Short: "生成台账（Excel），或核对改动过的台账",
		Long: `生成台账（Excel）。正在 Excel 中打开的台账不动，新的一份放在旁边，名称里有“待换”。

加 --diff 文件，则把一份改动过的台账与档案逐行核对，按编号对应，列出改动、缺少和多出的行。
退出码：1 表示与档案不符。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	year := cmd.Flags().Int("year", 0, "只要这一年的")
	kind := cmd.Flags().String("kind", "", "只要这种表单的")
	out := cmd.Flags().String("out", "", "放到哪个文件夹，默认为数据文件夹的 registers")
	edited := cmd.Flags().String("diff", "", "改动过的台账文件：与档案逐行核对")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return view(*dir, func(o *workspace.Workspace) error {
			if *edited != "" {
				return compareRegister(cmd, o, *edited, *asJSON)
			}
			wanted := ""
			if *kind != "" {
				k, err := kindNamed(o.Kinds(), *kind)
				if err != nil {
					return err
				}
				wanted = k.Key
			}
			to := *out
			if to == "" {
				to = o.Folder.Registers()
			}
			book := pipeline.NewBook(cmd.Context(), o)
			written := 0
			err := book.WriteAll(cmd.Context(), to, wanted, *year, func(path string, inUse *register.InUse) {
				if inUse != nil {
					fmt.Fprintln(cmd.ErrOrStderr(), inUse)
				}
				written++
				fmt.Fprintln(cmd.OutOrStdout(), path)
			})
			if err != nil {
				return err
			}
			if written == 0 {
				fmt.Fprintln(cmd.ErrOrStderr(), "没有符合条件的记录，未生成台账")
			}
			return nil
		})
	}
	return cmd
}
