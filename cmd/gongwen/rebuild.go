package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/extract"
	"gongwen/archive/texts"
	"gongwen/index"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/workspace"
)

func rebuildCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rebuild -d 文件夹",
		Short: "由档案和流水重建目录和索引；中断了再运行就接着做",
		Long: `由档案和流水重建目录和索引，读取还没有读过的附件。新的建好以前，旧的照常可以检索；
中断了再运行，就从中断处接着做。运行前请先停下 gongwen run。
只重建检索索引（--index）不必停。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	onlyIndex := cmd.Flags().Bool("index", false, "只重建检索索引")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *onlyIndex {
			return view(*dir, func(o *workspace.Workspace) error { return renew(cmd, o) })
		}
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
func rebuild(cmd *cobra.Command, f workspace.Folder) (catalogue.Sums, error) {
	a, err := archive.Open(f.Archive())
	if err != nil {
		return catalogue.Sums{}, err
	}
	kinds, err := workspace.ReadKinds(f)
	if err != nil {
		return catalogue.Sums{}, err
	}
	store, err := texts.Renew(f.Texts())
	if err != nil {
		return catalogue.Sums{}, err
	}
	defer store.Close()
	searchable := index.At(f.Index(), kinds)
	err = audit.Rebuild(cmd.Context(), a, f.Catalogue(), searchable, store, audit.Progress{
		Catalogue: progress(cmd.ErrOrStderr(), "重建目录"), Index: progress(cmd.ErrOrStderr(), "重建索引"),
	})
	if err != nil {
		return catalogue.Sums{}, err
	}
	c, err := catalogue.Open(f.Catalogue())
	if err != nil {
		return catalogue.Sums{}, err
	}
	defer c.Close()
	if err := readAttachments(cmd, c, a, store); err != nil {
		return catalogue.Sums{}, err
	}
	if err := searchable.Follow(cmd.Context(), c, store, nil); err != nil {
		return catalogue.Sums{}, err
	}
	return c.Sums(cmd.Context())
}

// readAttachments reads those whose texts are not kept. One that cannot be read
// keeps no one from searching the rest.
func readAttachments(cmd *cobra.Command, c *catalogue.Catalogue, a *archive.Archive, store *texts.Store) error {
	told, err := sequence(cmd, c, "读取附件")
	if err != nil {
		return err
	}
	x := extract.New(extract.DefaultLimits)
	defer x.Close()
	if err := store.Follow(cmd.Context(), c, a, x, told); err != nil {
		fmt.Fprintln(cmd.ErrOrStderr(), "注意：", err)
	}
	return cmd.Context().Err()
}

// renew makes the index anew beside the one in use.
func renew(cmd *cobra.Command, o *workspace.Workspace) error {
	searchable := o.Index()
	if err := searchable.Renew(cmd.Context()); err != nil {
		return err
	}
	told, err := sequence(cmd, o.Catalogue, "重建索引")
	if err != nil {
		return err
	}
	if err := searchable.Follow(cmd.Context(), o.Catalogue, o.Texts, told); err != nil {
		return err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), "索引重建完毕")
	return nil
}

// sequence shows how far work along the catalogue's changes has come.
func sequence(cmd *cobra.Command, c *catalogue.Catalogue, what string) (func(seq int64), error) {
	total, err := c.LastChange(cmd.Context())
	show := progress(cmd.ErrOrStderr(), what)
	if err != nil || show == nil {
		return nil, err
	}
	return func(seq int64) { show(int(seq), int(total)) }, nil
}
