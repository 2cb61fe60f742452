package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongwen/archive/durable"
	"gongwen/pipeline/rules"
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
规则是自己的机关（regulation: own），规则册里还没有各条的，另写出各条的大意和每一句的要求，都列为尚未核对；接着写规则，见 gongwen help rules.md。
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
		book := ruleset.Regulation.Latest()
		if book == nil || len(book.Articles()) == 0 {
			return writeSkeleton(cmd, data, book, text)
		}
		problems := text.Problems(len(book.Articles()))
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

// writeSkeleton begins the rulebook of an office that has only the words of its regulation.
func writeSkeleton(cmd *cobra.Command, data workspace.Folder, book *rules.Rulebook, text *wording.Text) error {
	of := rules.OwnBook
	if book != nil {
		of = book.Folder()
	}
	articles, obligations, err := rules.Skeleton(text)
	if err != nil {
		return err
	}
	files := []skeletonFile{{rules.ArticlesName, articles}, {rules.ObligationsName, obligations}}
	if book == nil {
		files = append(files, skeletonFile{rules.HeaderName, rules.Starter(text.Title())})
	}
	folder := filepath.Join(data.Rules(), of)
	if err := durable.MkdirShared(folder); err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(folder, f.name)
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("%s 已经有了，没有改动；要重新列出各条的，请先把它移走", path)
		}
		if err := durable.WriteFile(path, f.text); err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "写出 %s\n", path)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "每一句的要求都列为尚未核对。接下来：gongwen help rules.md；看还缺哪些：gongwen regulation -d %s\n", data)
	return nil
}

type skeletonFile struct {
	name string
	text []byte
}
