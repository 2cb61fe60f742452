package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"gongwen/pipeline/manual"
)

// theManual is the manual with the page of commands, which only their tree can tell.
func theManual(root *cobra.Command) *manual.Manual {
	return manual.New(manual.Written{Name: "commands", Markdown: commandsPage(root)})
}

// helpCommand is help, which shows commands and the pages of the manual.
func helpCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "help [命令 | 页 | 要找的词]",
		Short: "看命令怎样用、看手册；后面写词，在手册里找",
		Long: `看命令怎样用，看手册。

  gongwen help              列出命令和手册的各页
  gongwen help search       命令 search 怎样用
  gongwen help start        手册的“第一个小时”
  gongwen help settings     gongwen.yaml 的每一项设置
  gongwen help search.md    命令和手册的一页同名的，加 .md 看手册
  gongwen help 动态码        在手册里找

手册在阅览室里也能看：打开 /help。`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return showHelp(cmd.Root(), cmd.OutOrStdout(), args)
		},
		ValidArgsFunction: func(cmd *cobra.Command, _ []string, typed string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
			for _, sub := range cmd.Root().Commands() {
				if sub.IsAvailableCommand() && strings.HasPrefix(sub.Name(), typed) {
					names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
				}
			}
			for _, p := range theManual(cmd.Root()).Pages() {
				if name := pageName(cmd.Root(), p); strings.HasPrefix(name, typed) {
					names = append(names, cobra.CompletionWithDesc(name, p.Title))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
	return cmd
}

// showHelp shows the command that is named, else the page, else where in the manual the
// words stand.
func showHelp(root *cobra.Command, out io.Writer, args []string) error {
	if cmd, rest, err := root.Find(args); err == nil && len(rest) == 0 {
		_, err := io.WriteString(out, helpText(cmd))
		return err
	}
	m := theManual(root)
	name := strings.Join(args, " ")
	if page := m.Find(name); page != nil {
		_, err := io.WriteString(out, m.Text(page, columnsOf(out), func(to *manual.Page) string { return openPage(root, to) }))
		return err
	}
	hits := m.Search(name)
	if len(hits) == 0 {
		return fmt.Errorf("没有叫“%s”的命令或手册页，手册里也没有这些词。全部命令和各页：gongwen help", name)
	}
	var b strings.Builder
	for _, h := range hits {
		title := h.Page.Title
		if h.Heading != "" {
			title += " › " + h.Heading
		}
		fmt.Fprintf(&b, "%s（%s）\n", title, openPage(root, h.Page))
		for _, piece := range h.Snippet {
			if piece.Text == "" {
				continue
			}
			b.WriteString(strings.ReplaceAll(piece.Text, "\n", " "))
		}
		b.WriteString("\n\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// pageList lists the pages of the manual.
func pageList(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString("手册（gongwen help 页名；阅览室的 /help 也有）：\n")
	group := ""
	var rows [][2]string
	flush := func() {
		if len(rows) > 0 {
			b.WriteString("\n" + group + "\n" + inColumns(rows))
		}
		rows = nil
	}
	for _, p := range theManual(root).Pages() {
		if p.Group != group {
			flush()
			group = p.Group
		}
		rows = append(rows, [2]string{pageName(root, p), p.Title})
	}
	flush()
	return b.String()
}

// pageName is what a page is called behind gongwen help: its name, and where a command is
// called the same, that of its file.
func pageName(root *cobra.Command, p *manual.Page) string {
	if cmd, _, err := root.Find([]string{p.Name}); err == nil && cmd != root {
		return p.Name + ".md"
	}
	return p.Name
}

func openPage(root *cobra.Command, p *manual.Page) string { return "gongwen help " + pageName(root, p) }

const (
	usualColumns = 80
	mostColumns  = 100 // more make long lines hard to read
)

// columnsOf is how wide text on a screen is to be.
func columnsOf(out io.Writer) int {
	if file, ok := out.(*os.File); ok {
		if columns, _, err := term.GetSize(int(file.Fd())); err == nil && columns > 0 {
			return min(columns, mostColumns)
		}
	}
	return usualColumns
}
