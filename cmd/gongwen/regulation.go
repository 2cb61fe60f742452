package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
)

func regulationCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "regulation [-d 文件夹]",
		Short: "规则逐条落实到哪些表单、台账和时限",
		Long: `规则逐条落实到哪些表单、台账和时限。

加 --try 时试规则：样表能否通过，规则的例子是否成立，例子又能说明多少。
  分支  && 和 || 的每一项、? 之前的、when、require 等，例子里要有是也有否
  改动  把规则有意改错一处（如 < 改成 <=），例子要看得出差别
例子说明不了的逐行列出。确实不影响结果的，在规则的 equivalent 下照抄，写明原因。
退出码：1 表示有不成立的例子，或有例子说明不了的地方。`,
		Args: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("try") {
				return cobra.MaximumNArgs(1)(cmd, args)
			}
			return cobra.NoArgs(cmd, args)
		},
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	try := tryFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ruleset, err := workspace.ReadRuleset(workspace.Folder(*dir))
		if err != nil {
			return err
		}
		if *try != "" {
			return tryRules(cmd, ruleset, append(args, *try)[0], *asJSON)
		}
		book := ruleset.Regulation.Latest()
		if book == nil {
			return noRulebook(*dir)
		}
		articles := book.Articles()
		for i := range articles {
			if a, ok := ruleset.Wording.Article(i + 1); ok {
				articles[i].Opening = a.Opening()
			}
		}
		if *asJSON {
			return printJSON(cmd, articles)
		}
		if len(articles) == 0 {
			notice(cmd.ErrOrStderr(), fmt.Sprintf("规则册 %s 里还没有列出各条：gongwen regulation load 规则全文.txt -d %s", book.Name(), *dir))
		}
		writeArticles(cmd.OutOrStdout(), articles)
		return nil
	}
	cmd.AddCommand(regulationLoadCommand())
	return cmd
}

// noRulebook says how an office with a regulation of its own comes by a rulebook.
func noRulebook(dir string) error {
	return fmt.Errorf("rules 文件夹里没有规则册。请运行 gongwen regulation load 规则全文.txt -d %s 写出各条，或者自己写 rules/%s/%s，见 gongwen help rules.md", dir, rules.OwnBook, rules.HeaderName)
}

// writeArticles writes each article with how it is met, and below it what it asks
// of whom and what meets that; at the end how many obligations are met in which way.
func writeArticles(w io.Writer, articles []rules.Article) {
	words := map[string]string{
		rules.MetByForm: "表单", rules.MetByRegister: "台账", rules.MetByDuty: "时限",
		rules.MetByRecord: "记录", rules.MetByPolicy: "原则性条文",
	}
	total, counts := 0, map[rules.How]int{}
	for _, a := range articles {
		var met []string
		for _, by := range a.MetBy {
			met = append(met, words[by])
		}
		line := strings.Join(met, "、")
		if len(a.Kinds) > 0 {
			line += fmt.Sprintf("（%s，%d条规则）", strings.Join(a.Kinds, "、"), a.Rules)
		}
		switch {
		case a.Lacking():
			line = strings.TrimLeft(line+"；尚缺："+a.Reason, "；")
		case a.Reason != "":
			line = strings.TrimLeft(line+"："+a.Reason, "：")
		}
		title := a.Title
		if a.Opening != "" {
			title += "（" + a.Opening + "）"
		}
		fmt.Fprintf(w, "第%s条\t%s\t%s\n", a.Number, line, title)
		for _, o := range a.Obligations {
			total++
			counts[o.How]++
			fmt.Fprintf(w, "\t%s\t%s\t%s\t%s\n", o.ID, o.Of, o.Asks, metInWords(o))
		}
	}
	if total == 0 {
		return
	}
	var parts []string
	for _, h := range rules.Hows {
		if counts[h] > 0 {
			parts = append(parts, fmt.Sprintf("%s%d", h.Chinese(), counts[h]))
		}
	}
	fmt.Fprintf(w, "共%d项义务：%s\n", total, strings.Join(parts, "，"))
}

// metInWords names what meets an obligation as its rulebook does, for those who
// keep the rules.
func metInWords(o rules.Obligation) string {
	var ways []string
	for _, h := range rules.Hows {
		var ids []string
		for _, m := range o.By {
			if m.How == h {
				ids = append(ids, m.ID)
			}
		}
		if ids != nil {
			ways = append(ways, h.Chinese()+" "+strings.Join(ids, "、"))
		}
	}
	if ways == nil {
		ways = []string{o.How.Chinese()}
	}
	line := strings.Join(ways, "；")
	if o.Reason != "" {
		line += "：" + o.Reason
	}
	return line
}
