package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/archive"
	"gongwen/archive/audit"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/office"
)

func rebuildCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rebuild -d 文件夹",
		Short: "由档案和流水重建目录和索引；中断了再运行就接着做",
		Long: `由档案和流水重建目录和索引。新的建好以前，旧的照常可以检索；
中断了再运行，就从中断处接着做。运行前请先停下 gongwen run。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		f, err := folder(*dir)
		if err != nil {
			return err
		}
		unlock, err := f.Lock()
		if err != nil {
			return err
		}
		sums, err := rebuild(cmd, f)
		if err := errors.Join(err, unlock()); err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "重建完毕：归档 %d，退回 %d，重复 %d\n", sums.Filed, sums.Returned, sums.Duplicate)
		return nil
	}
	return cmd
}

// rebuild makes catalogue and index anew while nothing else writes to the folder.
func rebuild(cmd *cobra.Command, f office.Folder) (catalogue.Sums, error) {
	a, err := archive.Open(f.Archive())
	if err != nil {
		return catalogue.Sums{}, err
	}
	kinds, err := office.ReadKinds(f)
	if err != nil {
		return catalogue.Sums{}, err
	}
	err = audit.Rebuild(cmd.Context(), a, f.Catalogue(), index.At(f.Index(), kinds), audit.Progress{
		Catalogue: progress(cmd.ErrOrStderr(), "重建目录"), Index: progress(cmd.ErrOrStderr(), "重建索引"),
	})
	if err != nil {
		return catalogue.Sums{}, err
	}
	c, err := catalogue.Open(f.Catalogue())
	if err != nil {
		return catalogue.Sums{}, err
	}
	sums, err := c.Sums(cmd.Context())
	return sums, errors.Join(err, c.Close())
}
