package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

func regulationCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "regulation [-d 文件夹]",
		Short: "规则逐条落实到哪些表单、台账和时限",
		Args:  cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	try := cmd.Flags().String("try", "", "试一种表单：样表能否通过，规则的例子是否成立")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		ruleset, err := workspace.ReadRuleset(workspace.Folder(*dir))
		if err != nil {
			return err
		}
		if *try != "" {
			kind, err := kindNamed(ruleset.Kinds, *try)
			if err != nil {
				return err
			}
			tried, err := ruleset.Regulation.RehearseKind(kind.Key, ruleset.Roster)
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.ErrOrStderr(), rehearsed(kind, tried))
			return nil
		}
		articles := ruleset.Regulation.Latest().Articles()
		for i := range articles {
			if a, ok := ruleset.Wording.Article(i + 1); ok {
				articles[i].Opening = a.Opening()
			}
		}
		if *asJSON {
			return printJSON(cmd, articles)
		}
		words := map[string]string{"form": "表单", "register": "台账", "duty": "时限", "policy": "原则性条文"}
		for _, a := range articles {
			var met []string
			for _, by := range a.MetBy {
				met = append(met, words[by])
			}
			line := strings.Join(met, "、")
			if len(a.Kinds) > 0 {
				line += fmt.Sprintf("（%s，%d条规则）", strings.Join(a.Kinds, "、"), a.Rules)
			}
			if a.Reason != "" {
				line = strings.TrimLeft(line+"："+a.Reason, "：")
			}
			title := a.Title
			if a.Opening != "" {
				title += "（" + a.Opening + "）"
			}
			fmt.Fprintf(cmd.OutOrStdout(), "第%s条\t%s\t%s\n", a.Number, line, title)
		}
		return nil
	}
	cmd.AddCommand(regulationLoadCommand())
	return cmd
}

// rehearsed says what was tried and found right. A file of rules that lies in the
// wrong folder would otherwise be taken for one without mistakes.
func rehearsed(kind *templates.Kind, tried rules.Rehearsed) string {
	if tried.Rules == 0 {
		return fmt.Sprintf("%s没有专门的规则；有的话，请放在 rules/%s/%s.yaml", kind.Title, tried.Folder, kind.Key)
	}
	return fmt.Sprintf("%s：%d条规则、%d个例子都成立，时限%d项", kind.Title, tried.Rules, tried.Cases, tried.Duties)
}
