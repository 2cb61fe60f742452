package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/archive/register"
	"gongwen/pipeline/workspace"
)

// diffMode holds a register edited by hand against the archive.
var diffMode = registersMode{
	flag: "diff", takes: []string{"json"}, run: compareRegister,
	add: func(flags *pflag.FlagSet) {
		flags.String("diff", "", "改动过的台账文件：与档案逐行核对")
	},
	long: `加 --diff 文件，则把一份改动过的台账与档案逐行核对，按编号对应，列出改动、缺少和多出的行。
退出码：1 表示与档案不符。`,
}

func compareRegister(cmd *cobra.Command, o *workspace.Workspace, c *registersCommanded) error {
	file, err := cmd.Flags().GetString("diff")
	if err != nil {
		return err
	}
	book := &register.Book{Kinds: o.Kinds(), Archive: o.Archive, Catalogue: o.Catalogue}
	_, found, err := book.Compare(cmd.Context(), file)
	if err != nil {
		return err
	}
	if c.json {
		err = printJSON(cmd, append([]register.Difference{}, found...))
	} else {
		printDifferences(cmd, file, found)
	}
	if err == nil && len(found) > 0 {
		err = exitCode(1)
	}
	return err
}

func printDifferences(cmd *cobra.Command, file string, found []register.Difference) {
	out := cmd.OutOrStdout()
	for _, d := range found {
		switch d.Sort {
		case register.Changed:
			fmt.Fprintf(out, "改动  %s  %s（%s）：档案为“%s”，文件为“%s”\n", d.Number, d.Column, d.Cell, d.Archive, d.File)
		case register.Missing:
			fmt.Fprintf(out, "缺少  %s：档案里有，文件里没有\n", d.Number)
		case register.Added:
			fmt.Fprintf(out, "多出  %s（%s）：档案里没有，或重复了一行\n", d.Number, d.Cell)
		}
	}
	if len(found) == 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s 与档案一致\n", file)
		return
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "共%d处与档案不符。以档案为准：要改档案的，请按规定另行报批；台账用 gongwen registers 重新生成。\n", len(found))
}
