package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/pipeline/audit"
	"gongwen/pipeline/status"
)

func verifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify -d 文件夹",
		Short: "查验：档案、编号、目录、流水、索引是否完好一致",
		Long: `逐件查验档案的每个文件，并与编号、目录、流水、索引相互核对，也查阅览室的查阅登记；可以在程序运行时进行。
流水还与保存的检查点核对：签名私钥旁边的，和 --checkpoint 给出的（备份、移交、gongwen checkpoint 印出的）；
不符的，就是有人改动、截去过流水，哪怕校验值都重算过。
每一处问题有一个代码，含义和处理办法见 gongwen help archive；--json 每一处有 code path number message advice。
退出码：1 表示发现问题。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	checkpoints := cmd.Flags().StringArray("checkpoint", nil, "还与这个文件里的检查点核对；可以给多次")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		f, err := folder(*dir)
		if err != nil {
			return err
		}
		findings, err := audit.VerifyFolder(cmd.Context(), f, f.Reading(), catchUpLimit, progress(cmd.ErrOrStderr(), "查验"))
		if err != nil {
			return err
		}
		against, held, err := verifyCheckpoints(cmd, f, *checkpoints)
		if err != nil {
			return err
		}
		findings = append(findings, against...)
		if len(findings) == 0 {
			leaveWord(cmd.ErrOrStderr(), f, status.Verify)
		}
		if *asJSON {
			err = printJSON(cmd, append([]audit.Finding{}, findings...))
		} else {
			err = printAudit(cmd, findings)
			for _, line := range held {
				fmt.Fprintln(cmd.ErrOrStderr(), line)
			}
			if err == nil && len(findings) == 0 {
				printSigned(cmd, f)
			}
		}
		if err == nil && len(findings) > 0 {
			err = exitCode(1)
		}
		return err
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
