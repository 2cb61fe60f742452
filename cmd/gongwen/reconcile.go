package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/archive/reconcile"
	"gongwen/archive/register"
	"gongwen/pipeline"
	"gongwen/pipeline/workspace"
	"gongwen/templates/bounded"
)

// reconcileMode holds the records of a kind against an export of a bank or of the accounts.
var reconcileMode = registersMode{
	flag:  "reconcile",
	takes: []string{"from", "to", "month", "quarter", "unit", "out", "format", "paper", "json"},
	long: `加 --reconcile 文件 --mapping 对账方式，则与银行或账务系统导出的明细（CSV、xlsx）对账：逐笔列出相符、不符、我方有对方无、对方有我方无和待核的，
各写明原因；加 --out 文件夹，写成工作簿。--from、--to（或 --month、--quarter）是核对的期间，--unit 是哪个单位的。
对账方式写明导出文件里各栏是什么、与哪种表单核对，自带银行流水、会计凭证、国库集中支付、非税收入；自己的放在数据文件夹的 reconcile 里。
退出码：0 表示全部相符，1 表示有要看的，3 表示没有对成。`,
	add: func(flags *pflag.FlagSet) {
		flags.String("reconcile", "", "与这个文件（银行或账务系统导出的明细）对账")
		flags.String("mapping", "", "对账方式，如 银行流水")
	},
	run: reconcileExport,
}

func reconcileExport(cmd *cobra.Command, o *workspace.Workspace, c *registersCommanded) error {
	m, err := mappingNamed(cmd, o)
	if err != nil {
		return err
	}
	selection, err := c.writing.wanted.Selection()
	if err := errors.Join(err, c.outsideRegisters(o)); err != nil {
		return err
	}
	book := pipeline.NewBook(cmd.Context(), o)
	source := reconcile.Source{Book: book}
	unit, err := c.writing.unitNamed(o)
	if err != nil {
		return err
	}
	if unit != "" {
		units, err := o.Units()
		if err != nil {
			return err
		}
		source.Within = func(e *register.Entry) bool { return units.Canonical(e.Unit) == unit }
	}
	file, _ := cmd.Flags().GetString("reconcile")
	result, err := m.Run(cmd.Context(), source, reconcile.Request{
		File: file, Period: reconcile.Period{From: selection.From, To: selection.To}, Unit: unit, Made: time.Now(),
	})
	if err != nil {
		return err
	}
	if c.writing.out != "" {
		if err := c.saveTable(cmd, book, "对账结果", result.Name(), result.Book); err != nil {
			return err
		}
	}
	for _, note := range result.Notes {
		fmt.Fprintln(cmd.ErrOrStderr(), "请注意：", oneLine(note))
	}
	if c.json {
		err = printJSON(cmd, result)
	} else {
		err = printReconciled(cmd.OutOrStdout(), result)
	}
	if len(result.Items) == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "双方都没有可对的：请核对导出文件里有没有明细，期间、单位写得对不对")
	}
	if err == nil && !result.Ties() {
		err = exitCode(1)
	}
	return err
}

// mappingNamed is the mapping that --mapping names. Without it the error lists those that
// there are.
func mappingNamed(cmd *cobra.Command, o *workspace.Workspace) (*reconcile.Mapping, error) {
	all, err := reconcile.Load(o.Kinds(), bounded.Dir(o.Folder.Mappings()))
	if err != nil {
		return nil, err
	}
	name, _ := cmd.Flags().GetString("mapping")
	if strings.TrimSpace(name) != "" {
		return all.Named(name)
	}
	var lines []string
	for _, m := range all.All() {
		lines = append(lines, "  --mapping "+m.Name+"  "+cmp.Or(m.Note, m.Title))
	}
	return nil, errors.New("没有指明对账方式，请加下面的一种：\n" + strings.Join(lines, "\n"))
}

// printReconciled prints what each sort comes to, and all that has to be looked at.
func printReconciled(w io.Writer, r *reconcile.Result) error {
	for _, t := range r.Totals {
		if _, err := fmt.Fprintf(w, "%s：我方%d份 %s元，对方%d笔 %s元\n", cmp.Or(t.Sort.String(), "合计"), t.Records, t.Here, t.Rows, t.There); err != nil {
			return err
		}
	}
	for _, i := range r.Items {
		if i.Sort == reconcile.Matched {
			continue
		}
		told := []string{i.Sort.String()}
		if i.Finding != "" {
			told[0] += "·" + i.Finding
		}
		for _, rec := range i.Records {
			told = append(told, rec.Number)
		}
		for _, row := range i.Rows {
			told = append(told, row.Place())
		}
		if _, err := fmt.Fprintf(w, "%s  %s\n", strings.Join(told, "  "), oneLine(i.Reason)); err != nil {
			return err
		}
	}
	return nil
}
