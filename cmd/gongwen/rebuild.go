package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/archive"
	"gongwen/archive/audit"
	"gongwen/index"
	"gongwen/pipeline/office"
)

func rebuildCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rebuild -d 文件夹",
		Short: "由档案和流水重建目录和索引；中断了再运行就接着做",
		Args:  cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		f, err := folder(*dir)
		if err != nil {
			return err
		}
		if err := rebuild(cmd, f); err != nil {
			return err
		}
		return view(*dir, func(o *office.Office) error {
			if err := reindex(cmd, o); err != nil {
				return err
			}
			sums, err := o.Catalogue.Sums(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "重建完毕：归档 %d，退回 %d，重复 %d\n", sums.Filed, sums.Returned, sums.Duplicate)
			return nil
		})
	}
	return cmd
}

// rebuild makes the catalogue anew while nothing else writes to the folder.
func rebuild(cmd *cobra.Command, f office.Folder) error {
	unlock, err := f.Lock()
	if err != nil {
		return err
	}
	a, err := archive.Open(f.Archive())
	if err == nil {
		err = audit.Rebuild(cmd.Context(), a, f.Catalogue(), progress(cmd.ErrOrStderr(), "重建目录"))
	}
	return errors.Join(err, unlock())
}

// reindex lets the index follow the new catalogue, which makes it anew.
func reindex(cmd *cobra.Command, o *office.Office) error {
	total, err := o.Catalogue.LastChange(cmd.Context())
	if err != nil {
		return err
	}
	var told func(seq int64)
	if show := progress(cmd.ErrOrStderr(), "重建索引"); show != nil {
		told = func(seq int64) { show(int(seq), int(total)) }
	}
	return index.At(o.Folder.Index()).Follow(cmd.Context(), o.Catalogue, told)
}
