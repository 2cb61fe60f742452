package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"gongwen/archive/extract"
	"gongwen/archive/texts"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/search"
	"gongwen/pipeline/workspace"
)

func attachmentsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "attachments -d 文件夹",
		Short: "附件：哪些有文字可以检索，哪些没有（扫描件、加密、损坏……）",
		Long: `列出文字没有读全、检索查不到或查不全的附件；--all 列出全部。
gongwen run 在归档后读取附件，不耽误办理；gongwen rebuild 补读全部。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	all := cmd.Flags().Bool("all", false, "列出全部附件")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return view(*dir, func(o *workspace.Workspace) error {
			found, err := search.ListAttachments(cmd.Context(), o.Texts, *all)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(cmd, found)
			}
			return printAttachments(cmd, found)
		})
	}
	return cmd
}

func printAttachments(cmd *cobra.Command, found search.Attachments) error {
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, a := range found.List {
		fmt.Fprintf(table, "%s\t%s\t%s\n", a.Number, returns.Visible(a.Name), a.Explanation())
	}
	if err := table.Flush(); err != nil {
		return err
	}
	var told []string
	total := 0
	for _, state := range append(append([]extract.State{}, extract.States...), texts.Unread) {
		if n := found.Counts[state]; n > 0 {
			told = append(told, fmt.Sprintf("%s %d", texts.Title(state), n))
			total += n
		}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "附件 %d 个", total)
	if len(told) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "：%s", strings.Join(told, "，"))
	}
	fmt.Fprintln(cmd.ErrOrStderr())
	return nil
}
