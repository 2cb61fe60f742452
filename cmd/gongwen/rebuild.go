package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/pipeline/audit"
	"gongwen/pipeline/workspace"
)

func rebuildCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rebuild -d 文件夹",
		Short: "由档案和流水重建目录和索引；中断了再运行就接着做",
		Long: `由档案和流水重建目录和索引，读取还没有读过的附件。新的建好以前，旧的照常可以检索；
中断了再运行，就从中断处接着做。运行前请先停下 gongwen run。
只重建检索索引（--index）不必停。
退出码：1 表示有归档过的档案找不到，也没有核销，列在输出里；其余的已重建好。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	onlyIndex := cmd.Flags().Bool("index", false, "只重建检索索引")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *onlyIndex {
			return view(*dir, func(o *workspace.Workspace) error { return renewIndex(cmd, o) })
		}
		f, err := folder(*dir)
		if err != nil {
			return err
		}
		unlock, err := f.Lock()
		if err != nil {
			return err
		}
		made, err := rebuild(cmd, f)
		if err := errors.Join(err, unlock()); err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "重建完毕：归档 %d，退回 %d，重复 %d\n", made.Sums.Filed, made.Sums.Returned, made.Sums.Duplicate)
		if made.AtWork > 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "另有在办的 %d 份（等候签批的也在内）在 spool 里，gongwen run 启动时接着办；在那以前，收件登记里没有，也不能签批\n", made.AtWork)
		}
		return printLost(cmd, made.Lost)
	}
	return cmd
}

// rebuild makes catalogue and index anew while nothing else writes to the folder.
// Attachments that cannot be read keep nobody from searching the rest: they are told.
func rebuild(cmd *cobra.Command, f workspace.Folder) (audit.Rebuilt, error) {
	w := cmd.ErrOrStderr()
	made, err := audit.RebuildFolder(cmd.Context(), f, audit.Progress{
		Catalogue: progress(w, "重建目录"), Index: progress(w, "重建索引"), Attachments: progress(w, "读取附件"),
	})
	if made.Unread != nil {
		fmt.Fprintln(w, "注意：", made.Unread)
	}
	return made, err
}

func renewIndex(cmd *cobra.Command, o *workspace.Workspace) error {
	searchable := o.Index()
	if err := audit.RenewIndex(cmd.Context(), searchable, o.Catalogue, o.Texts, progress(cmd.ErrOrStderr(), "重建索引")); err != nil {
		return err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), "索引重建完毕")
	return nil
}
