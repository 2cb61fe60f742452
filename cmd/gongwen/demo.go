package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongwen/pipeline"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

// demoConfig is for samples that are complete: nothing is worth waiting for.
const demoConfig = `# 演示用的设置：示范表单已经放齐，不必等候
settle: 100ms
attachment_wait: 0s
`

func demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo [文件夹]",
		Short: "演示：建数据文件夹，放入示范表单，走完全程",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "gongwen-demo"
			if len(args) > 0 {
				dir = args[0]
			}
			progress := cmd.ErrOrStderr()
			fmt.Fprintf(progress, "一、建数据文件夹 %s\n", dir)
			f := workspace.Folder(dir)
			if err := makeDataFolder(cmd, f, demoConfig); err != nil {
				return err
			}
			fmt.Fprintf(progress, "二、把示范表单放进 %s\n", f.Inbox())
			ruleset, err := workspace.ReadRuleset(f)
			if err != nil {
				return err
			}
			if err := samples.Write(f.Inbox(), ruleset.Kinds); err != nil {
				return err
			}
			fmt.Fprintln(progress, "三、办理")
			if err := runDemo(cmd, f); err != nil {
				return err
			}
			return printDemo(cmd.OutOrStdout(), cmd, f)
		},
	}
}

func runDemo(cmd *cobra.Command, f workspace.Folder) error {
	return change(cmd.ErrOrStderr(), string(f), func(o *workspace.Workspace) error {
		p, err := pipeline.New(o, func(e pipeline.Event) { printEvent(cmd.ErrOrStderr(), e) })
		if err != nil {
			return err
		}
		return p.Once(cmd.Context())
	})
}

// printDemo says where everything lies and what to try.
func printDemo(w io.Writer, cmd *cobra.Command, f workspace.Folder) error {
	return view(string(f), func(o *workspace.Workspace) error {
		sums, err := o.Catalogue.Sums(cmd.Context())
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\n收到 %d 份：归档 %d，退回 %d，重复 %d，待处理 %d\n\n", sums.Received, sums.Filed, sums.Returned, sums.Duplicate, sums.Pending)
		for _, place := range [][2]string{
			{"正式文件", f.Issued()}, {"退回及退件通知", f.Returned()}, {"台账", f.Registers()},
			{"档案", f.Archive()}, {"空白表单", f.Forms()},
		} {
			fmt.Fprintf(w, "%-8s %s\n", place[0], filepath.ToSlash(place[1]))
		}
		program := "bin/gongwen"
		fmt.Fprintf(w, "\n可以试试：\n  %s search -d %s 老旧小区改造\n  %s ledger -d %s\n  %s verify -d %s\n",
			program, f, program, f, program, f)
		return nil
	})
}
