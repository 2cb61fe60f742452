package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/workspace"
)

func ledgerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger -d 文件夹",
		Short: "收件登记：每一份表单的下落，总数对不对得上",
		Long:  "收件登记：每一份表单的下落。待签而今天无人可签的写明为什么，办法见阅览室的“无人可签”页。\n退出码：1 表示总数对不上，或有档案遗失而没有核销。",
		Args:  cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return view(*dir, func(o *workspace.Workspace) error {
			ledger, lost, err := audit.Ledger(cmd.Context(), o.Archive, o.Catalogue)
			if err != nil {
				return err
			}
			if ledger.Unsigned > 0 {
				ruleset, err := o.Ruleset()
				if err == nil {
					err = desk.NoteStuck(cmd.Context(), o, ruleset, &ledger, time.Now())
				}
				if err != nil { // the sums hold all the same
					fmt.Fprintf(cmd.ErrOrStderr(), "注意：待签的有没有无人可签的，现在看不出来：%v\n", err)
				}
			}
			if *asJSON {
				err = printJSON(cmd, ledger)
			} else {
				err = printLedger(cmd, ledger, lost)
			}
			if err == nil && (len(lost) > 0 || !ledger.Holds()) {
				err = exitCode(1)
			}
			return err
		})
	}
	return cmd
}

func printLedger(cmd *cobra.Command, ledger catalogue.Ledger, lost []holdings.Loss) error {
	states := map[catalogue.State]string{catalogue.Filed: "已归档", catalogue.Returned: "已退回",
		catalogue.Duplicate: "重复", catalogue.Pending: "待处理"}
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, a := range ledger.List {
		state := states[a.State]
		if a.Stage == catalogue.Signing {
			state = "待签"
		}
		what := a.Number + returns.Visible(a.Reason)
		if len(a.Stuck) > 0 {
			what += "（无人可签：" + returns.Visible(strings.Join(a.Stuck, "；")) + "）"
		}
		if a.Voided != "" {
			what += "（已作废：" + returns.Visible(a.Voided) + "）"
		}
		switch {
		case a.Lost:
			what += "（遗失）"
		case a.WrittenOff != nil:
			what += fmt.Sprintf("（已核销：%s，%s，%s）", returns.Visible(a.WrittenOff.Reason), returns.Visible(a.WrittenOff.By), a.WrittenOff.At.Local().Format("2006-01-02"))
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", a.Arrived.Local().Format("2006-01-02 15:04"), state, returns.Visible(a.Path), what)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	gone := ""
	if ledger.Lost+ledger.WrittenOff > 0 {
		gone = fmt.Sprintf("，遗失 %d，核销 %d", ledger.Lost, ledger.WrittenOff)
	}
	unsigned := ""
	if ledger.Unsigned > 0 {
		unsigned = fmt.Sprintf("；待处理中待签 %d", ledger.Unsigned)
		if ledger.Stuck > 0 {
			unsigned += fmt.Sprintf("，其中无人可签 %d", ledger.Stuck)
		}
	}
	fmt.Fprintf(cmd.OutOrStdout(), "收到 %d = 归档 %d + 退回 %d + 重复 %d + 待处理 %d（归档中作废 %d%s%s）\n",
		ledger.Received, ledger.Filed, ledger.Returned, ledger.Duplicate, ledger.Pending, ledger.Voided, gone, unsigned)
	_ = printLost(cmd, lost) // the exit code is the caller's
	if !ledger.Holds() {
		fmt.Fprintln(cmd.ErrOrStderr(), "总数对不上，请运行 gongwen verify 查明")
	}
	return nil
}
