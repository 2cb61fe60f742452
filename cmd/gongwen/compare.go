package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/archive/register"
	"gongwen/pipeline/workspace"
)

// compareRegister holds a register edited by hand against the archive.
func compareRegister(cmd *cobra.Command, o *workspace.Workspace, file string, asJSON bool) error {
	book := &register.Book{Kinds: o.Kinds(), Archive: o.Archive, Catalogue: o.Catalogue}
	_, found, err := book.Compare(cmd.Context(), file)
	if err != nil {
		return err
	}
	if asJSON {
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
