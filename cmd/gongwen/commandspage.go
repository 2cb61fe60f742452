package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/pipeline/manual"
)

// environment are the environment variables that the program goes by.
var environment = [][2]string{
	{"GONGWEN_DATA", "数据文件夹；命令没有写 -d 时用它"},
	{"GOMEMLIMIT", "程序最多用多少内存，如 512MiB；没有的，run 按档案的多少自己定"},
	{"TMPDIR", "不用数据文件夹的命令把临时文件放在哪里；run、serve 用数据文件夹里的 temp/"},
}

// commandsPage is the manual's page of all commands, in Markdown.
func commandsPage(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString(`# 命令

每个命令做什么、有哪些选项、默认是什么。

一个命令的说明也可以用 ` + "`gongwen help 命令` 或 `gongwen 命令 --help`" + ` 看。结果写到标准输出，进度和提示写到标准错误；给程序读的，加 --json。

## 退出码

0 为办成了；各命令自己的写在它的说明里。命令本身没能完成的为 3，原因和怎样办写在标准错误。按一次 Ctrl-C（或 SIGTERM），办完手上的就停；有停住不动的，不等它，说明是哪些，以 3 退出，下次运行接着办。再按一次立即退出。

## 环境变量

| 名称 | 作用 |
|---|---|
`)
	for _, e := range environment {
		fmt.Fprintf(&b, "| `%s` | %s |\n", e[0], e[1])
	}
	for _, cmd := range tree(root) {
		if cmd == root || cmd.Hidden || cmd.Parent().Hidden {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s。\n\n```\n%s\n```\n", cmd.CommandPath(), strings.TrimSuffix(manual.Escape(cmd.Short), "。"), useLine(cmd))
		for _, f := range flagsOf(cmd) {
			if f.Name != "help" {
				fmt.Fprintf(&b, "- `%s`：%s\n", flagName(f), manual.Escape(flagMeaning(f)))
			}
		}
		if cmd.Long != "" && strings.TrimSpace(cmd.Long) != cmd.Short {
			fmt.Fprintf(&b, "\n```\n%s\n```\n", strings.TrimSpace(cmd.Long))
		}
	}
	return b.String()
}
