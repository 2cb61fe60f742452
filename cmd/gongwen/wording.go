package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/archive/durable"
	"gongwen/pipeline/rules/wording"
	"gongwen/pipeline/workspace"
	"gongwen/templates/bounded"
)

// longestText is more than any regulation has, in bytes.
const longestText = 4 << 20

func regulationLoadCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "load -d 文件夹 规则全文.txt",
		Short: "读入规则的正式文本，退件通知由此引用条文原文",
		Long: `读入规则的正式文本：从网页或公报复制下来的纯文本即可，前后的标题、导航和多余的空格不碍事。
读出的章、条、项存入数据文件夹的 regulation.yaml，此后退件通知在“依据”后引用条文原文。
退出码：0 与规则册的条数相符，1 已存入但有疑问，请对照原文核对。`,
		Args: cobra.ExactArgs(1),
	}
	dir := dataFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		data, err := folder(*dir)
		if err != nil {
			return err
		}
		ruleset, err := workspace.ReadRuleset(data)
		if err != nil {
			return err
		}
		source, err := bounded.ReadPath(args[0], longestText)
		if err != nil {
			return err
		}
		text, err := wording.Parse(source)
		if err != nil {
			return fmt.Errorf("%s：%w", args[0], err)
		}
		kept, err := text.YAML()
		if err != nil {
			return err
		}
		if err := durable.WriteFile(data.Wording(), kept); err != nil {
			return err
		}
		chapters, articles, items := text.Count()
		fmt.Fprintf(cmd.OutOrStdout(), "读到%d章、%d条、%d项，存入 %s\n", chapters, articles, items, data.Wording())
		problems := text.Problems(len(ruleset.Regulation.Latest().Articles()))
		for _, p := range problems {
			fmt.Fprintln(cmd.ErrOrStderr(), p)
		}
		if len(problems) > 0 {
			return exitCode(1)
		}
		return nil
	}
	return cmd
}
