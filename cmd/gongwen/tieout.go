package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/archive/register"
	"gongwen/archive/register/tieout"
	"gongwen/pipeline"
	"gongwen/pipeline/workspace"
	"gongwen/templates/table"
)

// tieOutMode ties the registers as they lie in their folder to the catalogue and the bags.
var tieOutMode = registersMode{
	flag:  "tie-out",
	takes: []string{"year", "kind", "out", "format", "paper", "json"},
	long: `加 --tie-out，则账实核对，给审计看：台账文件夹里的工作簿、目录、档案（档案袋和流水）三处各自相加，逐种逐年逐栏比较件数和合计，
综合台账逐行比较；不符的逐件列出，写明原因和办法；加 --out 文件夹，写成工作簿。只看 --kind 一种、--year 一年的也行，那就不看综合台账。
退出码：1 表示有不符的。`,
	add: func(flags *pflag.FlagSet) {
		flags.Bool("tie-out", false, "账实核对：台账合计＝目录合计＝档案合计")
	},
	run: tieOut,
}

func tieOut(cmd *cobra.Command, o *workspace.Workspace, c *registersCommanded) error {
	wanted, err := c.writing.yearWanted()
	if err := errors.Join(err, c.outsideRegisters(o)); err != nil {
		return err
	}
	kind := ""
	if c.writing.kind != "" {
		k, err := kindNamed(o.Kinds(), c.writing.kind)
		if err != nil {
			return err
		}
		kind = k.Key
	}
	book := pipeline.NewBook(cmd.Context(), o)
	result, err := tieout.Check(cmd.Context(), book, o.Folder.Registers(), kind, wanted, progress(cmd.ErrOrStderr(), "读档案"))
	if err != nil {
		return err
	}
	if c.writing.out != "" {
		made := time.Now()
		if err := c.saveTable(cmd, book, "核对表", tieout.Name(made), func(context.Context, *register.Book) (table.Book, error) {
			return result.Table("", made), nil
		}); err != nil {
			return err
		}
	}
	if c.json {
		err = printJSON(cmd, result)
	} else {
		err = printTieOut(cmd.OutOrStdout(), result)
	}
	if err == nil && !result.Ties() {
		err = exitCode(1)
	}
	return err
}

// printTieOut prints every figure, then what differs.
func printTieOut(w io.Writer, r *tieout.Result) error {
	for _, t := range r.Totals {
		verdict := "相符"
		if !t.Ties {
			verdict = "不符"
		}
		of, counted := verdict+"  "+t.Kind, "行" // of a view
		if t.Year != 0 {
			of, counted = fmt.Sprintf("%s  %d年%s", verdict, t.Year, t.Kind), "件"
		}
		amount, records := "台账 "+t.Register.Amount.String(), fmt.Sprintf("台账%d%s", t.Register.Records, counted)
		if t.Secret {
			amount, records = "台账不列", "台账不列"
		}
		if t.Column != "" {
			of += fmt.Sprintf(" %s：%s，目录 %s，档案 %s", t.Column, amount, t.Catalogue.Amount, t.Bags.Amount)
		}
		if _, err := fmt.Fprintf(w, "%s；%s，目录%[3]d%[5]s，档案%[4]d%[5]s\n", of, records, t.Catalogue.Records, t.Bags.Records, counted); err != nil {
			return err
		}
	}
	for _, d := range r.Differences {
		of := d.Number
		if d.Kind != "" && !strings.Contains(of, "〔") { // what is no number does not say of what it is
			of = d.Kind + " " + of
			if d.Year != 0 {
				of = fmt.Sprintf("%d年%s", d.Year, of)
			}
		}
		if d.Column != "" {
			of += " " + d.Column
		}
		switch {
		case d.Catalogue+d.Bags == "" && d.Register != "": // a total of the register's own
			of += "：台账 " + d.Register
		case d.Register != "":
			of += fmt.Sprintf("：台账 %s，目录 %s，档案 %s", d.Register, d.Catalogue, d.Bags)
		}
		if _, err := fmt.Fprintf(w, "差异  %s。%s\n", of, d.Reason); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, r.Summary())
	return err
}
