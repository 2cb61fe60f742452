package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongwen/archive/handover"
	"gongwen/pipeline/search"
	"gongwen/pipeline/workspace"
)

func handoverCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "handover -d 文件夹 [查询] --receiver 接收单位 --out 移交文件夹",
		Short: "移交：把选定的档案连同归档文件目录做成一个 BagIt 包",
		Long: `移交：把选定的档案连同归档文件目录（Excel、CSV、JSON）做成一个 BagIt 包，
接收方不用本程序也能读，用 sha256sum -c manifest-sha256.txt 就能核对。
选哪些，可以给检索的词，也可以用 --kind --year --from --to --number，几样都给的取同时符合的。
档号按 DA/T 22：全宗号-WS·年度-保管期限-机构-件号；全宗号写在 gongwen.yaml 的 fonds。
包里的 checkpoints 有流水的检查点和每件的归档证明，不用本程序也能核对，见 archive/PROOF.md。
同一件档案每次移交都是同一个档号。谁接收了哪些，记入流水。档案原件仍在，移交的是副本。`,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	var selected search.Selection
	kind := cmd.Flags().String("kind", "", "只要这种表单")
	cmd.Flags().IntVar(&selected.Year, "year", 0, "只要这一年度的编号")
	from := cmd.Flags().String("from", "", "起始日期，如 2026-01-01")
	until := cmd.Flags().String("to", "", "截止日期")
	cmd.Flags().StringArrayVar(&selected.Numbers, "number", nil, "只要这个编号；可以给多次")
	receiver := cmd.Flags().String("receiver", "", "谁接收，如 区档案馆，必填")
	out := cmd.Flags().String("out", "", "放到哪个文件夹，不能已经存在，必填")
	cmd.RunE = func(cmd *cobra.Command, words []string) error {
		text := strings.Join(words, " ")
		switch {
		case *out == "" || strings.TrimSpace(*receiver) == "":
			return errors.New("请用 --receiver 写明谁接收，用 --out 指明放到哪个文件夹")
		case selected.IsEmpty() && text+*kind+*from+*until == "":
			return errors.New("请指明移交哪些：检索的词，或 --kind --year --from --to --number")
		}
		return change(cmd.ErrOrStderr(), *dir, func(o *workspace.Workspace) error {
			var err error
			if selected.Conditions, err = conditions(o.Kinds(), text, *kind, *from, *until); err != nil {
				return err
			}
			known := vocabulary(cmd, o)
			known.Also = nil // nothing is given away for another word
			chosen, err := selected.Among(cmd.Context(), searcher(o), known)
			if err != nil {
				return err
			}
			from := handover.Office{
				Name: o.Config.Office, Government: o.Config.Government, Fonds: o.Config.Fonds, Section: o.Config.Section, Settings: o.Folder.Config(),
				Kinds: o.Kinds(), Archive: o.Archive, Catalogue: o.Catalogue, Journal: o.Journal,
			}
			note := eachOnce(func(text string) { notice(cmd.ErrOrStderr(), text) })
			ensureKey(cmd.Context(), note, o.Folder.Checkpoints(o.Config))
			if from.Signer, err = o.Checkpoints(); err != nil {
				note(err.Error())
			}
			items, err := handover.Choose(cmd.Context(), from, chosen)
			if err != nil {
				return err
			}
			if len(items) == 0 {
				return errors.New("没有符合条件的档案，没有移交")
			}
			to := handover.Taker{Name: strings.TrimSpace(*receiver), At: time.Now()}
			if err := handover.Write(cmd.Context(), from, items, to, *out, progress(cmd.ErrOrStderr(), "移交")); err != nil {
				return err
			}
			if *asJSON {
				return printJSON(cmd, items)
			}
			for _, i := range items {
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %s  %s\n", i.Reference, i.Number, i.Title)
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "已将 %d 件移交%s，放在 %s\n", len(items), to.Name, *out)
			return nil
		})
	}
	return cmd
}
