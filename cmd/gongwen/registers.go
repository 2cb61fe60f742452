package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/pipeline/office"
	"gongwen/pipeline/register"
)

func registersCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "registers -d 文件夹 --out 文件夹",
		Short: "生成台账（Excel）",
		Args:  cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	year := cmd.Flags().Int("year", 0, "只要这一年的")
	kind := cmd.Flags().String("kind", "", "只要这种表单的")
	out := cmd.Flags().String("out", "", "放到哪个文件夹，默认为数据文件夹的 registers")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return view(*dir, func(o *office.Office) error {
			wanted := ""
			if *kind != "" {
				k, err := kindNamed(o.Kinds, *kind)
				if err != nil {
					return err
				}
				wanted = k.Key
			}
			to := *out
			if to == "" {
				to = o.Folder.Registers()
			}
			all, err := o.Catalogue.Series(cmd.Context())
			if err != nil {
				return err
			}
			book := &register.Book{Kinds: o.Kinds, Archive: o.Archive, Catalogue: o.Catalogue}
			written := 0
			for _, s := range all {
				if (wanted != "" && s.Kind != wanted) || (*year != 0 && s.Year != *year) {
					continue
				}
				path, err := book.Write(cmd.Context(), to, s)
				if err != nil {
					return err
				}
				written++
				fmt.Fprintln(cmd.OutOrStdout(), path)
			}
			if written == 0 {
				fmt.Fprintln(cmd.ErrOrStderr(), "没有符合条件的记录，未生成台账")
			}
			return nil
		})
	}
	return cmd
}
