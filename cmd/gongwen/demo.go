package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"gongwen/pipeline"
	"gongwen/pipeline/screen"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

// demoConfig is for samples that are complete: nothing is worth waiting for.
const demoConfig = `# 演示用的设置：示范表单已经放齐，不必等候
settle: 100ms
attachment_wait: 0s
# 用印在网上签批，其余的书面签批、由经办人填报
approvals: {default: paper, seal: desk}
`

func demoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo [文件夹]",
		Short: "演示：建数据文件夹，放入示范表单，走完全程",
		Args:  cobra.MaximumNArgs(1),
	}
	school := cmd.Flags().Bool("school", false, "换一个机关：一所学校，工作规则、表单、花名册都是它自己的")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		dir := "gongwen-demo"
		if len(args) > 0 {
			dir = args[0]
		}
		if *school {
			return demoSchool(cmd, workspace.Folder(dir))
		}
		return demo(cmd, workspace.Folder(dir))
	}
	return cmd
}

func demo(cmd *cobra.Command, f workspace.Folder) error {
	progress := cmd.ErrOrStderr()
	fmt.Fprintf(progress, "一、建数据文件夹 %s\n", f)
	people, err := sampleRoster()
	if err != nil {
		return err
	}
	if err := makeDataFolder(cmd, f, contents{config: demoConfig, roster: people}); err != nil {
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
	if err := samples.WriteUnsigned(f.Inbox(), time.Now()); err != nil {
		return err
	}
	fmt.Fprintln(progress, "三、办理：用印在网上签批，等领导签；其余的书面签批，审批意见已经填在表单上")
	if err := runDemo(cmd, f); err != nil {
		return err
	}
	fmt.Fprintln(progress, "四、网上签批：由演示代为签批，与领导自己在阅览室里签的走同一条路；最后一份的最后一个签批留给您")
	if err := signDemo(cmd, f); err != nil {
		return err
	}
	accounts, err := addDemoAccounts(f)
	if err != nil {
		return err
	}
	return printDemo(cmd.OutOrStdout(), cmd, f, accounts)
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

// printPlaces says how many forms came in, and where everything lies.
func printPlaces(ctx context.Context, w io.Writer, o *workspace.Workspace) error {
	sums, err := o.Catalogue.Sums(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n收到 %d 份：归档 %d，退回 %d，重复 %d，待处理 %d\n\n", sums.Received, sums.Filed, sums.Returned, sums.Duplicate, sums.Pending)
	f := o.Folder
	for _, place := range [][2]string{
		{"正式文件", f.Issued()}, {"退回及退件通知", f.Returned()}, {"等候签批的", f.Waiting()}, {"台账", f.Registers()},
		{"档案", f.Archive()}, {"空白表单", f.Forms()},
	} {
		fmt.Fprintln(w, screen.Pad(place[0], 16)+filepath.ToSlash(place[1]))
	}
	return nil
}

// printDemo says where everything lies and what to try.
func printDemo(w io.Writer, cmd *cobra.Command, f workspace.Folder, accounts []demoAccount) error {
	return view(string(f), func(o *workspace.Workspace) error {
		if err := printPlaces(cmd.Context(), w, o); err != nil {
			return err
		}
		program := "bin/gongwen"
		fmt.Fprintf(w, "\n可以试试：\n  %s search -d %s 老旧小区改造\n  %s ledger -d %s\n  %s verify -d %s\n  %s sign -d %s\n  %s run -d %s --serve 127.0.0.1:8080\n",
			program, f, program, f, program, f, program, f, program, f)
		fmt.Fprintln(w, "\n阅览室的账号，一次性密码只显示这一次，登录后须修改：")
		for _, a := range accounts {
			fmt.Fprintf(w, "  %s  %s\n", a.name, a.password)
		}
		fmt.Fprintf(w, "用 %s 登录，工作台上有一份用印等着签；签了就印出公文。\n", demoLeaders[len(demoLeaders)-1])
		return nil
	})
}
