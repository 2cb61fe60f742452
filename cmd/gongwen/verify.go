package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/texts"
	"gongwen/index"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/web"
	"gongwen/pipeline/workspace"
)

func verifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify -d 文件夹",
		Short: "查验：档案、编号、目录、流水、索引是否完好一致",
		Long: `逐件查验档案的每个文件，并与编号、目录、流水、索引相互核对，也查阅览室的查阅登记；可以在程序运行时进行。
每一处问题有一个代码，含义和处理办法见 archive/README.md；--json 每一处有 code path number message advice。
退出码：1 表示发现问题。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		findings, err := verify(cmd, *dir)
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(cmd, append([]audit.Finding{}, findings...))
		} else {
			err = printAudit(cmd, findings)
		}
		if err == nil && len(findings) > 0 {
			err = exitCode(1)
		}
		return err
	}
	return cmd
}

// verify asks for no more of a data folder than it must: what is wrong with its
// settings or its catalogue shall not keep the archive from being looked at.
func verify(cmd *cobra.Command, dir string) ([]audit.Finding, error) {
	f, err := folder(dir)
	if err != nil {
		return nil, err
	}
	if err := f.Exists(); err != nil {
		return nil, err
	}
	kinds, noKinds := workspace.ReadKinds(f)
	subject := audit.Subject{Index: index.At(f.Index(), kinds), Trail: web.Room(f)}
	if subject.Archive, err = archive.Open(f.Archive()); err != nil {
		return nil, err
	}
	atWork, err := spool.Open(f.Spool())
	if err != nil {
		return nil, err
	}
	subject.AtWork = func(id string) bool {
		_, err := atWork.Read(id)
		return err == nil
	}
	c, err := catalogue.View(f.Catalogue(), 4)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, catalogue.ErrRebuild):
		subject.NoCatalogue = err
	case err != nil:
		return nil, err
	default:
		defer c.Close()
		subject.Catalogue = c
		// Being a moment behind is no fault of the index. What else keeps it from
		// following is found when it is looked at.
		if noKinds == nil {
			if store, err := texts.Open(f.Texts()); err == nil {
				ctx, cancel := context.WithTimeout(cmd.Context(), catchingUp)
				_ = subject.Index.Follow(ctx, c, store, nil)
				cancel()
				_ = store.Close()
			}
		}
	}
	return audit.Verify(cmd.Context(), subject, progress(cmd.ErrOrStderr(), "查验"))
}

func printAudit(cmd *cobra.Command, findings []audit.Finding) error {
	for _, f := range findings {
		place := f.Number
		if f.Path != "" {
			place = "archive/" + f.Path
		}
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\n    %s\n    %s\n", f.Code, place, f.Message, f.Advice); err != nil {
			return err
		}
	}
	if len(findings) == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "查验完毕，没有发现问题")
	} else {
		fmt.Fprintf(cmd.ErrOrStderr(), "查验完毕，发现 %d 处问题\n", len(findings))
	}
	return nil
}
