package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/archive/audit"
	"gongwen/index"
	"gongwen/pipeline/office"
)

func verifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify -d 文件夹",
		Short: "查验：档案、编号、目录、流水、索引是否完好一致",
		Long:  "逐件查验档案的每个文件，并与编号、目录、流水、索引相互核对。\n退出码：1 表示发现问题。",
		Args:  cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return view(*dir, func(o *office.Office) error {
			searchable := index.At(o.Folder.Index())
			// Being a moment behind is no fault of the index.
			if err := searchable.Follow(cmd.Context(), o.Catalogue, nil); err != nil {
				return err
			}
			subject := audit.Subject{Archive: o.Archive, Catalogue: o.Catalogue, Index: searchable}
			findings, err := audit.Verify(cmd.Context(), subject, progress(cmd.ErrOrStderr(), "查验"))
			if err != nil {
				return err
			}
			if *asJSON {
				if findings == nil {
					findings = []audit.Finding{}
				}
				err = printJSON(cmd, findings)
			} else {
				err = printAudit(cmd, findings)
			}
			if err == nil && len(findings) > 0 {
				err = exitCode(1)
			}
			return err
		})
	}
	return cmd
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
