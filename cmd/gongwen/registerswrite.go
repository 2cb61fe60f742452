package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/archive"
	"gongwen/archive/register"
	"gongwen/pipeline"
	"gongwen/pipeline/columnset"
	"gongwen/pipeline/web"
	"gongwen/pipeline/workspace"
	"gongwen/templates/normal"
	"gongwen/templates/table"
	"gongwen/templates/tablefile"
)

const registersWritingLong = `生成台账。每种表单每年一份，放在年度文件夹里；正在 Excel 中打开的台账不动，新的一份放在旁边，名称里有“待换”。

写在数据文件夹的 registers 里的，看得到它的人都看得到，所以有密级的不列入、不计入，末尾写明有几件；用 --out 写到别处的是全部的。

只要一部分的，文件名写明是哪一部分，放在 --out 的文件夹里，不与整年的混淆：
  --year 2026 --month 3               2026年的台账里3月的，日期按台账的计入日期（如签订日期）
  --month 2026-03  --quarter 2026-Q1  不论编号是哪一年的
  --from 2025-01-01 --to 2026-12-31   几年合成一份；--year 2025-2026 则按编号的年度
  --unit 区财政局                     只要一个单位的
  --columns 编号,金额                 只要这几栏，按所写的次序
  --columns @月报                     用保存过的栏目组：gongwen.yaml 的 columns，或阅览室里各人保存的（@用户名/月报）
  --format xlsx,csv,ods               每份各写成哪几种格式；csv 只有逐条的行，没有合计，便于程序读取
`

// registersWriting is what the flags say of which registers to write, and how.
type registersWriting struct {
	years                      []string
	wanted                     register.Wanted
	kind, unit, columns, paper string
	formats                    []string
	out                        string
}

func (w *registersWriting) add(flags *pflag.FlagSet) {
	flags.StringSliceVar(&w.years, "year", nil, "只要这一年的；几年分开写用逗号隔开，合成一份写 2025-2026")
	flags.StringVar(&w.kind, "kind", "", "只要这种表单的")
	flags.StringVar(&w.wanted.Quarter, "quarter", "", "只要这一季度的，如 2026-Q1")
	flags.StringVar(&w.wanted.Month, "month", "", "只要这一月的，如 2026-03")
	flags.StringVar(&w.wanted.From, "from", "", "起始日期，如 2026-03-01；可只写到月、季、年")
	flags.StringVar(&w.wanted.To, "to", "", "截止日期，含这一天")
	flags.StringVar(&w.unit, "unit", "", "只要这个单位的")
	flags.StringVar(&w.columns, "columns", "", "只要这几栏，用逗号隔开；或保存过的栏目组，如 @月报")
	flags.StringSliceVar(&w.formats, "format", []string{string(tablefile.XLSX)}, "格式：xlsx、csv、ods，可写几种，用逗号隔开")
	flags.StringVar(&w.paper, "paper", "A4", "打印用纸：A4 或 A3，都是横向")
	flags.StringVar(&w.out, "out", "", "放到哪个文件夹，默认为数据文件夹的 registers")
}

// writtenRegister is a file that was written, for programs.
type writtenRegister struct {
	Path    string `json:"path"`
	Waiting bool   `json:"waiting,omitempty"` // beside one that is open
}

// writeRegisters writes the registers that the flags ask for.
func writeRegisters(cmd *cobra.Command, o *workspace.Workspace, c *registersCommanded) error {
	book := pipeline.NewBook(cmd.Context(), o)
	listings, err := c.writing.listings(cmd, o, book)
	if err != nil {
		return err
	}
	return writeListings(cmd, o, c, listings)
}

// writeListings writes those listings.
func writeListings(cmd *cobra.Command, o *workspace.Workspace, c *registersCommanded, listings []register.Listing) error {
	w, book := &c.writing, pipeline.NewBook(cmd.Context(), o)
	withheld := map[string]bool{}
	book.Withheld = func(r archive.Record) { withheld[r.Number] = true }
	selections, err := w.selections(o)
	if err != nil {
		return err
	}
	written := []writtenRegister{}
	files := register.Files{Dir: w.out, Written: func(path string, inUse *register.InUse) {
		if inUse != nil {
			fmt.Fprintln(cmd.ErrOrStderr(), inUse)
		}
		written = append(written, writtenRegister{path, inUse != nil})
		if !c.json {
			fmt.Fprintln(cmd.OutOrStdout(), path)
		}
	}}
	if files.Dir == "" {
		files.Dir = o.Folder.Registers()
	}
	if err := errors.Join(w.readFormats(&files), w.readPaper(&files)); err != nil {
		return err
	}
	notSecret := o.Folder.InRegisters(files.Dir)
	for _, s := range selections {
		s.NotSecret = notSecret
		if err := book.WriteFiles(cmd.Context(), files, listings, s); err != nil {
			return err
		}
	}
	if n := len(withheld); n > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "有密级的 %d 件没有列入：看得到 registers 的不一定有权看。要全部的，请用 --out 写到别的文件夹，并管好它\n", n)
	}
	if len(written) == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), w.nothing(o))
	}
	if c.json {
		return printJSON(cmd, written)
	}
	return nil
}

// saveTable writes a result as the files that the flags ask for, and tells their paths, behind
// what they are, on standard error: on standard output is the result itself.
func (c *registersCommanded) saveTable(cmd *cobra.Command, book *register.Book, what, title string, tabulate func(context.Context, *register.Book) (table.Book, error)) error {
	files := register.Files{Dir: c.writing.out, Written: func(path string, inUse *register.InUse) {
		if inUse != nil {
			fmt.Fprintln(cmd.ErrOrStderr(), inUse)
		}
		fmt.Fprintln(cmd.ErrOrStderr(), what+"：", path)
	}}
	if err := errors.Join(c.writing.readFormats(&files), c.writing.readPaper(&files)); err != nil {
		return err
	}
	return book.WriteOne(cmd.Context(), files, register.Listing{Title: title,
		Table: func(ctx context.Context, of *register.Book, _ register.Selection) (table.Book, error) {
			return tabulate(ctx, of)
		}})
}

// outsideRegisters is an error where a result would be saved among the registers: it tells of
// secret records, too, and whoever reads registers would read it.
func (c *registersCommanded) outsideRegisters(o *workspace.Workspace) error {
	if c.writing.out == "" || !o.Folder.InRegisters(c.writing.out) {
		return nil
	}
	return fmt.Errorf("--out “%s”在台账的文件夹里，看得到它的人都看得到，而结果里可能有有密级的记录。请写到别的文件夹", c.writing.out)
}

// listings are the registers that are asked for.
func (w *registersWriting) listings(cmd *cobra.Command, o *workspace.Workspace, book *register.Book) ([]register.Listing, error) {
	kind := ""
	if w.kind != "" {
		k, err := kindNamed(o.Kinds(), w.kind)
		if err != nil {
			return nil, err
		}
		kind = k.Key
	}
	return book.Listings(cmd.Context(), kind)
}

// selections are the parts of each that are asked for; those of several years one by one.
func (w *registersWriting) selections(o *workspace.Workspace) (all []register.Selection, err error) {
	unit, err := w.unitNamed(o)
	if err != nil {
		return nil, err
	}
	years := w.years
	if len(years) == 0 {
		years = []string{""}
	}
	set, err := w.columnSet(o)
	if err != nil {
		return nil, err
	}
	for _, year := range years {
		w.wanted.Year = year
		s, err := w.wanted.Selection()
		if err != nil {
			return nil, err
		}
		s.Unit, s.Columns, s.Set = unit, set.Columns, set.Name
		all = append(all, s)
	}
	return all, nil
}

// yearWanted reports of which years registers are asked for; nil for all.
func (w *registersWriting) yearWanted() (func(int) bool, error) {
	if len(w.years) == 0 {
		return nil, nil
	}
	var all []register.Selection
	for _, year := range w.years {
		s, err := register.Wanted{Year: year}.Selection()
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return func(year int) bool {
		return slices.ContainsFunc(all, func(s register.Selection) bool { return s.HasYear(year) })
	}, nil
}

// unitNamed is the unit asked for, as the roster has it. One that the roster has no more may
// still have records.
func (w *registersWriting) unitNamed(o *workspace.Workspace) (string, error) {
	if strings.TrimSpace(w.unit) == "" {
		return "", nil
	}
	units, err := o.Units()
	if err != nil {
		return "", err
	}
	return units.Canonical(w.unit), nil
}

// columnSet are the columns asked for, with the name they are saved under if they are.
func (w *registersWriting) columnSet(o *workspace.Workspace) (columnset.Set, error) {
	text := normal.Narrow(strings.TrimSpace(w.columns))
	switch {
	case text == "":
		return columnset.Set{}, nil
	case !strings.HasPrefix(text, "@"):
		return columnset.Set{Columns: columnset.Labels(w.columns)}, nil
	}
	of := ""
	if w.kind != "" {
		of = o.Kinds().Named(w.kind).Key
	}
	sets := o.Config.ColumnSets()
	if set, err := columnset.Find(sets, text, of); err == nil {
		return set, nil
	}
	accounts, err := web.Accounts(o.Folder)
	if err != nil {
		return columnset.Set{}, err
	}
	saved, err := accounts.Columns()
	if err != nil {
		return columnset.Set{}, err
	}
	return columnset.Find(append(sets, saved...), text, of)
}

func (w *registersWriting) readFormats(f *register.Files) error {
	for _, text := range w.formats {
		format, err := tablefile.Named(text)
		if err != nil {
			return fmt.Errorf("--format：%w", err)
		}
		f.Formats = append(f.Formats, format)
	}
	return nil
}

func (w *registersWriting) readPaper(f *register.Files) error {
	paper := strings.ToUpper(strings.TrimSpace(normal.Narrow(w.paper)))
	if paper != "A4" && paper != "A3" {
		return fmt.Errorf("--paper “%s”不认识，可用：A4、A3", w.paper)
	}
	f.A3 = paper == "A3"
	return nil
}

// nothing says that there is nothing to write, and what may be the reason.
func (w *registersWriting) nothing(o *workspace.Workspace) string {
	said := "没有符合条件的记录，未生成台账"
	if units, err := o.Units(); err == nil && w.unit != "" {
		if _, known := units.Named(w.unit); !known {
			said += fmt.Sprintf("；花名册里没有“%s”这个单位，请核对名称", w.unit)
		}
	}
	return said
}
