package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/pipeline/screen"
)

// speakChinese has a tree of commands say in Chinese what the library says in English: how
// a command is used, what its own commands and flags are, and what was typed wrong.
func speakChinese(root *cobra.Command) {
	root.SilenceUsage, root.SilenceErrors = true, true
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { fmt.Fprint(cmd.OutOrStdout(), helpText(cmd)) })
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprint(cmd.OutOrStderr(), usageText(cmd))
		return err
	})
	root.SetFlagErrorFunc(flagError)
	root.PersistentFlags().BoolP("help", "h", false, "这个命令怎样用")
	root.InitDefaultCompletionCmd()
	explainCompletion(root)
	for _, cmd := range tree(root) {
		if cmd != root && !cmd.Runnable() { // else what follows it would be passed over
			cmd.Args = cobra.ArbitraryArgs
			cmd.RunE = func(cmd *cobra.Command, args []string) error {
				if len(args) == 0 {
					return cmd.Help()
				}
				return unknownCommand(cmd, args[0])
			}
		}
	}
}

// tree is a command and all below it.
func tree(cmd *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{cmd}
	for _, sub := range cmd.Commands() {
		all = append(all, tree(sub)...)
	}
	return all
}

// helpText is all that a command says about itself.
func helpText(cmd *cobra.Command) string {
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	text := strings.TrimSpace(about) + "\n\n" + usageText(cmd)
	if !cmd.HasParent() {
		return text + "\n" + pageList(cmd)
	}
	if page := theManual(cmd.Root()).Find(cmd.Name()); page != nil && cmd.Parent() == cmd.Root() {
		text += fmt.Sprintf("\n手册里另有一页“%s”：%s\n", page.Title, openPage(cmd.Root(), page))
	}
	return text
}

// usageText is how a command is written, with its own commands and flags.
func usageText(cmd *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "用法：\n  %s\n", useLine(cmd))
	var rows [][2]string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() || sub.Name() == "help" { // the library counts that out
			rows = append(rows, [2]string{sub.Name(), sub.Short})
		}
	}
	if len(rows) > 0 {
		b.WriteString("\n命令：\n" + inColumns(rows))
	}
	rows = nil
	for _, f := range flagsOf(cmd) {
		rows = append(rows, [2]string{flagName(f), flagMeaning(f)})
	}
	b.WriteString("\n选项：\n" + inColumns(rows))
	return b.String()
}

// useLine is a command with all above it, and what has to follow.
func useLine(cmd *cobra.Command) string {
	if !cmd.HasParent() {
		return cmd.Use + " 命令 [选项]"
	}
	return cmd.Parent().CommandPath() + " " + cmd.Use
}

// inColumns writes pairs below each other, the second ones in a column of their own.
func inColumns(rows [][2]string) string {
	const most, columns = 30, 100
	left := 0
	for _, row := range rows {
		if w := screen.Width(row[0]); w <= most {
			left = max(left, w)
		}
	}
	var b strings.Builder
	for _, row := range rows {
		head := "  " + screen.Pad(row[0], left) + "  "
		if screen.Width(row[0]) > left {
			b.WriteString("  " + row[0] + "\n")
			head = strings.Repeat(" ", left+4)
		}
		for _, line := range screen.Wrap(row[1], columns-left-4) {
			b.WriteString(head + line + "\n")
			head = strings.Repeat(" ", left+4)
		}
	}
	return b.String()
}

// flagsOf are the flags of a command that people are told of, its own and those from above.
func flagsOf(cmd *cobra.Command) (all []*pflag.Flag) {
	seen := map[string]bool{}
	for _, set := range []*pflag.FlagSet{cmd.LocalFlags(), cmd.InheritedFlags()} {
		set.VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && !seen[f.Name] {
				seen[f.Name], all = true, append(all, f)
			}
		})
	}
	return all
}

// valueNames say by a flag's type what is written behind it.
var valueNames = map[string]string{
	"bool": "", "string": "值", "int": "数", "int64": "数", "uint64": "数", "duration": "时长",
	"stringSlice": "值,…", "stringArray": "值",
}

// flagName is a flag as it is written.
func flagName(f *pflag.Flag) string {
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	value, known := valueNames[f.Value.Type()]
	if !known {
		value = "值"
	}
	if f.Name == "data" {
		value = "文件夹"
	}
	if own, _ := pflag.UnquoteUsage(f); strings.Contains(f.Usage, "`") {
		value = own // which the meaning sets apart
	}
	return strings.TrimSpace(name + " " + value)
}

// flagMeaning is what a flag does and what it is where it is not written.
func flagMeaning(f *pflag.Flag) string {
	standard := strings.Trim(f.DefValue, "[]")
	_, usage := pflag.UnquoteUsage(f)
	if standard == "" || standard == "false" || standard == "0" || standard == "-1" || f.Name == "data" || strings.Contains(usage, "默认") {
		return usage
	}
	return usage + "（默认 " + standard + "）"
}

// explainCompletion says in Chinese what the library's command for shells does.
func explainCompletion(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		if cmd.Name() != "completion" {
			continue
		}
		cmd.Short = "让命令行按 Tab 键补全：写出 bash、zsh、fish、PowerShell 的补全脚本"
		cmd.Long = cmd.Short
		for _, shell := range cmd.Commands() {
			shell.Short = "写出 " + shell.Name() + " 的补全脚本"
			shell.Long = shell.Short + "。" + map[string]string{
				"bash":       "须装有 bash-completion。\n\n  gongwen completion bash > /etc/bash_completion.d/gongwen\n\n新开的终端里生效。",
				"zsh":        "\n\n  gongwen completion zsh > \"${fpath[1]}/_gongwen\"\n\n新开的终端里生效。",
				"fish":       "\n\n  gongwen completion fish > ~/.config/fish/completions/gongwen.fish\n\n新开的终端里生效。",
				"powershell": "\n\n  gongwen completion powershell | Out-String | Invoke-Expression\n\n写进 PowerShell 的配置文件，每次打开都生效。",
			}[shell.Name()]
			if f := shell.Flags().Lookup("no-descriptions"); f != nil {
				f.Usage = "补全时不带说明"
			}
		}
	}
}
